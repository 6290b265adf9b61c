"""What tests of plans share: events of every kind, and zones with unusual clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from state.events.planning.plan import EventFacts
from state.wizard.event import EventType
from state.wizard.venue import VenueMode

EVENT_ID = UUID("5b0e2c1c-6a5d-4f0e-9a43-0d5f5f0f7a01")
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
# Half and quarter hours, the date line, clocks that change at midnight or in the evening, by half an hour or by two.
ZONES = (
    "Europe/Rome", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Africa/Cairo", "Asia/Beirut", "America/Nuuk",
    "Atlantic/Azores", "Australia/Lord_Howe", "Antarctica/Troll", "Pacific/Apia", "Pacific/Kiritimati", "Etc/GMT+12",
    "Africa/Casablanca", "America/Santiago", "UTC",
)  # fmt: skip
GLOVES = "Invite the glove maker of Via Tortona"
COMBINATIONS = tuple(product(VenueMode, (False, True), (False, True)))


def rome(*when: int) -> datetime:
    return datetime(*when, tzinfo=ZoneInfo("Europe/Rome"))  # pyright: ignore[reportArgumentType]


START = rome(2027, 9, 24, 20, 0)


def facts(kind: EventType = EventType.runway_show, **other) -> EventFacts:
    return EventFacts(**{"id": EVENT_ID, "type": kind, "start": START, "end": None, "timezone": "Europe/Rome"} | other)


# No test fails because the machine is busy.
unhurried = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC))
leads = st.one_of(
    st.timedeltas(timedelta(hours=1), timedelta(days=3)),
    st.timedeltas(timedelta(hours=1), timedelta(days=60)),
    st.timedeltas(timedelta(hours=1), timedelta(days=730)),
)
lengths = st.none() | st.timedeltas(timedelta(minutes=1), timedelta(days=40))


@st.composite
def events(draw) -> tuple[EventFacts, datetime]:
    """Any event, and a moment an hour to two years before it."""
    now, length = draw(moments), draw(lengths)
    start = now + draw(leads)
    made = EventFacts(
        id=EVENT_ID,
        type=draw(st.sampled_from(EventType)),
        start=start,
        end=start + length if length else None,
        timezone=draw(st.sampled_from(ZONES)),
        mode=draw(st.sampled_from(VenueMode)),
        paid=draw(st.booleans()),
        sponsored=draw(st.booleans()),
    )
    return made, now


def raw_proposal(name: str = GLOVES, **changes: Any) -> dict[str, Any]:
    """A task as a model proposes it."""
    return {
        "name": name,
        "description": "He has made them for forty years; ask in person.",
        "phase": "pre_production",
        "category": "marketing",
        "priority": "medium",
        "role": "marketing_lead",
        "hours": 2,
        "due": "start-30d",
    } | changes
