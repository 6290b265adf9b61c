"""What happened, counted in the transaction in which it happened. Append-only, without anything personal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKeyConstraint, Index, Text, text
from sqlmodel import Field, SQLModel

from state.database import Transaction
from state.wizard.record import json_column, moment_column

_RECORD = text("select app.record_analytics(:name, :event, cast(:properties as jsonb))")


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
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    organization_id: UUID
    name: str = Field(sa_type=Text)
    event_id: UUID | None = None
    properties: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    created_at: datetime = Field(sa_column=moment_column())


async def record(tx: Transaction, name: str, event: UUID, properties: Mapping[str, Any]) -> None:
    """An entry of the caller's organization about an event of its own."""
    await tx.execute(_RECORD, {"name": name, "event": event, "properties": json.dumps(properties)})
