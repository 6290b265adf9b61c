"""What an event may cost, by category, and what it has cost. Amounts are minor units of the row's currency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from pydantic import BaseModel
from sqlalchemy import (
    CHAR,
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Index,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlmodel import Field, SQLModel, col, select

from state.database import Transaction
from state.events import access, rows
from state.events.access import Level
from state.events.columns import not_negative, of_event
from state.events.wire import LEFT_OUT, Body, View, major, minor
from state.values import Money
from state.wizard.fields import Currency, Price
from state.wizard.record import moment_column

# What a free event plans its costs in until somebody says otherwise (the events backend's own default).
DEFAULT_CURRENCY = "USD"


class BudgetCategory(StrEnum):
    venue = "venue"
    production = "production"
    talent = "talent"
    catering = "catering"
    marketing = "marketing"
    staffing = "staffing"
    miscellaneous = "miscellaneous"
    buffer = "buffer"


class EventBudgetCategory(SQLModel, table=True):
    __tablename__ = "event_budget_categories"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("event_id", "category", name="event_budget_categories_key"),
        of_event("event_budget_categories"),
        not_negative("budgeted_amount"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    event_id: UUID
    organization_id: UUID
    category: str = Field(sa_type=Text)
    budgeted_amount: int = Field(default=0, sa_type=BigInteger)
    currency: str = Field(sa_column=Column(CHAR(3), nullable=False))
    version: int = 1


class Expense(SQLModel, table=True):
    """In the currency of its category."""

    __tablename__ = "expenses"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        of_event("expenses"),
        ForeignKeyConstraint(
            ["event_id", "category"],
            ["event_budget_categories.event_id", "event_budget_categories.category"],
            name="expenses_category_fkey",
        ),
        Index("expenses_by_event", "event_id", postgresql_where=text("deleted_at is null")),
        not_negative("amount"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    event_id: UUID
    organization_id: UUID
    category: str = Field(sa_type=Text)
    name: str = Field(max_length=200)
    amount: int = Field(sa_type=BigInteger)
    currency: str = Field(sa_column=Column(CHAR(3), nullable=False))
    vendor_name: str | None = Field(default=None, max_length=200)
    invoice_url: str | None = Field(default=None, sa_type=Text)
    paid_status: str = Field(default="pending", sa_type=Text)
    due_date: date | None = None
    deleted_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True, default=None))
    version: int = 1
    created_at: datetime = Field(sa_column=moment_column())
    updated_at: datetime = Field(sa_column=moment_column())


class NewCategory(Body):
    """Without a currency it is the event's."""

    category: BudgetCategory
    budgeted_amount: Price = "0"
    currency: Currency | None = None


class CategoryPatch(Body):
    budgeted_amount: Price = LEFT_OUT


class CategoryView(View):
    """Every expense counts as actual. `variance_percentage` is null where nothing was budgeted."""

    id: UUID
    event_id: UUID
    category: BudgetCategory
    budgeted_amount: str
    actual_amount: str
    currency: str
    variance_percentage: float | None
    version: int


class Totals(BaseModel):
    """Of all categories of one currency."""

    currency: str
    total_budgeted: str
    total_actual: str
    variance_percentage: float | None


async def listed(tx: Transaction, event: UUID) -> list[CategoryView]:
    """In the order of BudgetCategory. Raises NotFound where the caller does not see the event."""
    await access.see(tx, event)
    rows_found: Any = await tx.execute(_with_actual(event))
    found = [_view(row, spent) for row, spent in rows_found]
    return sorted(found, key=lambda each: list(BudgetCategory).index(each.category))


def totals(categories: Sequence[CategoryView]) -> list[Totals]:
    """One for each currency, the one of most categories first."""
    currencies = [each.currency for each in categories]
    sums: list[Totals] = []
    for currency in sorted(set(currencies), key=lambda each: (-currencies.count(each), each)):
        of_it = [each for each in categories if each.currency == currency]
        budgeted = sum(minor("", each.budgeted_amount, currency) for each in of_it)
        actual = sum(minor("", each.actual_amount, currency) for each in of_it)
        both = (Money(budgeted, currency).major(), Money(actual, currency).major())
        sums.append(
            Totals(
                currency=currency,
                total_budgeted=both[0],
                total_actual=both[1],
                variance_percentage=variance(budgeted, actual),
            )
        )
    return sums


def variance(budgeted: int, actual: int) -> float | None:
    """How far actual is off what was budgeted, in percent of that; None where nothing was."""
    return round((actual - budgeted) / budgeted * 100, 2) if budgeted else None


async def currency_of(tx: Transaction, event: UUID) -> str:
    """What the event is counted in: the currency of most of its budget."""
    currency = col(EventBudgetCategory.currency)
    query = select(currency).where(EventBudgetCategory.event_id == event).group_by(currency)
    found = (await tx.execute(query.order_by(func.count().desc(), currency).limit(1))).scalar_one_or_none()
    return found or DEFAULT_CURRENCY


async def get(tx: Transaction, event: UUID, category: UUID) -> CategoryView:
    row = await rows.of_event(tx, EventBudgetCategory, event, category)
    return _view(*(await tx.execute(_with_actual(event).where(col(EventBudgetCategory.id) == row.id))).one())


async def create(tx: Transaction, event: UUID, body: NewCategory) -> CategoryView:
    """Raises Conflict for a category that is there."""
    await access.enter(tx, event, Level.edit)
    currency = body.currency or await currency_of(tx, event)
    amount = minor("budgeted_amount", body.budgeted_amount, currency)
    values = {"event_id": event, "category": body.category, "budgeted_amount": amount, "currency": currency}
    return _view(await rows.add(tx, EventBudgetCategory, values), 0)


async def change(tx: Transaction, event: UUID, category: UUID, patch: CategoryPatch, seen: int | None) -> CategoryView:
    await access.enter(tx, event, Level.edit)
    row = await rows.of_event(tx, EventBudgetCategory, event, category)
    values = {name: minor(name, amount, row.currency) for name, amount in patch.given().items()}
    await rows.change(tx, row, values, seen)
    return await get(tx, event, category)


async def remove(tx: Transaction, event: UUID, category: UUID, seen: int | None) -> None:
    """Raises Conflict while expenses stand in it."""
    await access.enter(tx, event, Level.edit)
    await rows.remove(tx, await rows.of_event(tx, EventBudgetCategory, event, category), seen)


def _with_actual(event: UUID) -> Any:
    spent = (
        select(func.coalesce(func.sum(Expense.amount), 0))
        .where(
            Expense.event_id == EventBudgetCategory.event_id,
            Expense.category == EventBudgetCategory.category,
            col(Expense.deleted_at).is_(None),
        )
        .scalar_subquery()
    )
    return select(EventBudgetCategory, spent).where(EventBudgetCategory.event_id == event)


def _view(row: EventBudgetCategory, spent: int) -> CategoryView:
    return shown(row.model_dump() | {"actual_amount": int(spent)})


def shown(row: Mapping[str, Any]) -> CategoryView:
    """`row` has its `actual_amount` beside its columns, in minor units, as in the log."""
    currency, budgeted, spent = row["currency"], row["budgeted_amount"], row["actual_amount"]
    return CategoryView.of(
        row,
        budgeted_amount=major(budgeted, currency),
        actual_amount=major(spent, currency),
        variance_percentage=variance(budgeted, spent),
    )
