"""The event as schema.org's JSON-LD, for search engines; it stands in a data block of the page and is never run."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from server.pages.event import EventPage, Place, place_of, price_of, sold_at
from state.events.published import PublishedEvent

_VOCABULARY = "https://schema.org"
_MODES = {"virtual": "OnlineEventAttendanceMode", "hybrid": "MixedEventAttendanceMode"}
# What would end the block or a line of a script, written so that JSON still reads it as before.
_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def block(event: PublishedEvent, page: EventPage, address: str) -> Markup:
    """The JSON text, safe within a script element whatever the event is called."""
    text = json.dumps(_event(event, page, address), ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_ESCAPES))


def _event(event: PublishedEvent, page: EventPage, address: str) -> dict[str, Any]:
    facts = {
        "@context": _VOCABULARY,
        "@type": "Event",
        "@id": address,
        "url": address,
        "name": event.name,
        "description": event.description or page.summary,
        "startDate": page.start_iso,
        "endDate": page.end_iso,
        "eventStatus": f"{_VOCABULARY}/EventScheduled",
        "eventAttendanceMode": f"{_VOCABULARY}/{_MODES.get(event.venue.get('mode', ''), 'OfflineEventAttendanceMode')}",
        "image": f"{address}/cover.webp",
        "location": _locations(place_of(event.venue), address),
        "offers": [_offer(tier, page, address) for tier in event.ticket_tiers],
        "organizer": {"@type": "Organization", "name": event.organizer_name} if event.organizer_name else None,
        "sponsor": [{"@type": "Organization", "name": company} for _, company in event.sponsors],
    }
    return _filled(facts)


def _locations(place: Place, address: str) -> dict[str, Any] | list[dict[str, Any]]:
    """A place, a stream, or both; a stream without an address of its own is found on the page."""
    found: list[dict[str, Any]] = []
    if place.lines:
        postal = {"@type": "PostalAddress", "streetAddress": place.address, "addressLocality": place.city}
        found.append({"@type": "Place", "name": place.name or place.lines[0], "address": _filled(postal)})
    if place.is_streamed:
        found.append({"@type": "VirtualLocation", "url": place.stream_link or address})
    return found[0] if len(found) == 1 else found


def _offer(tier: dict[str, Any], page: EventPage, address: str) -> dict[str, Any]:
    sold = sold_at(tier)
    is_open = tier.get("on_sale") and not page.has_ended and (sold is not None or price_of(tier) == 0)
    return _filled(
        {
            "@type": "Offer",
            "name": tier["name"],
            "price": f"{price_of(tier):f}",
            "priceCurrency": tier.get("currency"),
            "availability": f"{_VOCABULARY}/{'InStock' if is_open else 'OutOfStock'}",
            "url": sold or address,
        }
    )


def _filled(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value not in (None, [])}
