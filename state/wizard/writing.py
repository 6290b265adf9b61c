"""How a session row is written: what one change does to columns, percents and marks, in one statement."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import text

from state.database import Transaction
from state.wizard.changes import Change
from state.wizard.progress import Data, assess, charges_enabled
from state.wizard.record import WizardSession
from state.wizard.stages import STAGES, Stage


async def write(tx: Transaction, row: WizardSession, values: Mapping[str, Any]) -> WizardSession:
    """Run `app.write_session` with these keys and read the row anew."""
    await write_only(tx, row, values)
    await tx.refresh(row)
    return row


async def write_only(tx: Transaction, row: WizardSession, values: Mapping[str, Any]) -> None:
    """Without reading: the row in hand is what it was before."""
    statement = text("select app.write_session(:session, cast(:values as jsonb))")
    await tx.execute(statement, {"session": row.id, "values": json.dumps(values)})


def details(data: Data, done: list[str], can_charge: bool) -> dict[str, int]:
    """Percent by stage id; SQL weighs them into the total."""
    return {name: state.completion for name, state in assess(data, done, can_charge).items()}


async def store_change(tx: Transaction, row: WizardSession, stage: Stage, change: Change, data: Data) -> WizardSession:
    confirmed = change.touched and stage.id in row.needs_review
    if not (change.is_logged or confirmed):
        return row
    values = {name: new for name, (_, new) in change.fields.items()}
    own = {name: value for name, value in (data[stage.id] | values).items() if value is not None}
    needs_review = _needs_review(row, stage, values)
    return await write(
        tx,
        row,
        {
            "merge": _by_column(stage, values),
            "details": details(data | {stage.id: own}, row.completed_stages, charges_enabled(row)),
            "needs_review": needs_review,
        }
        | ({"change": change.as_json()} if change.is_logged else {}),
    )


def _by_column(stage: Stage, values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    merge: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        if (column := stage.columns.get(name)) is None:
            merge.setdefault(stage.column, {})[name] = value
        else:
            # A field with a column of its own is an object: clearing it clears each of its members.
            nested = stage.model.model_fields[name].annotation
            merge[column] = value if value is not None else dict.fromkeys(_members(nested))
    return merge


def _members(annotation: Any) -> tuple[str, ...]:
    model = next(kind for kind in annotation.__args__ if hasattr(kind, "model_fields"))
    return tuple(model.model_fields)


def _needs_review(row: WizardSession, changed: Stage, values: Mapping[str, Any]) -> list[str]:
    """Saving a stage clears its own mark and sets those of finished stages that stand on what changed."""
    shaken = {
        stage.id
        for stage in STAGES
        if stage.id in row.completed_stages and set(stage.review_after.get(changed.id, ())) & values.keys()
    }
    marked = ({*row.needs_review} - {changed.id}) | shaken
    return [stage.id for stage in STAGES if stage.id in marked]
