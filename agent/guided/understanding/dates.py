"""Dates as people say them; a date without a year is the next one, an impossible one is passed on as said."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from .calendar_words import MONTH, MONTHS, NAMED_DAYS, NTH, ORDINALS, UNITS, WEEKDAY, WEEKDAYS, slips_mended
from .numerals import words_value

_YEAR = (
    r"(?:,?\s*(?:of\s|de\s|del\s)?(?P<year>\d{4}|'\d{2}|next\syear|this\syear|nächstes\sjahr|"
    r"prossimo\sanno)(?!\d))?"
)
_DAY = rf"(?P<day>\d{{1,2}}(?![\d:])|{'|'.join(ORDINALS)})"
_OF_WEEKDAY = rf"(?:(?P<weekday>{WEEKDAY})\.?,?\s+(?:the\s+|den\s+|le\s+|il\s+)?)?"
_NAMED = "|".join(re.sub(r"(year|valentine)s", r"\1'?s", name) for name in NAMED_DAYS)
# "12 to 14 March": a span of days begins on its first.
_TO_DAY = (
    r"(?:(?:st|nd|rd|th|\.)?\s*(?:-|/|&|\+|to|until|till?|through|thru|and|und|et|e|y|bis|al|au|a)\s*(?:the\s+)?"
    r"(?:[12]?\d|3[01])(?![\d:.]\d|\d|\s?(?:[ap]\.?m\b|uhr|h\b|x\b)))?"
)
_NUMBER = r"(?P<number>\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve)"


@dataclass(frozen=True)
class Day:
    """A date found at a place: `value` as YYYY-MM-DD, or "" with the choices to ask back."""

    start: int
    end: int
    value: str
    choices: tuple[str, ...] = ()
    reason: str = ""


Sense = tuple[str, tuple[str, ...], str]
_NONE: Sense = ("", (), "")


def find_days(text: str, today: date) -> list[Day]:
    """Every date in a text, in order, none overlapping another."""
    found: list[Day] = []
    text = slips_mended(text)
    for pattern, sense in _PATTERNS:
        for match in pattern.finditer(text):
            value, choices, reason = sense(match, today)
            if value or reason:
                found.append(Day(match.start(), match.end(), value, choices, reason))
                text = text[: match.start()] + "\x00" * len(match[0]) + text[match.end() :]
    return sorted(found, key=lambda day: day.start)


def _iso(year: int, month: int, day: int) -> str:
    return f"{year:04d}-{month:02d}-{day:02d}"


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _year(said: str | None, month: int, day: int, today: date) -> int:
    if said and said[-2:].isdigit():
        return int(said) if len(said) == 4 else 2000 + int(said[-2:])
    if said:
        return today.year + (0 if said.lower().startswith("this") else 1)
    return today.year + ((month, day) < (today.month, today.day))


def _dated(match: re.Match[str], today: date) -> Sense:
    day = int(match["day"]) if match["day"].isdigit() else ORDINALS[match["day"].lower()]
    month = MONTHS[match["month"].lower().rstrip(".")]
    if not 1 <= day <= 31:
        return _NONE
    year = _year(match["year"], month, day, today)
    return _checked(_iso(year, month, day), match["weekday"])


def _checked(value: str, weekday: str | None) -> Sense:
    year, month, day = map(int, value.split("-"))
    if not weekday or not _exists(year, month, day):
        return value, (), ""
    there = date(year, month, day)
    off = (WEEKDAYS[weekday.lower()] - there.weekday() + 3) % 7 - 3
    if off == 0:
        return value, (), ""
    return "", (value, (there + timedelta(off)).isoformat()), "weekday_differs"


def _ymd(match: re.Match[str], _today: date) -> Sense:
    return _iso(int(match["year"]), int(match["m"]), int(match["d"])), (), ""


def _cjk(match: re.Match[str], today: date) -> Sense:
    month, day = int(match["m"]), int(match["d"])
    return _iso(_year(match["year"], month, day, today), month, day), (), ""


def _numeric(match: re.Match[str], today: date) -> Sense:
    first, second, dotted = int(match["a"]), int(match["b"]), match["sep"] == "."
    senses = [(second, first)] if dotted or second == first else [(second, first), (first, second)]
    months = [(m, d) for m, d in senses if 1 <= m <= 12 and 1 <= d <= 31] or [(second, first)]
    if months[0][0] > 12 or not months[0][1]:
        return _NONE
    days = tuple(_iso(_year(match["year"], m, d, today), m, d) for m, d in months)
    return (days[0], (), "") if len(days) == 1 else ("", days, "day_or_month_first")


def _nth(match: re.Match[str], today: date) -> Sense:
    month, weekday = MONTHS[match["month"].lower()], WEEKDAYS[match["weekday"].lower()]
    nth = NTH[match["nth"].lower()]
    day = _nth_weekday(_year(match["year"], month, 31, today), month, weekday, nth)
    if not match["year"] and day and day < today:
        day = _nth_weekday(today.year + 1, month, weekday, nth)
    return (day.isoformat(), (), "") if day else _NONE


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date | None:
    first = date(year, month, 1)
    days = [first + timedelta(n) for n in range(31)]
    hits = [d for d in days if d.month == month and d.weekday() == weekday]
    return hits[nth] if -len(hits) <= nth < len(hits) else None


def _after(match: re.Match[str], today: date) -> Sense:
    number = match["number"].lower()
    count = int(number) if number.isdigit() else max(words_value(number), 1)
    unit = UNITS[match["unit"].lower().rstrip("s")]
    groups = match.groupdict()
    base = today + timedelta("tomorrow" in (groups.get("base") or "").lower())
    if weekday := groups.get("weekday"):
        base = today + timedelta((WEEKDAYS[weekday.lower()] - today.weekday()) % 7 or 7)
    return (months_on(base, count) if unit == 0 else (base + timedelta(count * unit)).isoformat()), (), ""


def _weekday_in(match: re.Match[str], today: date) -> Sense:
    number = match["number"].lower()
    count = int(number) if number.isdigit() else max(words_value(number), 1)
    unit = UNITS[match["unit"].lower().rstrip("s")]
    there = today + timedelta(count * unit) if unit else date.fromisoformat(months_on(today, count))
    off = (WEEKDAYS[match["weekday"].lower()] - there.weekday() + 3) % 7 - 3
    return (there + timedelta(off)).isoformat(), (), ""


def months_on(base: date, months: int) -> str:
    years, month = divmod(base.month - 1 + months, 12)
    day = base.day
    while not _exists(base.year + years, month + 1, day):
        day -= 1
    return _iso(base.year + years, month + 1, day)


def _weekend(match: re.Match[str], today: date) -> Sense:
    nth, saturday = NTH.get(match["nth"].lower()), WEEKDAYS["saturday"]
    if match["month"] and nth is not None:
        month = MONTHS[match["month"].lower()]
        day = _nth_weekday(_year(match["year"], month, 28, today), month, saturday, nth)
    else:
        day = today + timedelta((saturday - today.weekday()) % 7 or 7)
    return ("", (day.isoformat(), (day + timedelta(1)).isoformat()), "saturday_or_sunday") if day else _NONE


def _near(match: re.Match[str], today: date) -> Sense:
    return (today + timedelta(_NEAR[re.sub(r"\s+", " ", match[0].lower())])).isoformat(), (), ""


def _weekday(match: re.Match[str], today: date) -> Sense:
    ahead = (WEEKDAYS[match["weekday"].lower()] - today.weekday()) % 7 or 7
    soon = today + timedelta(ahead)
    if match["week"]:
        return (soon + timedelta(7)).isoformat(), (), ""
    said_next = (match["which"] or "").lower() in {"next", "nächsten", "prossimo", "próximo"}
    if said_next and today.weekday() + ahead < 7:
        return "", (soon.isoformat(), (soon + timedelta(7)).isoformat()), "this_week_or_next"
    return soon.isoformat(), (), ""


def _weekday_nth(match: re.Match[str], today: date) -> Sense:
    """ "Friday the 13th": the next day that is both."""
    weekday, day = WEEKDAYS[match["weekday"].lower()], int(match["nth"])
    days = (today + timedelta(n) for n in range(1, 1200))
    there = next((d for d in days if d.day == day and d.weekday() == weekday), None)
    return (there.isoformat(), (), "") if there else _NONE


def _named(match: re.Match[str], today: date) -> Sense:
    month, day = NAMED_DAYS[match["named"].lower().replace("'", "")]
    value = _iso(_year(match["year"], month, day, today), month, day)
    if not match["way"]:
        return value, (), ""
    number = (match["shift"] or "1").lower()
    count = int(number) if number.isdigit() else max(words_value(number), 1)
    days = count * UNITS[match["unit"].lower()] * (-1 if match["way"].lower() == "before" else 1)
    return (date.fromisoformat(value) + timedelta(days)).isoformat(), (), ""


_NEAR = {
    "day after tomorrow": 2,
    "the day after tomorrow": 2,
    "übermorgen": 2,
    "dopodomani": 2,
    "après-demain": 2,
    "pasado mañana": 2,
    "tomorrow week": 8,
    "a week tomorrow": 8,
    "a week from tomorrow": 8,
    "a week today": 7,
    "today week": 7,
    "in a fortnight": 14,
    "a fortnight from now": 14,
    "tomorrow": 1,
    "domani": 1,
    "demain": 1,
    "today": 0,
    "tonight": 0,
    "heute": 0,
    "oggi": 0,
    "yesterday": -1,
}
_NEAR_WORDS = "|".join(re.escape(words).replace(r"\ ", r"\s+") for words in sorted(_NEAR, key=len, reverse=True))


_TABLE: tuple[tuple[str, Callable[[re.Match[str], date], Sense]], ...] = (
    (r"(?<![\d/.-])(?P<year>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?![\d/-])", _ymd),
    (r"(?:(?P<year>\d{4})\s?年\s?)?(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?日", _cjk),
    (
        (
            rf"\b(?P<nth>{'|'.join(NTH)})\s+(?P<weekday>{WEEKDAY})\s+(?:of|in|im|di|"
            rf"de)\s+(?P<month>{MONTH})\b{_YEAR}"
        ),
        _nth,
    ),
    (
        (
            rf"(?<![\w:/.-]){_OF_WEEKDAY}{_DAY}{_TO_DAY}(?:st|nd|rd|th|er|º|\.)?(?:\s+of|\s+de|\s+di)?(?:\s+|"
            rf"-)(?P<month>{MONTH})\b\.?{_YEAR}"
        ),
        _dated,
    ),
    (
        rf"\b{_OF_WEEKDAY}(?P<month>{MONTH})\b\.?\s+(?:the\s+)?{_DAY}{_TO_DAY}(?:st|nd|rd|th)?(?!\w|[.:/]\d){_YEAR}",
        _dated,
    ),
    (
        (
            r"(?<![\w/.-])(?P<a>\d{1,2})(?P<sep>[./-])(?P<b>\d{1,2})(?P=sep)(?P<year>\d{4}|"
            r"(?=\d\d(?!\d))\d\d)(?![\w/-])"
        ),
        _numeric,
    ),
    (
        (
            rf"\b(?:(?:the\s+)?(?:(?P<shift>an?|one|two|three|four|\d)\s+)?(?P<unit>day|week)s?\s+(?P<way>after|"
            rf"before)\s+)?"
            rf"(?P<named>{_NAMED})\b{_YEAR}"
        ),
        _named,
    ),
    (rf"\b(?P<weekday>{WEEKDAY})\s+in\s+{_NUMBER}\s+(?P<unit>weeks?|months?)\b", _weekday_in),
    (rf"\b(?:in|within)\s+{_NUMBER}\s+(?P<unit>days?|weeks?|months?|years?)\b", _after),
    (
        (
            rf"\b{_NUMBER}\s+(?P<unit>days?|weeks?|months?)\s+(?:from|after)\s+(?:(?P<base>today|now|tomorrow)|"
            rf"(?:next\s+|this\s+)?(?P<weekday>{WEEKDAY}))\b"
        ),
        _after,
    ),
    (
        (
            rf"\b(?P<nth>{'|'.join(NTH)}|next|this|coming)\s+weekend\b(?:\s+(?:of|"
            rf"in)\s+(?P<month>{MONTH})\b{_YEAR})?"
        ),
        _weekend,
    ),
    (rf"\b(?:{_NEAR_WORDS})\b", _near),
    (rf"\b(?P<weekday>{WEEKDAY}),?\s+(?:the\s+)?(?P<nth>[12]?\d|3[01])(?:st|nd|rd|th)\b(?!\s+of\b)", _weekday_nth),
    (
        (
            rf"\b(?:(?P<which>next|this|coming|nächsten|prossimo|próximo)\s+)?(?P<weekday>{WEEKDAY})"
            rf"\b(?P<week>\s+week\b)?(?!,?\s+(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)\b)"
        ),
        _weekday,
    ),
)
_PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), sense) for pattern, sense in _TABLE)
