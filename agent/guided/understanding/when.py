"""Date, start and end of the event, and the window in which tickets are sold."""

import re
from datetime import date, timedelta

from .calendar_words import MONTH, WEEKDAY, WEEKDAYS
from .dates import Day, find_days
from .reading import Reading
from .times import Clock, find_clocks, is_range

DATE_FIELDS = (("eventSetup", "date"), ("ticketSetup", "sales_start_date"), ("ticketSetup", "sales_end_date"))
_MONTH_ONLY = re.compile(
    rf"\b(?:in|around|end of|beginning of|mid|early|late|during|middle of|im|en|"
    rf"a)\s+(?P<month>{MONTH})\b(?:\s+\d{{4}}|\s+next year)?(?!\s*\d)",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\b(?:until|till?|ends?(?: at)?|ending|finish(?:es|ing)?|clos(?:es|ing)|over|wrap(?:s|ping)? up|done|bis|"
    r"jusqu'à|fino alle?|finisce|end time|finale|to)\b[^\d,;.\x00]{0,12}$",
    re.IGNORECASE,
)
_DOORS = re.compile(r"\b(?:doors?|check-in|registration|einlass|reception)\b[^\d,;.\x00]{0,20}$", re.IGNORECASE)
_STARTS = re.compile(
    r"\b(?:start(?:s|ing)?|begins?|beginning|kick-?off|opens?|show ?time|from)\b[^\d,;.\x00]{0,12}$", re.IGNORECASE
)
_WEEKDAY = re.compile(WEEKDAY, re.IGNORECASE)
_SALE = re.compile(r"\b(?:on sale|sales?|selling|pre-?sale|vorverkauf|vendita|vente)\b", re.IGNORECASE)
_SALE_CUE = re.compile(
    r"\b(?:(?P<end>end(?:s|ing)?|until|till?|clos(?:e|es|ing)|stop(?:s|ping)?|to|through|finish(?:es)?|last "
    r"day|bis)|start(?:s|ing)?|open(?:s|ing)?|from|begin(?:s|ning)?|launch)\b",
    re.IGNORECASE,
)


def read_sales_window(reading: Reading) -> None:
    """First and last day of sale, in a sentence that speaks of sale."""
    for day in find_days(reading.free, reading.setting.today):
        start, _ = reading.sentence_at(day.start)
        before = reading.plain[start : day.start]
        asked = next(
            (name for name in ("sales_start_date", "sales_end_date") if reading.asks("ticketSetup", name)), None
        )
        if asked and not _SALE.search(before):
            _tell_day(reading, day, "ticketSetup", asked)
            return
        if _SALE.search(before):
            _tell_day(reading, day, "ticketSetup", "sales_end_date" if _closes(before) else "sales_start_date")


def _closes(before: str) -> bool:
    ends = [m.start() for m in _SALE_CUE.finditer(before) if m["end"]]
    opens = [m.start() for m in _SALE_CUE.finditer(before) if not m["end"]]
    return bool(ends) and max(ends) > max(opens, default=-1)


def _tell_day(reading: Reading, day: Day, stage: str, name: str) -> None:
    if day.value:
        reading.tell(stage, name, day.value)
    else:
        reading.ask(stage, name, reading.said(day.start, day.end), day.reason, day.choices)
    reading.take(day.start, day.end)


def read_dates(reading: Reading) -> None:
    """The event's date; where two are said the first counts, in a correction the last."""
    stage, name = next((f for f in DATE_FIELDS if reading.asks(*f)), DATE_FIELDS[0])
    asked = reading.asks(stage, name)
    days = [d for d in find_days(reading.free, reading.setting.today) if asked or _is_event_day(reading, d)]
    if days and not reading.told(stage, name):
        day = days[-1] if reading.correcting else days[0]
        _tell_day(reading, _beside_stored(reading, day, stage, name), stage, name)
    elif not days and not reading.told("eventSetup", "date"):
        _read_month(reading)


def _beside_stored(reading: Reading, day: Day, stage: str, name: str) -> Day:
    """A weekday alone, as a correction, is the one nearest to the date that stood: "not Saturday, Friday"."""
    stored = reading.known(stage, name)
    if not (
        reading.correcting
        and isinstance(stored, str)
        and _WEEKDAY.fullmatch(reading.plain[day.start : day.end].strip())
    ):
        return day
    try:
        stood = date.fromisoformat(stored)
    except ValueError:
        return day
    said = WEEKDAYS[reading.plain[day.start : day.end].strip().lower()]
    return Day(day.start, day.end, (stood + timedelta((said - stood.weekday() + 3) % 7 - 3)).isoformat())


def _is_event_day(reading: Reading, day: Day) -> bool:
    correction = reading.correcting and reading.known("eventSetup", "date") is not None
    return reading.about_event(day.start) or correction


def _read_month(reading: Reading) -> None:
    match = _MONTH_ONLY.search(reading.free)
    if match and (reading.asks("eventSetup", "date") or reading.about_event(match.start())):
        reading.ask("eventSetup", "date", reading.said(*match.span()), "day_missing")
        reading.take(*match.span())


def read_times(reading: Reading) -> None:
    """Start and end; the hour at which doors open is neither, unless it is the only one."""
    asked = next((name for name in ("start_time", "end_time") if reading.asks("eventSetup", name)), None)
    clocks = [c for c in find_clocks(reading.free, asked is not None) if asked or _is_event_time(reading, c)]
    shows = [c for c in clocks if not _DOORS.search(reading.free, max(0, c.start - 30), c.start)] or clocks
    for at, clock in enumerate(shows[:4]):
        name = _which(reading, shows, at, asked)
        if not reading.told("eventSetup", name):
            _tell_time(reading, clock, name)


def _is_event_time(reading: Reading, clock: Clock) -> bool:
    if reading.correcting and reading.known("eventSetup", "start_time") is not None:
        return True
    around = reading.plain[max(0, clock.start - 30) : clock.start]
    return reading.about_event(clock.start) or bool(_STARTS.search(around) or _ENDS.search(around))


def _which(reading: Reading, clocks: list[Clock], at: int, asked: str | None) -> str:
    clock = clocks[at]
    if at > 0 and is_range(reading.free, clocks[at - 1], clock):
        return "end_time"
    before = reading.free[max(0, clock.start - 30) : clock.start]
    if (at + 1 < len(clocks) and is_range(reading.free, clock, clocks[at + 1])) or _STARTS.search(before):
        return "start_time"
    if _ENDS.search(before) and not re.search(r"\b(?:move|push|change|set|make) .{0,20}to\s*$", before, re.IGNORECASE):
        return "end_time"
    return asked or "start_time"


def _tell_time(reading: Reading, clock: Clock, name: str) -> None:
    start = reading.facts.get("eventSetup", {}).get("start_time") or reading.known("eventSetup", "start_time")
    if clock.sure:
        reading.tell("eventSetup", name, clock.value)
    elif name == "end_time" and isinstance(start, str):
        reading.tell("eventSetup", name, _next_after(start, clock))
    else:
        reading.ask("eventSetup", name, reading.said(clock.start, clock.end), "morning_or_evening", clock.choices)
    reading.take(clock.start, clock.end)


def _next_after(start: str, clock: Clock) -> str:
    """The first of a dial's two readings after the start: from 19:30 to 1 ends at 01:00."""
    hour, minute = map(int, start.split(":")[:2])
    return min(clock.choices, key=lambda value: (int(value[:2]) * 60 + int(value[3:]) - hour * 60 - minute - 1) % 1440)
