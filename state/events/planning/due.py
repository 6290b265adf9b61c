"""When a task is due: a rule relative to the event, and the instant it means for one event.

A rule is written `start-60d` (18:00 in the event's zone, sixty days before), `start-1.5h`, `start+2h`, `end+3h` or `end+2d`. Rules
rather than instants are kept, so that deadlines move with the event.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

OFFICE_CLOSES = time(18)
# The last weeks before an event keep their rhythm as long as they can; what comes earlier gives way first.
_KEPT = timedelta(days=14)
# Nobody can have done anything in the first moments: the first deadline leaves a day, or an eighth of a short time.
_BREATH, _BREATH_SHARE = timedelta(days=1), 8
_STEP = 300
_AT_LEAST = timedelta(hours=1)
_RULE = re.compile(r"(start|end)([+-]\d{1,4}(?:\.\d{1,2})?)([dh])")
# Later hours of the event itself count from its end.
LONGEST_AFTER_START = 6
# A start at midnight stands six hours after 18:00 of the day before, one less when clocks jump ahead in between.
_CLOSING_TO_MIDNIGHT = 5
_MIDNIGHT_TO_CLOSING = 17


@dataclass(frozen=True)
class Due:
    """Whole days before the start or after the end, or hours from either; nothing else says when a task is due."""

    anchor: Literal["start", "end"]
    unit: Literal["d", "h"]
    amount: float

    def __post_init__(self) -> None:
        days, away = self.unit == "d", -self.amount if self.anchor == "start" else self.amount
        if days and (away < 1 or away != int(away)):
            raise ValueError(
                "Days are whole, before the start or after the end: start-1d, end+1d. On the day use hours."
            )
        if not days and self.anchor == "end" and self.amount < 0:
            raise ValueError("Nobody knows the last hours before the end; use start+2h or end+0h.")
        if not days and self.anchor == "start" and self.amount > LONGEST_AFTER_START:
            raise ValueError(f"More than {LONGEST_AFTER_START} hours after the start counts from the end: end+0h.")

    @classmethod
    def parsed(cls, text: str) -> Due:
        """Raises ValueError with the way out."""
        if not (found := _RULE.fullmatch(text)):
            raise ValueError(f"{text!r} is no due rule; write start-60d, start-1.5h, end+3h or end+2d.")
        anchor, amount, unit = found.groups()
        return cls("start" if anchor == "start" else "end", "d" if unit == "d" else "h", float(amount))

    def __str__(self) -> str:
        return f"{self.anchor}{self.amount:+g}{self.unit}"

    def stretched(self, factor: float) -> Due:
        """Further away or nearer, but for the hours and the last two weeks, which no event has more or less of."""
        kept = _KEPT.days
        if self.anchor == "end" or self.unit == "h" or -self.amount <= kept:
            return self
        return Due("start", "d", -float(round(kept + (-self.amount - kept) * factor)))

    def never_before(self, other: Due) -> bool:
        """Whether this falls at or after `other` whatever the event's hour, zone and length, also when compressed."""
        if self.anchor != other.anchor:
            # The end is at or after the start, and nothing more is known about it.
            hours_late = max(0.0, other.amount) if other.unit == "h" else 0.0
            return self.anchor == "end" and (self.unit == "d" or self.amount >= hours_late)
        if self.unit == other.unit:
            return self.amount >= other.amount
        if self.anchor == "start":
            # An office deadline is set back to 18:00 when compressed; one of the day itself is not.
            return self.unit == "h" and -self.amount <= 24 * (-other.amount - 1) + _CLOSING_TO_MIDNIGHT
        return self.unit == "d" and other.amount <= 24 * (self.amount - 1) + _MIDNIGHT_TO_CLOSING


@dataclass(frozen=True)
class Calendar:
    """An event's own clock at the moment its deadlines are set. `longest` is how far ahead its first task is due."""

    start: datetime
    end: datetime
    zone: ZoneInfo
    now: datetime
    longest: timedelta = timedelta(0)

    @classmethod
    def of(cls, start: datetime, end: datetime, timezone: str, now: datetime, dues: tuple[Due, ...]) -> Calendar:
        """Aware instants in, UTC inside: two instants of one zone would be compared by their wall times."""
        start, end, now = (moment.astimezone(UTC) for moment in (start, end, now))
        bare = cls(start, end, ZoneInfo(timezone), now)
        # Days are counted in whole ones first: only the earliest few can be the earliest instant.
        farthest = min((due.amount for due in dues if due.anchor == "start" and due.unit == "d"), default=-1.0)
        return cls(start, end, bare.zone, now, start - bare._nominal(Due("start", "d", farthest)))

    def deadline(self, due: Due) -> datetime:
        """The instant, in UTC, always after now; an event that has begun leaves an hour for what it skipped."""
        nominal = self._nominal(due)
        if due.anchor == "end":
            return max(nominal, self.now + _AT_LEAST)
        ahead = self.start - nominal
        squeezed = self._squeezed(ahead)
        if squeezed == ahead and nominal > self.now:
            return nominal
        return self._rounded(max(self.start, self.now + _AT_LEAST) - squeezed, due)

    def _nominal(self, due: Due) -> datetime:
        anchor = self.start if due.anchor == "start" else self.end
        if due.unit == "h":
            return anchor + timedelta(hours=due.amount)
        day = anchor.astimezone(self.zone).date() + timedelta(days=int(due.amount))
        return self._closing(day)

    def _squeezed(self, ahead: timedelta) -> timedelta:
        """`ahead` itself where there is time for all; else two slopes that keep the order and spare the last weeks."""
        lead = max(self.start - self.now, _AT_LEAST)
        room = lead - min(_BREATH, lead / _BREATH_SHARE)
        if self.longest <= room or ahead <= timedelta(0):
            return ahead
        kept = min(_KEPT, self.longest / 2)
        spared = min(kept, room / 2)
        if ahead <= kept:
            return ahead if spared == kept else ahead * (spared / kept)
        return spared + (ahead - kept) * ((room - spared) / (self.longest - kept))

    def _rounded(self, moment: datetime, due: Due) -> datetime:
        """Down to the end of an office day, or to five minutes, unless that has passed: both keep the order."""
        evening = self._evening(moment)
        if due.unit == "d" and evening > self.now:
            return evening
        even = datetime.fromtimestamp(moment.timestamp() // _STEP * _STEP, UTC)
        return even if even > self.now else moment

    def _evening(self, moment: datetime) -> datetime:
        day = moment.astimezone(self.zone).date()
        today = self._closing(day)
        return today if today <= moment else self._closing(day - timedelta(days=1))

    def _closing(self, day: date) -> datetime:
        return datetime.combine(day, OFFICE_CLOSES, self.zone).astimezone(UTC)
