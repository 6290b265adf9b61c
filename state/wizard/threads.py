"""Sessions as the threads of a chat: the caller's own, newest first, with a name, kept out of the way or given up.

A thread's name and whether it is archived are no wizard data: they change no revision and end with no expiry.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, tuple_, update
from sqlmodel import col, select

from state.database import Transaction
from state.errors import FieldError, InvalidData
from state.wizard import sessions
from state.wizard.record import WizardSession

LONGEST_NAME = 200


@dataclass(frozen=True)
class Place:
    """Where a page of threads ended."""

    updated_at: datetime
    id: UUID


async def listed(
    tx: Transaction, limit: int, after: Place | None = None, *, with_archived: bool = False
) -> tuple[list[WizardSession], Place | None]:
    """One page of the caller's own threads, and where the next begins; those he gave up are not among them."""
    order = col(WizardSession.updated_at), col(WizardSession.id)
    query = select(WizardSession).where(
        WizardSession.user_id == tx.principal.user_id, WizardSession.status != "abandoned"
    )
    if not with_archived:
        query = query.where(col(WizardSession.archived_at).is_(None))
    if after:
        query = query.where(tuple_(*order) < tuple_(after.updated_at, after.id))
    rows = list((await tx.execute(query.order_by(*(by.desc() for by in order)).limit(limit + 1))).scalars())
    page = rows[:limit]
    return page, Place(page[-1].updated_at, page[-1].id) if len(rows) > limit else None


def name_of(row: WizardSession) -> str | None:
    """What the person called the thread, else the event's title."""
    return row.thread_name or row.event_data.get("title")


async def rename(tx: Transaction, session_id: str, name: str) -> WizardSession:
    """An empty name takes the name away again."""
    wanted = name.strip()
    if len(wanted) > LONGEST_NAME:
        raise InvalidData([FieldError("name", "too_long", f"A name has at most {LONGEST_NAME} characters.")])
    return await _changed(tx, session_id, thread_name=wanted or None)


async def archive(tx: Transaction, session_id: str, archived: bool) -> WizardSession:
    return await _changed(tx, session_id, archived_at=func.now() if archived else None)


async def delete(tx: Transaction, session_id: str) -> WizardSession:
    """Give the setup up. Raises Conflict for a published one, which can be archived."""
    return await sessions.abandon(tx, session_id)


async def _changed(tx: Transaction, session_id: str, **values: object) -> WizardSession:
    row = await sessions.get(tx, session_id)
    await tx.execute(update(WizardSession).where(col(WizardSession.id) == row.id).values(**values))
    await tx.refresh(row)
    return row
