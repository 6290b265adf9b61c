"""A stretch of words taken as the value of one field, whether the field was asked for or named."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from .calendar_words import months_mended
from .counts import OTHER_THINGS
from .dates import find_days
from .fields import KINDS
from .hints import hinted
from .money import find_prices, read_currency, tell_currency, unit_code
from .numerals import find_counts
from .reading import Reading
from .texts import bare, cut_facts, trimmed
from .times import find_clocks
from .where import read_addresses, read_last_city
from .words import MODES, ROLES, TYPES, choice_value, close_choice, find_choice
from .zones import is_city, zones_said

Answer = Callable[[Reading, str, str, int, int], bool]
_ITEMS = re.compile(
    r"\s*(?:,\s*(?:and\s+)?|\s+(?:and|und|et|e|y)\s+|;\s*|\n+\s*(?:[-*•]\s*)?|(?:^|\s)\d[.)]\s+)(?:(?:also|"
    r"mainly)\s+)?(?:to\s+(?!\w+\s*$)|to\s+)?"
)
_WANTING = re.compile(
    r"\s*(?:we|i)(?:'d)?\s+(?:just\s+|mainly\s+)?(?:want|need|like|hope for|aim for|are after|would "
    r"like)\s+(?:to get\s+|to\s+)?|\s*(?:mainly\s+|mostly\s+|just\s+)?to\s+",
    re.IGNORECASE,
)
_IN = re.compile(
    r"^(?:(?:in|at|to|a|à|nach|en|near|downtown|central|greater|the city of|city of|the (?:very )?(?:heart|cent(?:er|"
    r"re)|middle|outskirts|city cent(?:er|re)|old town) of)\s+)+",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"^(?:(?:the |an? )?(?:owner|founder|co-founder|ceo|head|director|part|member|manager) (?:of|at)|from|with|"
    r"at|of)\s+(?=[^\W\d_a-z])"
)
_TABLES = {"type": TYPES, "role": ROLES, "mode": MODES}


def answer(reading: Reading, stage: str, name: str, start: int, end: int, *, named: bool = False) -> bool:
    """Take a span as the value of a field; whether it was one."""
    kind = KINDS.get((stage, name))
    if kind is None or not reading.free[start:end].strip(" .,;!?\n\x00"):
        return False
    if named and kind == "text":
        end = start + cut_facts(reading.free[start:end], reading.setting.today)
    return _ANSWERS[kind](reading, stage, name, start, end)


def _text(reading: Reading, stage: str, name: str, start: int, end: int) -> bool:
    first, last = bare(reading.free[start:end])
    if (
        name in ("organization", "name")
        and reading.setting.stage != "eventSetup"
        and (lead := _FROM.match(reading.free[start + first : start + last]))
    ):
        first += lead.end()
    if ((first and name == "organization") or (name == "name" and stage == "venueSetup")) and reading.free.startswith(
        "the ", start + first
    ):
        first += 4
    value = reading.said(start + first, start + last)
    if not value or "\x00" in value:
        return False
    reading.tell(stage, name, value)
    reading.take(start, end)
    return True


def _long(reading: Reading, stage: str, name: str, start: int, end: int) -> bool:
    value = reading.said(start, end).strip()
    if value[:1] == value[-1:] == '"' and len(value) > 2:
        value = value[1:-1].strip()
    reading.tell(stage, name, value)
    reading.take(start, end)
    return True


def _city(reading: Reading, stage: str, name: str, start: int, end: int) -> bool:
    first, last = bare(reading.free[start:end])
    lead = _IN.match(reading.free[start + first : start + last])
    first += lead.end() if lead else 0
    last = first + _city_end(reading.plain[start + first : start + last])
    value = reading.said(start + first, start + last)
    if not value or len(value.split()) > 5 or "\x00" in value:
        return False
    reading.tell(stage, name, value)
    reading.take(start, end)
    return True


def _city_end(text: str) -> int:
    """Where a known city ends that other words follow: "Vienna of course"."""
    words = list(re.finditer(r"\S+", text))
    stretches = (text[: word.end()].rstrip(",.!") for word in reversed(words))
    return next((len(stretch) for stretch in stretches if is_city(stretch)), len(text))


def _address(reading: Reading, stage: str, name: str, start: int, end: int) -> bool:
    read_addresses(reading, start, end)
    if reading.told(stage, name):
        return True
    first, last = bare(reading.free[start:end])
    if on := re.match(r"(?:on|at)\s+(?=[^\W_a-zß-öø-ÿ])", reading.free[start + first : start + last]):
        first += on.end()
    city = read_last_city(reading, start + first, start + last)
    return _text(reading, stage, name, start + first, city or end)


def _email(reading: Reading, stage: str, name: str, start: int, end: int) -> bool:
    first, last = bare(reading.free[start:end])
    value = reading.said(start + first, start + last)
    if not re.search(r"@|\bat\b|\.\w", value) or len(value) > 80 or len(value.split()) > 5:
        return False
    reading.tell(stage, name, value)
    reading.take(start, end)
    return True


def _choice(reading: Reading, stage: str, name: str, start: int, end: int) -> bool:
    text, table = reading.free[start:end], _TABLES[KINDS[stage, name]]
    if match := find_choice(text, table):
        reading.tell(stage, name, choice_value(match[0], table))
        reading.take(start + match.start(), start + match.end())
        return True
    if value := close_choice(text, table) or hinted(text, KINDS[stage, name]) or _close_word(text, table):
        reading.tell(stage, name, value)
    elif len(text.split()) <= 4 and any(c.isalpha() for c in text):
        choices = tuple(dict.fromkeys(value.replace("_", " ") for value in table.values()))
        reading.ask(stage, name, text.strip(" .,!"), "unknown_choice", choices)
    else:
        return False
    reading.take(start, end)
    return True


def _close_word(text: str, table: Mapping[str, str]) -> str | None:
    """A slip in one word of a longer answer: "an exibition of photos"."""
    close = {close_choice(word, table, 88) for word in re.findall(r"[^\W\d_]{8,}", text)} - {None}
    return close.pop() if len(close) == 1 else None


def _date(reading: Reading, stage: str, name: str, start: int, end: int) -> bool:
    days = find_days(_with_year(reading.free[start:end], reading.setting.today), reading.setting.today)
    if not days:
        return _misspelt_date(reading, stage, name, start, end)
    day = days[0]
    if day.value:
        reading.tell(stage, name, day.value)
    else:
        reading.ask(stage, name, reading.said(start + day.start, start + day.end), day.reason, day.choices)
    reading.take(start + day.start, min(start + day.end, end))
    return True


def _with_year(text: str, today: date) -> str:
    """ "20.2." as an answer has the year in which that day comes next."""
    match = re.fullmatch(r"\W*(?:on |am |il |le |el )?(\d{1,2})([./-])(\d{1,2})\.?\W*", text, re.IGNORECASE)
    if match is None:
        return text
    past = (int(match[3]), int(match[1])) < (today.month, today.day)
    return f"{match[1]}{match[2]}{match[3]}{match[2]}{today.year + past}"


def _misspelt_date(reading: Reading, stage: str, name: str, start: int, end: int) -> bool:
    """ "8 novmber 2031": a slip in the month; only where nothing but the date was said."""
    days = find_days(months_mended(reading.free[start:end]), reading.setting.today)
    if len(days) != 1 or not days[0].value or len(reading.free[start:end].split()) > 5:
        return False
    reading.tell(stage, name, days[0].value)
    reading.take(start, end)
    return True


def _time(reading: Reading, stage: str, name: str, start: int, end: int) -> bool:
    text = reading.free[start:end]
    days = find_days(text, reading.setting.today)
    clocks = [c for c in find_clocks(text, asked=True) if not any(d.start < c.end and c.start < d.end for d in days)]
    if not clocks:
        return False
    clock = clocks[0]
    if len(clocks) > 1 and name == "start_time":
        return False
    if clock.sure:
        reading.tell(stage, name, clock.value)
    else:
        reading.ask(
            stage, name, reading.said(start + clock.start, start + clock.end), "morning_or_evening", clock.choices
        )
    reading.take(start + clock.start, start + clock.end)
    return True


def _zone(reading: Reading, stage: str, name: str, start: int, end: int) -> bool:
    text = reading.free[start:end].strip(" .,!\x00")
    zones = zones_said(text)
    if not zones:
        return False
    if len(zones) == 1:
        reading.tell(stage, name, zones[0])
    else:
        reading.ask(stage, name, text, "several_zones", zones)
    reading.take(start, end)
    return True


def _count(reading: Reading, stage: str, name: str, start: int, end: int) -> bool:
    counts = find_counts(reading.free[start:end])
    if (
        not counts
        or OTHER_THINGS.match(reading.free[start + counts[0].end : end])
        or any(price.start <= counts[0].start < price.end for price in find_prices(reading.free[start:end]))
    ):
        return False
    reading.tell(stage, name, counts[0].value)
    reading.take(start + counts[0].start, start + counts[0].end)
    return True


def _list(reading: Reading, stage: str, name: str, start: int, end: int) -> bool:
    items = []
    lead = _WANTING.match(reading.free[start:end])
    for piece in _ITEMS.split(reading.text[start + (lead.end() if lead else 0) : end].lstrip(" -*•")):
        first, last = trimmed(piece, 0, len(piece))
        if first < last:
            items.append(piece[first:last])
    if items:
        reading.tell(stage, name, items[:20])
        reading.take(start, end)
    return bool(items)


def _url(reading: Reading, stage: str, name: str, start: int, end: int) -> bool:
    first, last = bare(reading.free[start:end])
    value = reading.said(start + first, start + last)
    if not re.fullmatch(r"\S{3,2000}", value) or "\x00" in value:
        return False
    reading.tell(stage, name, value)
    reading.take(start, end)
    return True


def _currency(reading: Reading, _stage: str, _name: str, start: int, end: int) -> bool:
    code = unit_code(reading.free[start:end])
    if code is None:
        read_currency(reading)
        return reading.told("ticketSetup", "currency")
    tell_currency(reading, [code])
    reading.take(start, end)
    return True


_ANSWERS: dict[str, Answer] = {
    "text": _text,
    "long": _long,
    "city": _city,
    "address": _address,
    "email": _email,
    "type": _choice,
    "role": _choice,
    "mode": _choice,
    "date": _date,
    "time": _time,
    "zone": _zone,
    "count": _count,
    "list": _list,
    "url": _url,
    "currency": _currency,
}
