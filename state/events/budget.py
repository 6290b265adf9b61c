"""What an event may cost, by category. Amounts are minor units of the row's currency."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CHAR, BigInteger, CheckConstraint, Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

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
        CheckConstraint("budgeted_amount >= 0"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    event_id: UUID = Field(foreign_key="events.id", ondelete="CASCADE")
    category: str = Field(sa_type=Text)
    budgeted_amount: int = Field(default=0, sa_type=BigInteger)
    currency: str = Field(sa_column=Column(CHAR(3), nullable=False))
    version: int = 1
