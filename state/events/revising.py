"""Changes of an event that stands: its facts, its status, its end in the archive and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from state.database import Transaction
from state.errors import Conflict, InvalidData, NotFound
from state.events import access, fitness, programme, rows
from state.events.access import Level
from state.events.drafting import Type, snapshot
from state.events.events import Event, EventStatus, is_public
from state.events.tickets import EventTier, revised
from state.events.venues import Venue
from state.events.when import placed
from state.events.wire import LEFT_OUT, Body
from state.wizard.fields import Text, Timezone, Whole
from state.wizard.venue import VenueSetup

# Where an event may go from where it is. It gets to the archive, and back, by doors of their own.
MOVES: Mapping[str, frozenset[str]] = {
    "draft": frozenset({"planning", "cancelled"}),
    "planning": frozenset({"confirmed", "cancelled"}),
    "confirmed": frozenset({"in_progress", "cancelled"}),
    "in_progress": frozenset({"completed", "cancelled"}),
    "completed": frozenset({"cancelled"}),
    "cancelled": frozenset(),
}
ARCHIVED = "archived"
_MOVED = frozenset({"start_date", "end_date"})
_TIMES = ("start_date", "end_date", "timezone")


class EventPatch(Body):
    """What is left out stays; null clears what may be empty."""

    name: Annotated[str, Text(1, 200)] = LEFT_OUT
    type: Type = LEFT_OUT
    description: Annotated[str, Text(1, 2000)] | None = None
    goals: Annotated[list[Annotated[str, Text(1, 200)]], Field(max_length=20)] = LEFT_OUT
    start_date: datetime = LEFT_OUT
    end_date: datetime | None = None
    timezone: Timezone = LEFT_OUT
    venue_id: UUID | None = None
    backup_venue_id: UUID | None = None
    venue: VenueSetup = LEFT_OUT
    ticket_tiers: Annotated[list[EventTier], Field(max_length=50)] = LEFT_OUT
    total_capacity: Annotated[int, Whole(1, 1_000_000)] | None = None
    target_attendees: Annotated[int, Whole(1, 1_000_000)] | None = None
    actual_attendees: Annotated[int, Whole(0, 1_000_000)] | None = None
    status: EventStatus = LEFT_OUT


async def change(tx: Transaction, event_id: UUID, patch: EventPatch, seen: int | None) -> tuple[Event, list[str]]:
    """The event as it is now, and which fields have changed.

    Raises Conflict for a stale `seen` or a move that is not open, InvalidData by field, also for a change after which
    a public event would not be one that may be published.
    """
    await access.enter(tx, event_id, Level.admin)
    row = await tx.get_one(Event, event_id)
    values = await _values(tx, row, patch.given())
    if is_public(row.published_at, row.status):
        _stays_fit(row, values)
    changed = await rows.change(tx, row, values, seen)
    if not _MOVED.isdisjoint(changed):
        await programme.follow(tx, row)
    return row, sorted(set(changed) & set(EventPatch.model_fields))


async def archive(tx: Transaction, event_id: UUID) -> None:
    """Off the lists and off the web, whatever it was; `restore` brings it back. Twice is no error."""
    await access.enter(tx, event_id, Level.admin, archived=True)
    row = await tx.get_one(Event, event_id)
    if row.status != ARCHIVED:
        await rows.change(tx, row, {"status": ARCHIVED, "status_before_archive": row.status}, None)


async def restore(tx: Transaction, event_id: UUID) -> Event:
    """As it was before. Raises Conflict when it is not archived."""
    await access.enter(tx, event_id, Level.admin, archived=True)
    row = await tx.get_one(Event, event_id)
    if row.status != ARCHIVED:
        raise Conflict("This event is not archived.", "not_archived")
    await rows.change(tx, row, {"status": row.status_before_archive or "draft", "status_before_archive": None}, None)
    return row


async def get(tx: Transaction, event_id: UUID) -> Event:
    """Raises NotFound where the caller does not see it."""
    if (row := await tx.get(Event, event_id)) is None:
        raise NotFound
    return row


async def _values(tx: Transaction, row: Event, given: dict[str, Any]) -> dict[str, Any]:
    """What the columns become; rules that look at more than one field are judged here."""
    values = {name: value for name, value in given.items() if name not in _TIMES}
    if "status" in given:
        _may_move(row.status, given["status"])
    if any(name in given for name in _TIMES):
        values |= _times(row, given)
    if "venue" in given:
        values["venue"] = given["venue"].model_dump(exclude_none=True)
    if "ticket_tiers" in given:
        values["ticket_tiers"] = revised(given["ticket_tiers"], row.ticket_tiers)
    venues = {name: given[name] for name in ("venue_id", "backup_venue_id") if name in given}
    await rows.known(tx, Venue, venues, row.organization_id)
    if given.get("venue_id") and "venue" not in given:
        values["venue"] = _moved_to(row.venue, await rows.in_directory(tx, Venue, given["venue_id"]))
    return values


def _stays_fit(row: Event, values: dict[str, Any]) -> None:
    before = row.model_dump()
    if worse := fitness.worsened(before, before | values, datetime.now(UTC)):
        raise InvalidData(worse, "The event is public; it stays one that could be published.")


def _moved_to(before: dict[str, Any], venue: Venue) -> dict[str, Any]:
    """The place is another one as a whole; a stream goes on beside it."""
    stream = {"streaming_url": before["streaming_url"]} if "streaming_url" in before else {}
    return snapshot(venue) | stream | ({"mode": "hybrid"} if stream else {})


def _may_move(now: str, wanted: str) -> None:
    if wanted == now or wanted in MOVES.get(now, ()):
        return
    ways = " or ".join(sorted(MOVES.get(now, ()))) or "nowhere"
    raise Conflict(f"An event that is {now} cannot become {wanted}; from here it goes to {ways}.", "invalid_transition")


def _times(row: Event, given: dict[str, Any]) -> dict[str, Any]:
    """A new zone alone keeps the wall times: seven in the evening stays seven in the evening."""
    zone = given.get("timezone", row.timezone)
    start = given.get("start_date", row.local_start)
    end = given["end_date"] if "end_date" in given else row.local_end
    when = placed(start, end, zone)
    return {
        "timezone": zone,
        "local_start": when.local_start,
        "local_end": when.local_end,
        "start_date": when.start,
        "end_date": when.end,
    }
