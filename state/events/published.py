"""A published event as anybody may see it: read under the policies of the public, by a slug alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from state.database import Transaction
from state.errors import NotFound
from state.events.covers import EventCover
from state.events.events import SLUG_LENGTH, Event
from state.events.sponsors import EventSponsor, Sponsor

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_COLUMNS = (
    "id", "name", "slug", "type", "description", "timezone", "local_start", "local_end", "venue", "status",
    "ticket_tiers", "organizer_name", "media_partners", "version", "updated_at",
)  # fmt: skip


@dataclass(frozen=True)
class PublishedEvent:
    """What the public may know. `start` and `end` are wall times in the event's own zone; `sponsors` pairs of tier and
    company, by name; `cover` is a stored picture, None where it is drawn."""

    id: UUID
    name: str
    slug: str
    type: str
    description: str | None
    timezone: str
    start: datetime
    end: datetime | None
    venue: dict[str, Any]
    status: str
    ticket_tiers: list[dict[str, Any]]
    organizer_name: str | None
    media_partners: list[str]
    version: int
    updated_at: datetime
    sponsors: list[tuple[str, str]]
    cover: UUID | None


async def by_slug(tx: Transaction, slug: str) -> PublishedEvent:
    """Raises NotFound alike for a slug nobody has and for an event that is not, or no longer, public."""
    if len(slug) > SLUG_LENGTH or not _SLUG.fullmatch(slug):
        raise NotFound
    columns = [getattr(Event, name) for name in _COLUMNS]
    query = select(*columns, col(EventCover.object_id).label("cover"))  # pyright: ignore[reportCallIssue]
    of_event = col(EventCover.event_id) == Event.id
    found = await tx.execute(query.outerjoin_from(Event, EventCover, of_event).where(Event.slug == slug))
    if (row := found.mappings().one_or_none()) is None:
        raise NotFound
    facts = dict(row)
    zone = ZoneInfo(facts["timezone"])
    start, end = facts.pop("local_start"), facts.pop("local_end")
    return PublishedEvent(
        **facts,
        start=start.replace(tzinfo=zone),
        end=end.replace(tzinfo=zone) if end else None,
        sponsors=await _sponsors(tx, facts["id"]),
    )


async def _sponsors(tx: Transaction, event: UUID) -> list[tuple[str, str]]:
    named = (
        select(EventSponsor.tier, Sponsor.company_name)
        .join(Sponsor, col(Sponsor.id) == EventSponsor.sponsor_id)
        .where(EventSponsor.event_id == event)
        .order_by(Sponsor.company_name)
    )
    return [(tier, company) for tier, company in await tx.execute(named)]
