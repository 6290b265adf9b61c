"""Events and tasks as the world sees them: made from a row, or from its record in the log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import model_validator

from state.events.events import is_public, page_address
from state.events.wire import View

OPEN_STATUSES = ("to_do", "in_progress", "blocked")


class EventView(View):
    """`start_date` and `end_date` bear the offset of the event's own zone; `public_url` is there while it is public."""

    id: UUID
    organization_id: UUID
    created_by: UUID
    name: str
    slug: str
    type: str
    description: str | None
    goals: list[str]
    start_date: datetime
    end_date: datetime | None
    timezone: str
    venue_id: UUID | None
    backup_venue_id: UUID | None
    venue: dict[str, Any]
    status: str
    published_at: datetime | None
    public_url: str | None
    progress_percentage: int
    target_attendees: int | None
    actual_attendees: int | None
    ticket_tiers: list[dict[str, Any]]
    total_capacity: int | None
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def shown(cls, row: Mapping[str, Any], address: str) -> Self:
        """`address` is where people reach the server."""
        public = is_public(row["published_at"], row["status"])
        return cls.of(row, public_url=page_address(address, row["slug"]) if public else None)

    @model_validator(mode="after")
    def _in_its_own_zone(self) -> Self:
        zone = ZoneInfo(self.timezone)
        self.start_date = self.start_date.astimezone(zone)
        self.end_date = self.end_date and self.end_date.astimezone(zone)
        return self


class TaskView(View):
    """`is_overdue` is told from the deadline, at the moment somebody looks; `dependencies` are what it waits for."""

    id: UUID
    event_id: UUID
    name: str
    description: str | None
    phase: str
    workflow_category: str
    priority: str
    status: str
    is_overdue: bool
    role: str | None
    assignee_id: UUID | None
    deadline: datetime
    dependencies: list[UUID]
    estimated_hours: float | None
    actual_hours: float | None
    completed_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def shown(cls, row: Mapping[str, Any], now: datetime | None = None) -> Self:
        """`row` has its `dependencies` beside its columns."""
        deadline = row["deadline"] if isinstance(row["deadline"], datetime) else datetime.fromisoformat(row["deadline"])
        late = row["status"] in OPEN_STATUSES and deadline <= (now or datetime.now(UTC))
        return cls.of(row, is_overdue=late)


def hours(value: float | None) -> Decimal | None:
    """As the table keeps them, to the hundredth of an hour."""
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.01"))
