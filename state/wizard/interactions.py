"""The transcript of a conversation: one row per message, written once, in the order things happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Identity,
    Index,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlmodel import Field, SQLModel, col, select

from state.database import Transaction
from state.wizard.record import WizardSession, moment_column


class WizardInteraction(SQLModel, table=True):
    __tablename__ = "wizard_interactions"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("wizard_session_id", "message_id", name="wizard_interactions_message_key"),
        ForeignKeyConstraint(
            ["wizard_session_id", "organization_id"],
            ["wizard_sessions.id", "wizard_sessions.organization_id"],
            name="wizard_interactions_session_fkey",
            ondelete="CASCADE",
        ),
        Index("wizard_interactions_by_session", "wizard_session_id", "id"),
        Index("wizard_interactions_expiring", "expires_at", postgresql_where=text("redacted_at is null")),
        CheckConstraint("csat between 1 and 5"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    # Filled in where a message is recorded, or by the database.
    wizard_session_id: UUID = Field(default=None)
    organization_id: UUID = Field(default=None)
    message_id: str = Field(sa_type=Text)
    role: str = Field(sa_type=Text)
    stage: str = Field(foreign_key="wizard_stages.id", sa_type=Text)
    text: str = Field(sa_type=Text)
    tool_calls: list[dict[str, Any]] | None = Field(default=None, sa_column=Column(JSONB(none_as_null=True)))
    tool_call_id: str | None = Field(default=None, sa_type=Text)
    tokens_used: int | None = None
    model: str | None = Field(default=None, sa_type=Text)
    latency_ms: int | None = None
    prompt_digest: str | None = Field(default=None, sa_type=Text)
    csat: int | None = Field(default=None, sa_type=SmallInteger)
    created_at: datetime = Field(default=None, sa_column=moment_column())
    expires_at: datetime = Field(default=None, sa_column=moment_column(default="now() + interval '30 days'"))
    redacted_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True, default=None))


async def record(tx: Transaction, row: WizardSession, message: WizardInteraction) -> bool:
    """Store a message of this session once; False if its id is stored already."""
    values = message.model_dump(exclude_none=True) | {
        "wizard_session_id": row.id,
        "organization_id": row.organization_id,
    }
    stored = insert(WizardInteraction).values(**values).on_conflict_do_nothing().returning(col(WizardInteraction.id))
    return (await tx.execute(stored)).scalar_one_or_none() is not None


async def record_all(tx: Transaction, row: WizardSession, messages: Sequence[WizardInteraction]) -> set[str]:
    """Store messages of this session, in their order; the ids of those that were not stored already."""
    if not messages:
        return set()
    of = {"wizard_session_id": row.id, "organization_id": row.organization_id, "tool_call_id": None}
    values = [of | message.model_dump(exclude_none=True) for message in messages]
    new = insert(WizardInteraction).values(values).on_conflict_do_nothing()
    return set((await tx.execute(new.returning(col(WizardInteraction.message_id)))).scalars())


async def newest(tx: Transaction, session: UUID, count: int, upto: int | None = None) -> list[WizardInteraction]:
    """The last `count` messages (none after the id `upto`, if given), oldest of them first."""
    query = select(WizardInteraction).where(WizardInteraction.wizard_session_id == session)
    if upto is not None:
        query = query.where(col(WizardInteraction.id) <= upto)
    rows = (await tx.execute(query.order_by(col(WizardInteraction.id).desc()).limit(count))).scalars()
    return list(rows)[::-1]


async def since(tx: Transaction, session: UUID, after: int, count: int) -> list[WizardInteraction]:
    """The next `count` messages after that id, oldest first."""
    query = select(WizardInteraction).where(
        WizardInteraction.wizard_session_id == session, col(WizardInteraction.id) > after
    )
    return list((await tx.execute(query.order_by(col(WizardInteraction.id)).limit(count))).scalars())


async def rate(tx: Transaction, row: WizardSession, csat: int, comment: str | None) -> None:
    """Keep how satisfied a person is (1 to 5), at the point of the conversation where he said so."""
    message = WizardInteraction(
        message_id=f"feedback-{uuid4()}", role="system", stage=row.current_stage, text=comment or "", csat=csat
    )
    await record(tx, row, message)
