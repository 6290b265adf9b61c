"""The event as a calendar file (RFC 5545). Its times are instants, which every calendar shows in its owner's zone."""

from __future__ import annotations

from datetime import UTC

from server.pages.event import place_of
from state.events.published import PublishedEvent

_PRODUCT = "-//Event setup copilot//EN"


def calendar_file(event: PublishedEvent, address: str) -> bytes:
    """The same bytes for the same version of the event; an event whose end nobody told has none here."""
    # Takes a moment to import, and most processes never need it.
    from icalendar import Calendar
    from icalendar import Event as Entry

    place = place_of(event.venue)
    entry = Entry()
    entry.add("uid", str(event.id))
    entry.add("dtstamp", event.updated_at.astimezone(UTC))
    entry.add("sequence", event.version)
    entry.add("summary", event.name)
    entry.add("dtstart", event.start.astimezone(UTC))
    if event.end is not None:
        entry.add("dtend", event.end.astimezone(UTC))
    if where := ", ".join(place.lines) or place.stream_link:
        entry.add("location", where)
    entry.add("description", "\n\n".join(filter(None, (event.description, place.stream_link, address))))
    entry.add("url", address)
    entry.add("status", "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(entry)
    return calendar.to_ical()
