"""A row of the log as the REST object that the event's own routes answer: one presenter for each table.

A presenter takes the row as Postgres wrote it into the log (`to_jsonb`) and the server's public address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import structlog
from sqlmodel import SQLModel

from state.events.budget import EventBudgetCategory, Expense
from state.events.contracts import Contract
from state.events.lineup import ShowingView
from state.events.supporting import SupportView
from state.events.team import MemberView
from state.events.views import EventView, TaskView
from state.events.wire import View
from state.values import Money

log = structlog.get_logger(__name__)
Row = Mapping[str, Any]
Presenter = Callable[[Row, str], dict[str, Any]]

# What the database keeps for itself.
_KEPT = {"organization_id", "deleted_at"}
_AMOUNTS = ("amount", "budgeted_amount", "sponsorship_amount")


def record(table: str, row: Row, address: str) -> dict[str, Any]:
    """The REST object of this row.

    The log keeps rows as they once were: one that its presenter does not understand any more is told as it stands,
    rather than end the feed of its event.
    """
    try:
        return PRESENTERS[table](row, address)
    except (LookupError, ValueError) as error:
        log.warning("feed_record_unknown", table=table, error=type(error).__name__)
        return {name: value for name, value in row.items() if name not in _KEPT}


def _plain(kind: type[SQLModel]) -> Presenter:
    """What stands in the table but for what the database keeps for itself, amounts in the currency's major unit."""

    def present(row: Row, _: str) -> dict[str, Any]:
        told = kind.model_validate(row).model_dump(exclude=_KEPT)
        amounts = {name: told[name] for name in _AMOUNTS if told.get(name) is not None}
        return told | {name: Money(minor, told["currency"]).major() for name, minor in amounts.items()}

    return present


def _as(view: type[View], *named_elsewhere: str) -> Presenter:
    """As the event's own route answers it, without the names that stand in other tables."""
    return lambda row, _: view.of(row).model_dump(exclude=set(named_elsewhere))


PRESENTERS: Mapping[str, Presenter] = {
    "events": lambda row, address: EventView.shown(row, address).model_dump(),
    "event_tasks": lambda row, _: TaskView.shown(row).model_dump(),
    "event_team": _as(MemberView, "name", "email"),
    "event_sponsors": _as(SupportView, "company_name", "logo_url"),
    "event_designers": _as(ShowingView, "name", "brand_name"),
    "event_budget_categories": _plain(EventBudgetCategory),
    "expenses": _plain(Expense),
    "contracts": _plain(Contract),
}
