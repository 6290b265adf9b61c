"""What happened at an event, numbered without a gap: activity, live feed and audit in one.

Triggers write it, with every change of a row below an event and in its transaction; the server only reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Column, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel, col, func, select

from state.database import Transaction
from state.events import access
from state.events.access import Readers
from state.events.columns import of_event
from state.wizard.record import moment_column

# The channel on which followers are woken; the payload is an event's id.
CHANGES = "event_changes"


class EventFeed(SQLModel, table=True):
    """How far an event's changes have been counted, and whether a model was asked what its plan lacks."""

    __tablename__ = "event_feeds"  # pyright: ignore[reportAssignmentType]

    event_id: UUID = Field(primary_key=True, foreign_key="events.id", ondelete="CASCADE")
    seq: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default=text("0")))
    made_at: datetime = Field(sa_column=moment_column())
    tailoring_asked: bool = False


class Activity(SQLModel, table=True):
    """`record` is the row after the change, `old` what changed as it was before; one that is gone has no `record`."""

    __tablename__ = "activity_logs"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (of_event("activity_logs"),)

    event_id: UUID = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    id: UUID = Field(default_factory=uuid4)
    organization_id: UUID
    user_id: UUID | None = None
    action_type: str = Field(sa_type=Text)
    table_name: str = Field(sa_type=Text)
    change: str = Field(sa_type=Text)
    record_id: UUID
    record: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB))
    old: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB))
    created_at: datetime = Field(sa_column=moment_column())


class Change(NamedTuple):
    """One line of the log as followers need it."""

    seq: int
    table_name: str
    change: str
    record_id: UUID
    record: dict[str, Any] | None
    user_id: UUID | None
    created_at: datetime


@dataclass(frozen=True)
class Span:
    """The numbers a log holds, first and last; `(1, 0)` while it is empty."""

    first: int
    last: int

    def continues(self, seq: int) -> bool:
        """Whether everything after `seq` is still, or only yet to be, in the log."""
        return self.first - 1 <= seq <= self.last


async def span(tx: Transaction, event: UUID) -> Span:
    """Raises NotFound where the caller does not see this event."""
    await access.see(tx, event)
    query = select(func.min(Activity.seq), func.max(Activity.seq)).where(Activity.event_id == event)
    first, last = (await tx.execute(query)).one()
    return Span(1, 0) if first is None else Span(first, last)


async def after(tx: Transaction, event: UUID, seq: int, most: int) -> tuple[Sequence[Change], Readers]:
    """The next changes after number `seq`, at most so many, and who may be told of them. Raises NotFound.

    The readers are read last: who has lost sight of the event before that is none of them. Numbers have no gaps that
    close later: an event's writers stand in a line, each until its commit.
    """
    columns = (getattr(Activity, name) for name in Change._fields)
    query = (
        select(*columns).where(Activity.event_id == event, Activity.seq > seq).order_by(col(Activity.seq)).limit(most)
    )
    found = [Change(*row) for row in await tx.execute(query)]
    return found, await access.readers(tx, event)
