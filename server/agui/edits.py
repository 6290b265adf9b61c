"""Edits a client makes to the shared state: what differs from the revision it saw is saved like a form's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from state.database import Transaction
from state.wizard import sessions
from state.wizard.changes import data_at
from state.wizard.progress import stage_data
from state.wizard.record import WizardSession
from state.wizard.sessions import OnInvalid, Source
from state.wizard.stages import REVIEW, STAGES, Stage


async def state_edit(tx: Transaction, row: WizardSession, state: object) -> list[dict[str, str]]:
    """Save the good fields; the refused ones come back as {stage, field, code, message}.

    A field left out is not edited, null clears it. A state without a revision the server has given out is no edit.
    """
    shared = _mapping(_mapping(state).get("session"))
    seen = shared.get("revision")
    if not isinstance(seen, int) or isinstance(seen, bool) or not 0 <= seen <= row.revision or not row.is_active:
        return []
    edits = list(_edits(_mapping(shared.get("stages")), await _seen_data(tx, row, seen, shared)))
    errors: list[dict[str, str]] = []
    for stage, patch in edits:
        saved = await sessions.save(
            tx, row.id, stage.id, patch, source=Source.form, on_invalid=OnInvalid.keep_good, seen_revision=seen
        )
        errors += [{"stage": stage.id} | error.as_json() for error in saved.refused]
    return errors


async def _seen_data(tx: Transaction, row: WizardSession, seen: int, shared: Mapping[str, Any]) -> Mapping[str, Any]:
    now = stage_data(row)
    if seen == row.revision or not _mapping(shared.get("stages")):
        return now
    return await data_at(tx, row.id, seen, now)


def _edits(stages: Mapping[str, Any], seen: Mapping[str, Any]) -> Iterator[tuple[Stage, dict[str, Any]]]:
    for stage in STAGES:
        told = _mapping(_mapping(stages.get(stage.id)).get("data"))
        before = stage.shown(dict(seen[stage.id]))
        patch = {name: value for name, value in told.items() if before.get(name) != value}
        if patch and stage is not REVIEW:
            yield stage, patch


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
