"""Events at a glance: a page of them, newest date first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlmodel import col, select

from state.database import Transaction
from state.events.events import Event, EventStatus
from state.events.team import EventTeam
from state.events.venues import Venue

_COLUMNS = (
    "id", "name", "slug", "type", "start_date", "timezone", "status", "published_at", "progress_percentage", "version",
)  # fmt: skip


@dataclass(frozen=True)
class Listed:
    """`start_date` bears the offset of the event's own zone."""

    id: UUID
    name: str
    slug: str
    type: str
    start_date: datetime
    timezone: str
    status: str
    published_at: datetime | None
    progress_percentage: int
    venue_name: str | None
    team_count: int
    version: int


async def page(tx: Transaction, status: EventStatus | None, page: int, limit: int) -> tuple[list[Listed], int]:
    """And how many there are in all. Archived ones only when asked for."""
    wanted = Event.status == status if status else Event.status != EventStatus.archived
    total = (await tx.execute(select(func.count()).select_from(Event).where(wanted))).scalar_one()
    team = select(func.count()).where(EventTeam.event_id == Event.id).scalar_subquery()
    venue = select(Venue.name).where(Venue.id == Event.venue_id).scalar_subquery()
    name = func.coalesce(venue, col(Event.venue)["name"].as_string()).label("venue_name")
    columns: Any = [*(getattr(Event, each) for each in _COLUMNS), name, team.label("team_count")]
    query = (
        select(*columns)
        .where(wanted)
        .order_by(col(Event.start_date).desc(), col(Event.id))
        .limit(limit)
        .offset((page - 1) * limit)
    )
    return [_listed(dict(row)) for row in (await tx.execute(query)).mappings()], total


def _listed(row: dict[str, Any]) -> Listed:
    row["start_date"] = row["start_date"].astimezone(ZoneInfo(row["timezone"]))
    return Listed(**row)
