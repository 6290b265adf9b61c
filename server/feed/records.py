"""A row of the log as the REST object that the event's own routes answer: one presenter for each table.

A presenter takes the row as Postgres wrote it into the log (`to_jsonb`), and what stands around it: the server's public
address, and the names that other tables know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import structlog
from sqlmodel import SQLModel

from state.database import Transaction
from state.events import budget, lineup, sponsors, supporting, team
from state.events.activity import Change
from state.events.budget import Expense
from state.events.contracts import Contract
from state.events.views import EventView, TaskView
from state.values import Money

log = structlog.get_logger(__name__)
Row = Mapping[str, Any]
Named = Mapping[UUID, Mapping[str, Any]]

# What the database keeps for itself.
_KEPT = frozenset({"organization_id", "deleted_at"})
_AMOUNTS = ("amount",)
# Tables whose records are told in two ways: whole, and without what only some readers see.
GUARDED = {"event_sponsors": frozenset(supporting.GIVEN)}


@dataclass(frozen=True)
class Around:
    """`whole` is for readers who see all; `names` are by table, and by the id the row refers to."""

    address: str
    names: Mapping[str, Named] = field(default_factory=dict)
    whole: bool = True

    def of(self, table: str) -> Named:
        return self.names.get(table, {})


Presenter = Callable[[Row, Around], dict[str, Any]]


async def names(tx: Transaction, event: UUID, changes: Sequence[Change]) -> Mapping[str, Named]:
    """What other tables know of those that these changes are about: the same for all who see the event."""
    return {
        "event_team": await team.named(tx, event, _ids(changes, "event_team", "user_id")),
        "event_sponsors": await sponsors.named(tx, _ids(changes, "event_sponsors", "sponsor_id")),
        "event_designers": await lineup.named(tx, _ids(changes, "event_designers", "designer_id")),
    }


def record(table: str, row: Row, around: Around) -> dict[str, Any]:
    """The REST object of this row.

    The log keeps rows as they once were: one that its presenter does not understand any more is told as it stands,
    rather than end the feed of its event.
    """
    try:
        return PRESENTERS[table](row, around)
    except (LookupError, ValueError) as error:
        log.warning("feed_record_unknown", table=table, error=type(error).__name__)
        kept = _KEPT if around.whole else _KEPT | GUARDED.get(table, frozenset())
        return {name: value for name, value in row.items() if name not in kept}


def _ids(changes: Iterable[Change], table: str, column: str) -> set[UUID]:
    return {UUID(each.record[column]) for each in changes if each.table_name == table and each.record}


def _plain(kind: type[SQLModel]) -> Presenter:
    """What stands in the table but for what the database keeps for itself, amounts in the currency's major unit."""

    def present(row: Row, _: Around) -> dict[str, Any]:
        told = kind.model_validate(row).model_dump(exclude=set(_KEPT))
        amounts = {name: told[name] for name in _AMOUNTS if told.get(name) is not None}
        return told | {name: Money(minor, told["currency"]).major() for name, minor in amounts.items()}

    return present


PRESENTERS: Mapping[str, Presenter] = {
    "events": lambda row, around: EventView.shown(row, around.address).model_dump(),
    "event_tasks": lambda row, _: TaskView.shown(row).model_dump(),
    "event_team": lambda row, around: team.shown(row, around.of("event_team")).model_dump(),
    "event_sponsors": lambda row, around: supporting.shown(row, around.of("event_sponsors"), around.whole).model_dump(),
    "event_designers": lambda row, around: lineup.shown(row, around.of("event_designers")).model_dump(),
    "event_budget_categories": lambda row, _: budget.shown(row).model_dump(),
    "expenses": _plain(Expense),
    "contracts": _plain(Contract),
}
