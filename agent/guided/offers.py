"""Questions that a plain yes answers with a fact. The offer travels with the message that makes it, so that a yes means
exactly what was offered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from agent.guided.understanding.zones import zone_of

Facts = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Offer:
    """The question that makes the offer, and the facts that a yes tells."""

    ask: str
    facts: Facts


def offer(stage: str, field: str, data: Facts) -> Offer | None:
    """What to offer for a field that is asked next, from what is known; None where it must be asked openly."""
    make = _OFFERS.get((stage, field))
    return make(data) if make else None


def _payment_later(_data: Facts) -> Offer:
    return Offer(
        "Taking money needs a payment account. Shall we set that up later and publish without sales for now?",
        {"ticketSetup": {"payment": {"deferred": True}}},
    )


def _zone_of_city(data: Facts) -> Offer | None:
    city = data["venueSetup"].get("city")
    zone = zone_of(city) if isinstance(city, str) else None
    return Offer(f"Is that {zone}, the time of {city}?", {"eventSetup": {"timezone": zone}}) if zone else None


_OFFERS: dict[tuple[str, str], Callable[[Facts], Offer | None]] = {
    ("ticketSetup", "payment"): _payment_later,
    ("eventSetup", "timezone"): _zone_of_city,
}
