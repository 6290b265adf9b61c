"""Who works on an event, and what he may do there."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from state.events.columns import of_event
from state.wizard.record import moment_column


class EventTeam(SQLModel, table=True):
    __tablename__ = "event_team"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("event_id", "user_id", name="event_team_member_key"),
        of_event("event_team"),
        Index("event_team_by_user", "user_id"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    event_id: UUID
    organization_id: UUID
    user_id: UUID
    role: str = Field(sa_type=Text)
    permissions: str = Field(sa_type=Text)
    assigned_at: datetime = Field(sa_column=moment_column())
    version: int = 1
