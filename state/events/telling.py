"""The log of an event, told in plain words: the registry of what an action is called, and what a change changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from state.database import Transaction
from state.events import access, lineup, people, sponsors, supporting
from state.events.activity import Activity
from state.events.wire import View, major

# What app.action_of may answer, each with its sentence.
DESCRIPTIONS: Mapping[str, str] = {
    "event_created": "The event was made",
    "event_updated": "The event was changed: {changed}",
    "event_removed": "The event was removed",
    "event_draft": "The event is a draft again",
    "event_planning": "The event is being planned",
    "event_confirmed": "The event is confirmed",
    "event_in_progress": "The event is under way",
    "event_completed": "The event is over",
    "event_archived": "The event was archived",
    "event_cancelled": "The event was cancelled",
    "task_created": "Task “{name}” was added",
    "task_updated": "Task “{name}” was changed: {changed}",
    "task_completed": "Task “{name}” is done",
    "task_removed": "Task “{name}” was removed",
    "team_added": "{name} joined the team",
    "team_updated": "What {name} does on the team was changed: {changed}",
    "team_removed": "{name} left the team",
    "sponsor_created": "Sponsor “{name}” was added",
    "sponsor_updated": "Sponsor “{name}” was changed: {changed}",
    "sponsor_removed": "Sponsor “{name}” was removed",
    "designer_created": "Designer “{name}” was added",
    "designer_updated": "Designer “{name}” was changed: {changed}",
    "designer_removed": "Designer “{name}” was removed",
    "budget_updated": "The budget for {name} was changed",
    "expense_created": "Expense “{name}” was added",
    "expense_updated": "Expense “{name}” was changed: {changed}",
    "expense_removed": "Expense “{name}” was removed",
    "contract_created": "Contract with “{name}” was added",
    "contract_updated": "Contract with “{name}” was changed: {changed}",
    "contract_signed": "Contract with “{name}” was signed",
    "contract_removed": "Contract with “{name}” was removed",
}
_UNNAMED = {"event_team": "Somebody"}
# Which column names the subject, where it is no person or row of a directory.
_NAMED_BY = {"contracts": "party_name", "event_budget_categories": "category"}
# Rows that are named by another row: which column says by whom.
_REFERRING = {"event_team": "user_id", "event_sponsors": "sponsor_id", "event_designers": "designer_id"}
_INSIDE = frozenset(
    {"id", "event_id", "organization_id", "version", "created_at", "updated_at", "deleted_at", "template_key",
     "due", "status_before_archive", "wizard_session_id", "local_start", "local_end", "assigned_at"}
)  # fmt: skip
_MONEY = frozenset({"amount", "budgeted_amount", "actual_amount", "sponsorship_amount"})


class ActivityView(View):
    """`metadata` is {table, record_id, changed: {field: {from, to}}}."""

    id: UUID
    seq: int
    action_type: str
    description: str
    metadata: dict[str, Any]
    user_id: UUID | None
    created_at: datetime


async def listed(tx: Transaction, event: UUID, after: int, limit: int) -> list[ActivityView]:
    """What came after `after`, in the order it happened. Raises NotFound where the caller does not see the event."""
    unsaid = frozenset() if await access.sees_all(tx, event) else frozenset(supporting.GIVEN)
    query = select(Activity).where(Activity.event_id == event, col(Activity.seq) > after)
    found = (await tx.execute(query.order_by(col(Activity.seq)).limit(limit))).scalars().all()
    names = await _names(tx, found)
    return [_view(row, names, unsaid if row.table_name == "event_sponsors" else frozenset()) for row in found]


def _view(row: Activity, names: Mapping[str, str], unsaid: frozenset[str]) -> ActivityView:
    changed = _changed(row, _INSIDE | unsaid)
    words = {"name": _name(row, names), "changed": ", ".join(name.replace("_", " ") for name in changed)}
    description = DESCRIPTIONS[row.action_type].format(**words).removesuffix(": ")
    metadata = {"table": row.table_name, "record_id": str(row.record_id), "changed": changed}
    return ActivityView.of(row.model_dump(), description=description, metadata=metadata)


def _changed(row: Activity, unsaid: frozenset[str]) -> dict[str, dict[str, Any]]:
    if row.change != "UPDATE" or not row.old or not row.record:
        return {}
    before = row.record | row.old
    return {
        name: {"from": _value(name, before), "to": _value(name, row.record)}
        for name in sorted(row.old)
        if name not in unsaid
    }


def _value(name: str, record: Mapping[str, Any]) -> Any:
    return major(record[name], record.get("currency")) if name in _MONEY else record.get(name)


def _subject(row: Activity) -> Mapping[str, Any]:
    return row.record or row.old or {}


def _name(row: Activity, names: Mapping[str, str]) -> str:
    subject = _subject(row)
    named = names.get(str(subject.get(_REFERRING[row.table_name]))) if row.table_name in _REFERRING else None
    own = subject.get(_NAMED_BY.get(row.table_name, "name"))
    return named or own or _UNNAMED.get(row.table_name, "?")


async def _names(tx: Transaction, found: Sequence[Activity]) -> dict[str, str]:
    """By the id of a person, a sponsor, a designer; one question for each kind that is named at all."""
    named = await people.named(tx, _ids(found, "event_team"))
    known = await sponsors.named(tx, _ids(found, "event_sponsors"))
    shows = await lineup.named(tx, _ids(found, "event_designers"))
    return (
        {str(user): told["name"] or told["email"] for user, told in named.items()}
        | {str(row_id): told["company_name"] for row_id, told in known.items()}
        | {str(row_id): told["name"] for row_id, told in shows.items()}
    )


def _ids(found: Iterable[Activity], table: str) -> set[UUID]:
    return {UUID(_subject(row)[_REFERRING[table]]) for row in found if row.table_name == table and _subject(row)}
