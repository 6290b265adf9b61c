"""The only writer of wizard sessions: create or resume, save, complete, skip, go to, abandon.

Each operation takes an open transaction, locks the row, and writes by `app.write_session`. A session is named by its
public `session_id` (str) or by the row's own id (UUID); a row the caller cannot see is NotFound, like an unknown one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import case, func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from state.database import Transaction
from state.errors import Conflict, FieldError, InvalidData, NotFound, NotReady
from state.wizard import patches
from state.wizard.changes import WizardChange, changed_since, difference, down_to, history
from state.wizard.place import first_incomplete, may_enter, regained
from state.wizard.progress import assessed, charges_enabled, stage_data
from state.wizard.record import WizardSession
from state.wizard.stages import REVIEW, STAGES, Stage, resolve
from state.wizard.writing import details, store_change, write, write_only

Key = str | UUID
_SESSION_ID = re.compile(r"[A-Za-z0-9._~:@-]{1,255}", re.ASCII)


class Source(StrEnum):
    chat = "chat"
    form = "form"
    import_ = "import"
    undo = "undo"


class OnInvalid(StrEnum):
    refuse = "refuse"
    keep_good = "keep_good"


@dataclass(frozen=True)
class Saved:
    """The session after a save, the fields that were stored, and what was refused (keep_good only)."""

    session: WizardSession
    stage: Stage
    fields: tuple[str, ...]
    refused: tuple[FieldError, ...]


async def create_or_resume(tx: Transaction, session_id: str | None = None) -> tuple[WizardSession, bool]:
    """The caller's session of this id, made if he can see none, revived if expired; and whether it was made."""
    wanted = _checked_id(session_id) if session_id is not None else str(uuid4())
    row = await _find(tx, wanted, lock=True)
    if row is None:
        row, created = await _create(tx, wanted)
        if created:
            return row, True
    if row.status == "abandoned":
        raise Conflict("This setup was abandoned; start a new one with another session_id.", "session_abandoned")
    if row.effective_status() == "expired":
        row = await write(tx, row, {"status": "in_progress"})
    return row, False


async def get(tx: Transaction, key: Key) -> WizardSession:
    if (row := await _find(tx, key)) is None:
        raise NotFound("There is no such session.", "session_not_found")
    return row


async def listed(tx: Transaction, status: str | None, page: int, limit: int) -> tuple[list[WizardSession], int]:
    """Newest first, with the number of all that match."""
    expired = (col(WizardSession.status) == "in_progress") & (col(WizardSession.expires_at) <= func.now())
    effective = case((expired, "expired"), else_=col(WizardSession.status))
    matching = select(WizardSession).where(effective == status) if status else select(WizardSession)
    total = (await tx.execute(select(func.count()).select_from(matching.subquery()))).scalar_one()
    newest = matching.order_by(col(WizardSession.updated_at).desc(), col(WizardSession.id)).limit(limit)
    return list((await tx.execute(newest.offset((page - 1) * limit))).scalars()), total


async def save(  # noqa: PLR0913  the one door: what, where, who, how strict, seen when
    tx: Transaction,
    key: Key,
    stage_name: str,
    patch: Mapping[str, Any],
    *,
    source: Source,
    on_invalid: OnInvalid = OnInvalid.refuse,
    seen_revision: int | None = None,
    group: UUID | None = None,
) -> Saved:
    """Merge a partial stage into the session; never moves `current_stage`.

    With `refuse` one bad field raises InvalidData and nothing is stored; with `keep_good` the good ones are stored and
    the bad ones come back. Raises Conflict when a patched field changed after `seen_revision`. Saves of one transaction
    that share a `group` are one change to undo.
    """
    stage = resolve(stage_name)
    row = await for_writing(tx, key)
    if stage is REVIEW and source is not Source.form:
        raise Conflict("Only a person can confirm; ask to publish instead.", "consent_is_personal")
    data = stage_data(row)
    checked = patches.check(stage, patch, data, charges_enabled(row))
    if checked.errors and on_invalid is OnInvalid.refuse:
        raise InvalidData(checked.errors)
    stale = await _stale(tx, row, stage, checked.values, seen_revision)
    if stale and on_invalid is OnInvalid.refuse:
        raise Conflict(" ".join(error.message for error in stale), "stale_revision")
    kept = {name: value for name, value in checked.values.items() if name not in {error.field for error in stale}}
    change = difference(stage.id, source, data[stage.id], kept, group=group)
    row = await store_change(tx, row, stage, change, data)
    return Saved(row, stage, tuple(kept), (*checked.errors, *stale))


async def undo(tx: Transaction, key: Key, to: UUID | None = None) -> tuple[WizardSession, list[UUID]]:
    """Take back the newest change not yet undone, or everything down to and including `to`; a group goes as a whole.

    Raises NotFound for an unknown change, Conflict when there is nothing left, InvalidData when an old value cannot
    stand any more (a date that has passed); then nothing is taken back.
    """
    row = await for_writing(tx, key)
    standing = [change for change, undoable in await history(tx, row.id) if undoable]
    undone = down_to(standing, to)
    for change in undone:
        row = await _take_back(tx, row, change)
    return row, [change.id for change in undone]


async def _take_back(tx: Transaction, row: WizardSession, change: WizardChange) -> WizardSession:
    stage, data = resolve(change.stage), stage_data(row)
    checked = patches.check(stage, change.inverse, data, charges_enabled(row), clear_any=True)
    if checked.errors:
        raise InvalidData(checked.errors, "The value before that change cannot come back.")
    back = difference(stage.id, Source.undo, data[stage.id], checked.values, undoes=change.id)
    row = await store_change(tx, row, stage, back, data)
    return await write(tx, row, regained(row, change.place)) if change.place else row


async def complete(tx: Transaction, key: Key, stage_name: str) -> WizardSession:
    """Complete a valid stage; if it is the current one, go to the first incomplete. Raises NotReady with every gap."""
    stage = resolve(stage_name)
    row = await for_writing(tx, key)
    if stage is REVIEW:
        raise Conflict("This stage is completed by publishing.", "publish_completes_review")
    if gaps := assessed(row)[stage.id].gaps():
        raise NotReady(gaps, f"{stage.title} is not complete yet.")
    return await _done_with(tx, row, stage)


async def skip(tx: Transaction, key: Key, stage_name: str) -> WizardSession:
    """Leave an optional stage as it is and move on. Raises Conflict for a stage that is needed."""
    stage = resolve(stage_name)
    row = await for_writing(tx, key)
    if not stage.optional:
        raise Conflict(f"{stage.title} is needed for the event and cannot be skipped.", "stage_not_optional")
    return await _done_with(tx, row, stage)


async def go_to(tx: Transaction, key: Key, stage_name: str) -> WizardSession:
    """Make a finished stage, or the first unfinished one, current again."""
    stage = resolve(stage_name)
    row = await for_writing(tx, key)
    if not may_enter(row, stage):
        raise Conflict(
            f"{stage.title} cannot be entered before the stages before it are finished.", "stage_not_reached"
        )
    return row if stage.id == row.current_stage else await write(tx, row, {"current_stage": stage.id})


async def abandon(tx: Transaction, key: Key) -> WizardSession:
    """Give a session up; doing it twice is no error."""
    row = await locked(tx, key)
    if row.status == "abandoned":
        return row
    return await write(tx, await for_writing(tx, key), {"status": "abandoned"})


async def mark_published(tx: Transaction, row: WizardSession, event_id: UUID, consent: Mapping[str, bool]) -> None:
    """The end of a session: consent stored, every stage done and whole. Called by publishing alone, which has found no
    gap, in its transaction, which does not look at the row again."""
    done = [stage.id for stage in STAGES]
    await write_only(
        tx,
        row,
        {
            "merge": {REVIEW.column: dict(consent)},
            "details": dict.fromkeys(done, 100),
            "completed_stages": done,
            "needs_review": [],
            "current_stage": REVIEW.id,
            "status": "completed",
            "event_id": str(event_id),
        },
    )


def is_legal(session_id: str) -> bool:
    return _SESSION_ID.fullmatch(session_id) is not None and session_id not in {".", ".."}


def _checked_id(session_id: str) -> str:
    if not is_legal(session_id):
        message = "A session_id has 1 to 255 of the characters A-Z a-z 0-9 . _ ~ : @ - and is not . or .. alone."
        raise InvalidData([FieldError("session_id", "bad_session_id", message)])
    return session_id


async def _find(tx: Transaction, key: Key, lock: bool = False) -> WizardSession | None:
    """By public id the caller's own session wins, else the oldest that his organization's policy lets him see."""
    wanted = col(WizardSession.id) == key if isinstance(key, UUID) else col(WizardSession.session_id) == key
    mine = (col(WizardSession.user_id) == tx.principal.user_id).desc()
    query = select(WizardSession).where(wanted).order_by(mine, col(WizardSession.created_at)).limit(1)
    query = query.execution_options(populate_existing=True)
    return (await tx.execute(query.with_for_update() if lock else query)).scalar_one_or_none()


async def _create(tx: Transaction, session_id: str) -> tuple[WizardSession, bool]:
    """Insert, or take the row that a second tab made at the same moment."""
    owner = {"user_id": tx.principal.user_id, "organization_id": tx.principal.organization_id}
    values = {"id": uuid4(), "session_id": session_id, "current_stage": STAGES[0].id} | owner
    values["completion_details"] = {stage.id: 0 for stage in STAGES}
    made = await tx.execute(
        insert(WizardSession).values(**values).on_conflict_do_nothing().returning(col(WizardSession.id))
    )
    created = made.scalar_one_or_none() is not None
    return await locked(tx, session_id), created


async def locked(tx: Transaction, key: Key) -> WizardSession:
    if (row := await _find(tx, key, lock=True)) is None:
        raise NotFound("There is no such session.", "session_not_found")
    return row


_CLOSED = {
    "expired": "This session has expired; open it again to go on.",
    "abandoned": "This setup was abandoned; start a new one.",
    "completed": "This setup has been published; change the event instead.",
}


async def for_writing(tx: Transaction, key: Key) -> WizardSession:
    """The row, locked. Raises Conflict for a session that takes no more changes."""
    row = await locked(tx, key)
    if (status := row.effective_status()) in _CLOSED:
        raise Conflict(_CLOSED[status], f"session_{status}")
    return row


async def _stale(
    tx: Transaction, row: WizardSession, stage: Stage, values: Mapping[str, Any], seen_revision: int | None
) -> list[FieldError]:
    """Patched fields that somebody else changed after the revision this patch was made from."""
    if seen_revision is None or seen_revision == row.revision:
        return []
    if seen_revision > row.revision:
        raise Conflict(f"This session is at revision {row.revision}; read it again.", "unknown_revision")
    message = "{} changed meanwhile; look at the newest value and try again."
    changed = await changed_since(tx, row.id, stage.id, seen_revision, values)
    return [FieldError(name, "stale_revision", message.format(stage.title_of(name))) for name in changed]


async def _done_with(tx: Transaction, row: WizardSession, stage: Stage) -> WizardSession:
    done = [known.id for known in STAGES if known.id in {*row.completed_stages, stage.id}]
    current = first_incomplete(done).id if row.current_stage == stage.id else row.current_stage
    return await write(
        tx,
        row,
        {
            "completed_stages": done,
            "current_stage": current,
            "needs_review": [name for name in row.needs_review if name != stage.id],
            "details": details(stage_data(row), done, charges_enabled(row)),
        },
    )
