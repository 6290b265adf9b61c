"""Stage eventSetup: what happens and when. Times are local to the event's own zone; an end at or before the start is
on the next day, since shows run past midnight."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field

from state.wizard.fields import LocalDate, LocalTime, StageModel, Text, Timezone, Whole
from state.wizard.rules import Drafts, Finding

# The earliest place on earth to start a day; a date is surely past once it is past there.
_LAST_ZONE = timedelta(hours=12)
_WHEN = ("date", "start_time", "timezone")


class EventType(StrEnum):
    runway_show = "runway_show"
    pop_up = "pop_up"
    exhibition = "exhibition"
    launch_party = "launch_party"
    brand_activation = "brand_activation"
    trunk_show = "trunk_show"
    fashion_week = "fashion_week"
    panel = "panel"


_TYPE_ALIASES = {"fashion_show": "runway_show", "popup": "pop_up", "launch": "launch_party"}


def alias(value: object) -> object:
    """The names that other programs give to types."""
    return _TYPE_ALIASES.get(value, value) if isinstance(value, str) else value


class EventSetup(StageModel):
    title: Annotated[str, Text(3, 200)] = Field(
        title="Event title", description="The event's name as guests will read it."
    )
    type: Annotated[EventType, BeforeValidator(alias)] = Field(title="Type of event", description="Kind of event.")
    date: LocalDate = Field(title="Date", description="Day of the event in its own time zone, YYYY-MM-DD.")
    start_time: LocalTime = Field(title="Start", description="Local start time, HH:MM, 24 hours.")
    end_time: LocalTime | None = Field(
        None, title="End", description="Local end time, HH:MM; at or before the start means the next day."
    )
    timezone: Timezone = Field(title="Time zone", description="IANA zone of the event, such as Europe/Rome.")
    description: Annotated[str, Text(1, 2000)] | None = Field(
        None, title="Description", description="What guests can expect."
    )
    goals: list[Annotated[str, Text(1, 200)]] | None = Field(
        None, title="Goals", description="What the event is for.", max_length=20
    )
    target_attendees: Annotated[int, Whole(1, 1_000_000)] | None = Field(
        None, title="Expected guests", description="How many people the organizer hopes for."
    )


def required(_: Drafts) -> tuple[str, ...]:
    return ("title", "type", "date", "start_time", "timezone")


@dataclass(frozen=True)
class Schedule:
    """The event's start and end as local wall times and as the instants derived from them."""

    local_start: datetime
    local_end: datetime | None
    start: datetime
    end: datetime | None


def schedule(event: EventSetup) -> Schedule | None:
    """None while date, start or zone is missing."""
    if not (event.date and event.start_time and event.timezone):
        return None
    day, zone = date.fromisoformat(event.date), ZoneInfo(event.timezone)
    start = datetime.combine(day, time.fromisoformat(event.start_time))
    end = _end(event, day)
    return Schedule(start, end, start.replace(tzinfo=zone), end.replace(tzinfo=zone) if end else None)


def _end(event: EventSetup, day: date) -> datetime | None:
    if not event.end_time:
        return None
    overnight = event.end_time <= event.start_time
    return datetime.combine(day + timedelta(days=overnight), time.fromisoformat(event.end_time))


def rules(drafts: Drafts) -> Iterator[Finding]:
    event, when = drafts.event, schedule(drafts.event)
    if when is None:
        yield from _date_alone(event, drafts.now)
        return
    yield from _exists(when.start, "start_time", _WHEN)
    if when.end:
        yield from _exists(when.end, "end_time", (*_WHEN, "end_time"))
    if when.start <= drafts.now:
        yield _past(when, drafts.now)


def _date_alone(event: EventSetup, now: datetime) -> Iterator[Finding]:
    if not event.date:
        return
    here = now.astimezone(ZoneInfo(event.timezone)) if event.timezone else now.astimezone(UTC) - _LAST_ZONE
    if date.fromisoformat(event.date) < here.date():
        yield Finding(
            "date", "date_past", f"{event.date} is in the past; give a day still to come.", _WHEN, refuse=True
        )


def _past(when: Schedule, now: datetime) -> Finding:
    local_now = now.astimezone(when.start.tzinfo)
    if when.local_start.date() < local_now.date():
        message = f"{when.local_start.date()} is in the past; give a day still to come."
        return Finding("date", "date_past", message, _WHEN, refuse=True)
    message = (
        f"{when.local_start:%H:%M} today has passed (it is {local_now:%H:%M} there); give a later time or another day."
    )
    return Finding("start_time", "start_past", message, _WHEN, refuse=True)


def _exists(moment: datetime, field: str, on: tuple[str, ...]) -> Iterator[Finding]:
    """A wall time skipped by the change to summer time does not survive the way to UTC and back."""
    back = moment.astimezone(UTC).astimezone(moment.tzinfo)
    if back.replace(tzinfo=None) != moment.replace(tzinfo=None):
        message = (
            f"{moment:%H:%M} does not exist that night: clocks jump ahead to {back:%H:%M}. Give a time before or after."
        )
        yield Finding(field, "time_does_not_exist", message, on, refuse=True)
