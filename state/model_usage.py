"""What each organization's conversations cost: tokens and money per UTC day and model, for its daily budget."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Date, Text, func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, SQLModel, col, select

from state.database import Transaction


class ModelUsage(SQLModel, table=True):
    """`cost_micros` are millionths of a US dollar; null where the model's price is not known."""

    __tablename__ = "model_usage"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint("input_tokens >= 0"),
        CheckConstraint("output_tokens >= 0"),
        CheckConstraint("cost_micros >= 0"),
    )

    organization_id: UUID = Field(primary_key=True)
    day: date = Field(primary_key=True, sa_type=Date)
    model: str = Field(primary_key=True, sa_type=Text)
    input_tokens: int = Field(default=0, sa_type=BigInteger)
    output_tokens: int = Field(default=0, sa_type=BigInteger)
    cost_micros: int | None = Field(default=None, sa_type=BigInteger)


@dataclass(frozen=True)
class Usage:
    """Tokens of one reply, and its cost in millionths of a US dollar, if known."""

    model: str
    input_tokens: int
    output_tokens: int
    cost_micros: int | None


@dataclass(frozen=True)
class Budget:
    """Millionths of a US dollar per organization and UTC day; the rates are for tokens whose cost is not known."""

    micros: int
    input_rate: float
    output_rate: float


async def add(tx: Transaction, usage: Usage) -> None:
    """Count one reply on today's row of the caller's organization."""
    row = insert(ModelUsage).values(
        organization_id=tx.principal.organization_id,
        day=datetime.now(UTC).date(),
        model=usage.model,
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        cost_micros=usage.cost_micros,
    )
    counted = ("input_tokens", "output_tokens", "cost_micros")
    sums = {name: getattr(ModelUsage, name) + row.excluded[name] for name in counted}
    await tx.execute(row.on_conflict_do_update(index_elements=["organization_id", "day", "model"], set_=sums))


async def is_spent(tx: Transaction, budget: Budget) -> bool:
    """Whether the caller's organization has used up today's budget."""
    estimated = col(ModelUsage.input_tokens) * budget.input_rate + col(ModelUsage.output_tokens) * budget.output_rate
    spent = func.coalesce(func.sum(func.coalesce(ModelUsage.cost_micros, estimated)), 0)
    query = select(spent >= budget.micros).where(ModelUsage.day == datetime.now(UTC).date())
    return bool((await tx.execute(query)).scalar_one())
