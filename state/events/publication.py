"""An event's page, put up and taken down; the event and all that belongs to it stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from state import outbox
from state.database import Transaction
from state.errors import Conflict, Forbidden, NotFound, NotReady
from state.events import access, fitness
from state.events.access import Level
from state.events.covers import PAINTING
from state.events.events import Event, EventStatus

_SET = text("select verdict, slug, status, published_at from app.set_published(:event, :on)")
_TAKE_DOWN = text("""select event_id, organization_id, slug, published_at
from app.unpublish_events(:event, :slug, :organization, :since, :rehearse)""")

# When the date of an event that is no draft any more is judged: always in time.
_BEFORE = timedelta(days=1)


@dataclass(frozen=True)
class Publication:
    """Where the page of an event stands, and since when; None while it is down."""

    event_id: UUID
    slug: str
    status: str
    published_at: datetime | None


@dataclass(frozen=True)
class Which:
    """Published events that meet all of this; at least one must be given. `since` is when they were published."""

    event: UUID | None = None
    slug: str | None = None
    organization: UUID | None = None
    since: datetime | None = None


@dataclass(frozen=True)
class TakenDown:
    event_id: UUID
    organization_id: UUID
    slug: str
    published_at: datetime


async def set_published(tx: Transaction, event: UUID, on: bool) -> Publication:
    """Put the page up or take it down; again changes nothing. A draft that is published is being planned.

    Raises NotFound for an event that is not the caller's to see, Forbidden for who neither leads nor administers it,
    Conflict for one that is archived or cancelled, NotReady with all that contradicts itself.
    """
    before = await tx.get(Event, event)
    is_draft = before is not None and before.status == EventStatus.draft
    row = (await tx.execute(_SET, {"event": event, "on": on})).one_or_none()
    if row is None:
        raise NotFound("There is no such event.", "event_not_found")
    if row.verdict == "forbidden":
        raise Forbidden("Only the event's leads and admins put its page up or take it down.")
    if row.verdict == "closed":
        raise Conflict(f"This event is {row.status}; its page cannot be put up.", f"event_{row.status}")
    access.took(tx, Level.admin)
    if on:
        shown = await tx.get_one(Event, event, populate_existing=True)
        if row.verdict == "changed":
            _check(shown, is_draft)
        # What a page that was down has missed; a job that has nothing to do finds that out by itself.
        await outbox.enqueue(tx, PAINTING, event_id=event)
    return Publication(event, row.slug, row.status, row.published_at)


def _check(event: Event, is_draft: bool) -> None:
    """What contradicts itself keeps a page down, what was not said yet does not. The date of what has left drafts may
    have come: its page may be up again while it is under way and afterwards."""
    gaps = fitness.gaps(event.model_dump(), datetime.now(UTC) if is_draft else event.start_date - _BEFORE)
    if errors := [gap.error for gap in gaps if not gap.may_wait]:
        raise NotReady(errors, "The event is not ready to be published.")


async def take_down(tx: Transaction, which: Which, rehearse: bool) -> Sequence[TakenDown]:
    """Which pages were taken down, or would be. As the service."""
    values = {"event": which.event, "slug": which.slug, "organization": which.organization, "since": which.since}
    return [TakenDown(*row) for row in await tx.execute(_TAKE_DOWN, values | {"rehearse": rehearse})]
