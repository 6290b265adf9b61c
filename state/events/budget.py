"""What an event may cost, by category, and what it has cost. Amounts are minor units of the row's currency."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CHAR, BigInteger, Column, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from state.events.columns import not_negative, of_event
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
