"""First and last day of ticket sales: days of the calendar, or days counted back from the event."""

import re
from datetime import date, timedelta

from .dates import find_days, months_on
from .numerals import words_value
from .reading import Reading
from .when import tell_day

_SALE = re.compile(
    r"\b(?:on sale|sales?|sell(?:ing)?|pre-?sale|buy|bought|purchased|purchase|book(?:ings?|ed|able)?|vorverkauf|"
    r"verkauf|"
    r"vendit[ae]|prevendita|"
    r"vente|ventas?|preventa|tickets?\b[^.;\n]{0,30}\b(?:available|open|out|online))\b",
    re.IGNORECASE,
)
_SALE_CUE = re.compile(
    r"\b(?:(?P<end>end(?:s|ing)?|until|till?|clos(?:e|es|ing)|stop(?:s|ping)?|to|through|finish(?:es)?|last "
    r"(?:day|chance|date)|up to|bis|fino|jusqu'\w+|hasta)|start(?:s|ing)?|open(?:s|ing)?|from|begin(?:s|ning)?|"
    r"launch|ab|dal|dès|"
    r"desde)\b",
    re.IGNORECASE,
)
_EVENT = r"(?:(?:the|our|my)\s+)?(?:event|show|date|party|opening|launch|exhibition|pop-?up|runway|evento|sfilata)"
_BACK = re.compile(
    rf"\b(?:(?P<number>an?|one|two|three|four|five|six|\d{{1,2}}|the)\s+)?(?P<unit>day|evening|night|week|"
    rf"month)s?\s+(?:before|"
    rf"prior to|ahead of)\b"
    rf"(?:\s+{_EVENT})?|\b(?:il giorno prima|la veille|am (?:vor)?tag (?:davor|vorher)|am vortag|el día antes|un "
    rf"giorno prima)\b",
    re.IGNORECASE,
)
_SAME = re.compile(
    rf"\b(?:(?:on\s+)?the\s+(?:same\s+)?day\s+of\s+{_EVENT}|(?:event|show)\s+day|day\s+of\s+(?:the\s+)?(?:event|"
    rf"show)|(?:the\s+|on\s+"
    rf"the\s+)?same\s+day|(?:until|till|to)\s+{_EVENT}(?:\s+(?:starts|begins|itself|day))?(?=\s*(?:$|[.,!;])))",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\W*(?:from\s+|starting\s+|they\s+start\s+|it\s+starts\s+|sales\s+(?:start|open)\s+)?(?:immediately|right "
    r"(?:away|now)|straight "
    r"away|now|at once|as soon as possible|asap|(?:ab )?sofort|ab jetzt|subito|da subito|tout de suite|dès "
    r"maintenant|ya|"
    r"inmediatamente)(?:\s+please)?\W*",
    re.IGNORECASE,
)
_FIELDS = ("sales_start_date", "sales_end_date")


def read_sales_window(reading: Reading) -> None:
    """First and last day of sale: where they were asked for, or in a sentence that speaks of sale."""
    asked = next((name for name in _FIELDS if reading.asks("ticketSetup", name)), None)
    days = find_days(reading.free, reading.setting.today)
    if asked and not _SALE.search(reading.free):
        for name, day in zip(_FIELDS if len(days) > 1 else (asked,), days, strict=False):
            tell_day(reading, day, "ticketSetup", name)
        days = []
    for day in days:
        before = reading.plain[reading.sentence_at(day.start)[0] : day.start]
        if _SALE.search(before):
            tell_day(reading, day, "ticketSetup", _which(before))
    _read_counted_back(reading, asked)
    if asked and _NOW.fullmatch(reading.free) and not reading.told("ticketSetup", asked):
        reading.tell("ticketSetup", asked, reading.setting.today.isoformat())
        reading.take(0, len(reading.free))


def _which(before: str) -> str:
    ends = [m.start() for m in _SALE_CUE.finditer(before) if m["end"]]
    opens = [m.start() for m in _SALE_CUE.finditer(before) if not m["end"]]
    return _FIELDS[bool(ends) and max(ends) > max(opens, default=-1)]


def _read_counted_back(reading: Reading, asked: str | None) -> None:
    """ "The day before the show", where the day of the event is known."""
    event = _event_day(reading)
    for match in [*_BACK.finditer(reading.free), *_SAME.finditer(reading.free)] if event else ():
        before = reading.plain[reading.sentence_at(match.start())[0] : match.start()]
        name = _which(before + match[0].split()[0]) if _SALE.search(before) else asked
        if event and name and not reading.told("ticketSetup", name):
            reading.tell("ticketSetup", name, _counted_back(match, event))
            reading.take(*match.span())


def _event_day(reading: Reading) -> date | None:
    stored = reading.known("eventSetup", "date")
    try:
        return date.fromisoformat(stored) if isinstance(stored, str) else None
    except ValueError:
        return None


def _counted_back(match: re.Match[str], event: date) -> str:
    if match.re is _SAME:
        return event.isoformat()
    number, unit = (match["number"] or "a").lower(), (match["unit"] or "day").lower()
    count = int(number) if number.isdigit() else max(words_value(number), 1)
    if unit == "month":
        return months_on(event, -count)
    return (event - timedelta(count * (7 if unit == "week" else 1))).isoformat()
