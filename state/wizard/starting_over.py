"""Starting over: everything a session holds is cleared in one act, which one undo takes back."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

from state.database import Transaction
from state.wizard import changes, sessions
from state.wizard.changes import Change, difference
from state.wizard.place import place_of
from state.wizard.progress import charges_enabled, stage_data
from state.wizard.record import WizardSession
from state.wizard.sessions import Key, Source
from state.wizard.stages import FIRST, REVIEW, STAGES, Stage
from state.wizard.writing import details, store_change, write


async def start_over(tx: Transaction, key: Key, source: Source) -> tuple[WizardSession, list[UUID]]:
    """Clear the data of all stages and go to the first, nothing completed; the ids of the changes, newest first.

    A session that holds nothing stays as it is. Raises Conflict for a session that takes no more changes.
    """
    row = await sessions.for_writing(tx, key)
    if is_untouched(row):
        return row, []
    group, place = uuid4(), place_of(row)
    row = await _at_the_beginning(tx, row)
    for stage in STAGES:
        if stage is not REVIEW:
            cleared = _cleared(row, stage, source, group)
            # The first is taken back last: by then all data is there again to judge the stages by.
            cleared = replace(cleared, place=place) if stage is FIRST else cleared
            row = await store_change(tx, row, stage, cleared, stage_data(row))
    return row, await changes.of_group(tx, group)


def is_untouched(row: WizardSession) -> bool:
    return not any(stage_data(row).values()) and not row.completed_stages and row.current_stage == FIRST.id


async def _at_the_beginning(tx: Transaction, row: WizardSession) -> WizardSession:
    """Consent kept as a draft goes too, unlogged: it was to what is cleared, and no undo may give it again."""
    data = stage_data(row) | {REVIEW.id: {}}
    values = {
        "merge": {REVIEW.column: dict.fromkeys(REVIEW.field_names)},
        "completed_stages": [],
        "needs_review": [],
        "current_stage": FIRST.id,
        "details": details(data, [], charges_enabled(row)),
    }
    return await write(tx, row, values)


def _cleared(row: WizardSession, stage: Stage, source: Source, group: UUID) -> Change:
    data = stage_data(row)[stage.id]
    return difference(stage.id, source, data, dict.fromkeys(data), group=group)
