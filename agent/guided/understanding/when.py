"""Date, start and end of the event."""

import re
from calendar import monthrange
from datetime import date, timedelta

from .calendar_words import MONTH, WEEKDAY, WEEKDAYS
from .dates import Day, find_days, months_on
from .numerals import words_value
from .reading import Reading
from .times import Clock, find_clocks, is_range

DATE_FIELDS = (("eventSetup", "date"), ("ticketSetup", "sales_start_date"), ("ticketSetup", "sales_end_date"))
_ABOUT_WHEN = (
    r"(?:some\s?time|somewhere|maybe|probably|hopefully|roughly|around|in|the end of|end of|beginning of|start "
    r"of|mid|early|late|"
    r"during|middle of|half of|next|this|im|en|a|al|à|au|début|fin|fine|inizio|metà|anfang|ende|mitte)"
)
_SEASON = (
    r"(?:spring|summer|autumn|winter|fall(?= \d{4}| next| this|$)|primavera|autunno|inverno|frühling|frühjahr|"
    r"sommer|herbst|"
    r"printemps|automne|hiver|verano|otoño|invierno)"
)
_YEAR = r"(?:\s+(?:of\s+)?(?:\d{4}|(?:next|this) year))?"
_MONTH_ONLY = re.compile(
    rf"\b(?:{_ABOUT_WHEN}(?:\s+|-)(?:the\s+)?){{1,4}}(?:{MONTH}|{_SEASON})\b{_YEAR}(?!\s*\d)|\b(?:next|this|"
    rf"coming)\s+(?:month|"
    rf"year|quarter|season)\b(?!\s*\d)",
    re.IGNORECASE,
)
_MONTH_ASKED = re.compile(rf"\b(?:{MONTH}|{_SEASON})\b(?!\s+be\b){_YEAR}(?!\s*\d)", re.IGNORECASE)
_DAY_ONLY = re.compile(
    r"\b(?:the\s+)?(?P<day>[12]?\d|3[01])(?:st|nd|rd|th)\b(?!\s+(?:century|floor|street|st\b|avenue|ave|edition|"
    r"anniversary|"
    r"birthday|row|time|year|of|collection|season|place|arrondissement|district))",
    re.IGNORECASE,
)
_SHIFT = re.compile(
    r"\b(?P<number>an?|one|two|three|four|\d{1,2})\s+(?P<unit>day|week|month)s?(?:\s+(?P<way>later|earlier|"
    r"sooner|before|after|"
    r"forward|back|ahead))?\b",
    re.IGNORECASE,
)
_PUSHED = re.compile(r"\b(?:push|postpone|delay|move|shift|put)\w*\s+(?:it|that|(?:the|our)\s+\w+)\b", re.IGNORECASE)
_ENDS = re.compile(
    r"\b(?:until|till?|ends?(?: at)?|ending|finish(?:es|ing)?|clos(?:es?|ing)|over|ends? of|wrap(?:s|ping)? up|"
    r"done|bis|"
    r"jusqu'à|fino alle?|finisce|end time|finale|to)\b[^\d,;.\x00]{0,12}$",
    re.IGNORECASE,
)
_DOORS = re.compile(
    r"\b(?:doors?|check-?\s?in|registration|einlass|reception|arriv\w+|welcome|admission|porte|portes|guests? "
    r"(?:come|enter|get "
    r"in))\b[^\d,;.\x00]{0,20}$",
    re.IGNORECASE,
)
_STARTS = re.compile(
    r"\b(?:start(?:s|ing)?|begins?|beginning|kick-?off|opens?|show ?time|from)\b[^\d,;.\x00]{0,12}$", re.IGNORECASE
)
_OVER = re.compile(
    r"\s*(?:it'?s|it is|it will be|we are|we're|is)\s+(?:all\s+)?(?:over|done|finished|the end|closing time)\b",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(WEEKDAY, re.IGNORECASE)


def tell_day(reading: Reading, day: Day, stage: str, name: str) -> None:
    if day.value:
        reading.tell(stage, name, day.value)
    else:
        reading.ask(stage, name, reading.said(day.start, day.end), day.reason, day.choices)
    reading.take(day.start, day.end)


def read_dates(reading: Reading) -> None:
    """The event's date; where two are said the first counts, in a correction the last."""
    stage, name = _replaced_date(reading) or next((f for f in DATE_FIELDS if reading.asks(*f)), DATE_FIELDS[0])
    asked = reading.asks(stage, name)
    days = [d for d in find_days(reading.free, reading.setting.today) if asked or _is_event_day(reading, d)]
    if days and not reading.told(stage, name):
        day = days[-1] if reading.correcting else days[0]
        tell_day(reading, _beside_stored(reading, day, stage, name), stage, name)
    elif not days and not reading.told("eventSetup", "date"):
        next((True for read in (_read_day_only, _read_shift, _read_month) if read(reading)), False)


def _replaced_date(reading: Reading) -> tuple[str, str] | None:
    """Which date stood as the day now taken back: "the 5th of June, not the 4th of June"."""
    old = {day.value for day in find_days(reading.replaced, reading.setting.today)} if reading.replaced else set()
    stored = [field for field in DATE_FIELDS if reading.setting.data.get(field[0], {}).get(field[1]) in old]
    return stored[0] if len(stored) == 1 else None


def _beside_stored(reading: Reading, day: Day, stage: str, name: str) -> Day:
    """A weekday alone, as a correction, is the one nearest to the date that stood: "not Saturday, Friday"."""
    stored = reading.known(stage, name)
    if not (
        reading.correcting
        and isinstance(stored, str)
        and _WEEKDAY.fullmatch(reading.plain[day.start : day.end].strip())
    ):
        return day
    stood = _stored_day(reading) if stage == "eventSetup" else None
    if stood is None:
        return day
    said = WEEKDAYS[reading.plain[day.start : day.end].strip().lower()]
    return Day(day.start, day.end, (stood + timedelta((said - stood.weekday() + 3) % 7 - 3)).isoformat())


def _is_event_day(reading: Reading, day: Day) -> bool:
    correction = reading.correcting and reading.known("eventSetup", "date") is not None
    return reading.about_event(day.start) or correction


def _read_day_only(reading: Reading) -> bool:
    """ "The 21st": in a correction of the month that stood, else the next two are asked back."""
    found = list(_DAY_ONLY.finditer(reading.free))
    stood = _stored_day(reading) if reading.correcting else None
    if not found or not (stood or reading.asks("eventSetup", "date")):
        return False
    match = found[-1]
    if stood:
        reading.tell("eventSetup", "date", f"{stood.year:04d}-{stood.month:02d}-{int(match['day']):02d}")
    else:
        reading.ask("eventSetup", "date", match[0], "which_month", _next_two(int(match["day"]), reading.setting.today))
    reading.take(*match.span())
    return True


def _next_two(day: int, today: date) -> tuple[str, ...]:
    months = [(today.year + (today.month + n - 1) // 12, (today.month + n - 1) % 12 + 1) for n in range(6)]
    days = [f"{year:04d}-{month:02d}-{day:02d}" for year, month in months if day <= monthrange(year, month)[1]]
    return tuple(found for found in days if found > today.isoformat())[:2]


def _read_shift(reading: Reading) -> bool:
    """ "One week later", "push it two days", from the date that stood."""
    match, stood = _SHIFT.search(reading.free), _stored_day(reading)
    if match is None or stood is None:
        return False
    pushed = _PUSHED.search(reading.free, 0, match.start()) is not None
    short = len(reading.free.split()) <= 6 or reading.correcting
    if not (pushed or (match["way"] and short)):
        return False
    number, back = match["number"].lower(), (match["way"] or "").lower() in {"earlier", "sooner", "before", "forward"}
    count = (int(number) if number.isdigit() else max(words_value(number), 1)) * (-1 if back else 1)
    unit = match["unit"].lower()
    moved = (
        months_on(stood, count)
        if unit == "month"
        else (stood + timedelta(count * (7 if unit == "week" else 1))).isoformat()
    )
    reading.tell("eventSetup", "date", moved)
    reading.take(*match.span())
    return True


def _stored_day(reading: Reading) -> date | None:
    stored = reading.known("eventSetup", "date")
    try:
        return date.fromisoformat(stored) if isinstance(stored, str) else None
    except ValueError:
        return None


def _read_month(reading: Reading) -> bool:
    asked = reading.asks("eventSetup", "date")
    match = _MONTH_ONLY.search(reading.free) or (_MONTH_ASKED.search(reading.free) if asked else None)
    if match is None or not (
        asked or (reading.about_event(match.start()) and not match[0].lower().startswith(("next", "this")))
    ):
        return False
    reading.ask("eventSetup", "date", reading.said(*match.span()), "day_missing")
    reading.take(*match.span())
    return True


def read_times(reading: Reading) -> None:
    """Start and end; the hour at which doors open is neither, unless it is the only one."""
    asked = next((name for name in ("start_time", "end_time") if reading.asks("eventSetup", name)), None)
    clocks = [c for c in _clocks(reading, asked is not None) if asked or _is_event_time(reading, c)]
    shows = [c for c in clocks if not _DOORS.search(reading.free, max(0, c.start - 30), c.start)]
    if all(_closes(reading, clock) for clock in shows):
        shows = clocks
    for at, clock in enumerate(shows[:4]):
        name = (replaced_time(reading) if len(shows) == 1 else None) or _which(reading, shows, at, asked)
        if not reading.told("eventSetup", name):
            _tell_time(reading, clock, name)


def _clocks(reading: Reading, asked: bool) -> list[Clock]:
    """The times of day; "from 1" of "from 1 February" is none."""
    clocks = find_clocks(reading.free, asked)
    days = find_days(reading.free, reading.setting.today) if clocks else []
    return [c for c in clocks if not any(day.start < c.end and c.start < day.end for day in days)]


def _closes(reading: Reading, clock: Clock) -> bool:
    return _ENDS.search(reading.free, max(0, clock.start - 30), clock.start) is not None


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
    if _OVER.match(reading.free, clock.end):
        return "end_time"
    if _ENDS.search(before) and not re.search(r"\b(?:move|push|change|set|make) .{0,20}to\s*$", before, re.IGNORECASE):
        return "end_time"
    return asked or "start_time"


def replaced_time(reading: Reading) -> str | None:
    """Which of the two stood as the time now taken back: "I meant 8 pm, not 7 pm", whatever was asked since."""
    old = {choice for clock in find_clocks(reading.replaced, asked=True) for choice in (clock.value, *clock.choices)}
    stored = [
        name for name in ("start_time", "end_time") if reading.setting.data.get("eventSetup", {}).get(name) in old
    ]
    return stored[0] if len(stored) == 1 else None


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
