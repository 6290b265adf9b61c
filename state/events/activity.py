"""What happened at an event, numbered without a gap: activity, live feed and audit in one.

Triggers write it, with every change of a row below an event and in its transaction; the server only reads.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Column, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from state.events.columns import of_event
from state.wizard.record import moment_column


class EventFeed(SQLModel, table=True):
    """How far an event's changes have been counted."""

    __tablename__ = "event_feeds"  # pyright: ignore[reportAssignmentType]

    event_id: UUID = Field(primary_key=True, foreign_key="events.id", ondelete="CASCADE")
    seq: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default=text("0")))
    made_at: datetime = Field(sa_column=moment_column())


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
