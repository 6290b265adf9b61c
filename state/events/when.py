"""When an event is: a wall time in its own zone, and the instant derived from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from state.errors import FieldError, InvalidData
from state.wizard.fields import LAST_YEAR

FIRST_YEAR = 2000


@dataclass(frozen=True)
class When:
    """`local_start` and `local_end` are without a zone; `start` and `end` are the instants."""

    local_start: datetime
    local_end: datetime | None
    start: datetime
    end: datetime | None


def placed(start: datetime, end: datetime | None, timezone: str) -> When:
    """Moments with an offset are that instant; without one they are wall times of the zone.

    Raises InvalidData for a time the zone skips, a year nobody plans in, an end before the start.
    """
    if wrong := list(_years(start, end)):
        raise InvalidData(wrong)
    zone = ZoneInfo(timezone)
    starts, ends = _instant(start, zone), _instant(end, zone) if end else None
    wrong = [*_skipped("start_date", start, zone), *(_skipped("end_date", end, zone) if end else ())]
    if ends and ends <= starts:
        wrong.append(FieldError("end_date", "end_before_start", "The end must be after the start."))
    if wrong:
        raise InvalidData(wrong)
    return When(_wall(starts, zone), _wall(ends, zone) if ends else None, starts, ends)


def _years(start: datetime, end: datetime | None) -> Iterator[FieldError]:
    for field, moment in (("start_date", start), ("end_date", end)):
        if moment and not FIRST_YEAR <= moment.year <= LAST_YEAR:
            message = f"Give a year from {FIRST_YEAR} to {LAST_YEAR}."
            yield FieldError(field, "date_out_of_range", message)


def _instant(moment: datetime, zone: ZoneInfo) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _wall(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None)


def _skipped(field: str, said: datetime, zone: ZoneInfo) -> Iterator[FieldError]:
    """A wall time skipped by the change to summer time does not survive the way to UTC and back."""
    if said.tzinfo is None and _wall(_instant(said, zone), zone) != said:
        yield FieldError(field, "time_does_not_exist", "Clocks jump over this time that night; give another one.")
