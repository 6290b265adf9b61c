"""What happened, counted in the transaction in which it happened: written by SQL functions, append-only, without
anything personal."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKeyConstraint, Index, Text
from sqlmodel import Field, SQLModel

from state.wizard.record import json_column, moment_column


class AnalyticsEntry(SQLModel, table=True):
    __tablename__ = "analytics_entries"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        ForeignKeyConstraint(
            ["event_id", "organization_id"],
            ["events.id", "events.organization_id"],
            name="analytics_entries_event_fkey",
            ondelete="SET NULL (event_id)",
        ),
        Index("analytics_entries_by_organization", "organization_id", "created_at"),
        Index("analytics_entries_by_event", "event_id"),
        Index("analytics_entries_by_age", "created_at"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    organization_id: UUID
    name: str = Field(sa_type=Text)
    event_id: UUID | None = None
    properties: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    created_at: datetime = Field(sa_column=moment_column())
