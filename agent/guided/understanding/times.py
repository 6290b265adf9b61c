"""Times of day as people say them; a bare "7" is asked back, in a range the shortest reading wins."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .calendar_words import MONTH, WEEKDAY
from .words import alternatives

_HOURS = {
    word: hour
    for hour, row in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 1
    )
    for word in row.split()
}
_HOUR_WORD = "|".join(_HOURS)
_PART = (
    r"(?:\s*(?:o'?\s?clock|sharp|ish))?(?:\s*,?\s*(?P<part>in\sthe\s(?:morning|afternoon|evening)|at\snight|"
    r"tonight|evening|"
    r"abends|nachmittags|morgens|du\ssoir|du\smatin|de\sl'après-midi|di\ssera|della\ssera|del\smattino|"
    r"de\sla\s(?:tarde|noche|mañana))\b)?"
)
_MORNING = re.compile(r"morning|morgens|matin|mattino|mañana", re.IGNORECASE)
_NAMED = {
    "noon": 12,
    "midday": 12,
    "mittags": 12,
    "midi": 12,
    "mezzogiorno": 12,
    "mediodía": 12,
    "midnight": 0,
    "mitternacht": 0,
    "minuit": 0,
    "mezzanotte": 0,
    "medianoche": 0,
}
_PAST = {
    "half past": 30,
    "half": 30,
    "quarter past": 15,
    "a quarter past": 15,
    "quarter to": -15,
    "a quarter to": -15,
    "ten past": 10,
    "twenty past": 20,
    "ten to": -10,
    "twenty to": -20,
    "five past": 5,
    "five to": -5,
}
_AP = r"[ap]\.?\s?m\b\.?"
_NOT_TIME = (
    r"(?!\s*(?:%|€|\$|£|k\b|x\b|of\b|people|guests|seats|tickets|euros?|pounds|dollars|eur|gbp|usd|places|"
    r"years?|days?|weeks?|months?|hours?|looks|min\b|minutes?|seconds?|st\b|nd\b|rd\b|th\b|[\d/]))"
)
# "To 14 Kungsgatan": before a word with a capital stands the number of a house, unless the word is of the calendar.
_NO_STREET = (
    rf"(?!\s(?!{WEEKDAY}\b|(?:{MONTH})\b|(?i:on|at|uhr|am|pm|sharp|and|to|for|in|the|with|local|today|tonight|"
    rf"tomorrow)\b)"
    r"(?-i:[A-ZÀ-Ý][a-zß-öø-ÿ'’-]{2,})(?![\w'’-])(?!(?:\s[A-Za-z]+)?\s[Tt]ime))"
)
_CLOCKS = re.compile(
    rf"""(?<![\w:.,/€$£])(?<![^\d\smMhHr]-)(?:
      (?P<past>{alternatives(_PAST)})\s+(?P<ph>\d{{1,2}}|{_HOUR_WORD})(?:\s*(?P<ap1>{_AP}))?
    | (?P<named>{"|".join(_NAMED)})\b
    | (?P<h1>\d{{1,2}})(?:[:.h](?P<m1>\d{{2}}))?\s?(?P<ap2>{_AP})
    | (?P<h2>\d{{1,2}})[:h](?P<m2>\d{{2}})(?![\d:])(?:\s?Uhr\b|\s?h\b)?
    | (?P<h3>\d{{1,2}})(?:\.(?P<m3>\d{{2}}))?\s?(?:Uhr|h)\b(?:\s?(?P<m4>\d{{2}})\b)?
    | (?P<h5>\d{{1,2}})(?:\.(?P<m5>\d{{2}}))?{_NOT_TIME}{_NO_STREET}(?=[\s,;.!?)\x00-]|ish\b|o'|$)
    | (?P<hw>{_HOUR_WORD})(?=\s+(?:o'?\s?clock|in\sthe|at\snight|{_AP})|\s*$)(?:\s?(?P<ap3>{_AP}))?
    ){_PART}""",
    re.IGNORECASE | re.VERBOSE,
)
_CUE = re.compile(
    r"(?:\b(?:at|from|around|about|by|till?|until|between|to|um|ab|gegen|bis|von|alle|dalle|à|a\slas|vers|"
    r"start(?:s|ing)?|begins?|ore)|@)\s*$",
    re.IGNORECASE,
)
_GLUE = re.compile(r"\s*(?:to|till?|until|-|through|and|bis|à|a|alle|al)\s*(?:about\s|around\s)?", re.IGNORECASE)


@dataclass(frozen=True)
class Clock:
    """A time of day at a place; not `sure` where morning and evening are both meant by the words."""

    start: int
    end: int
    hour: int
    minute: int
    sure: bool
    cued: bool

    @property
    def value(self) -> str:
        """HH:MM, also where no such time exists (25:00): the refusal is the stage's to explain."""
        return f"{self.hour:02d}:{self.minute:02d}"

    @property
    def choices(self) -> tuple[str, ...]:
        """The readings to ask back."""
        return (self.value, replace(self, hour=(self.hour + 12) % 24).value)

    @property
    def minutes(self) -> int:
        """Minutes since midnight."""
        return self.hour * 60 + self.minute


def find_clocks(text: str, asked: bool = False) -> list[Clock]:
    """Every time in a text; a bare number counts after a word of time, beside a clear time, or when asked."""
    found = [clock for match in _CLOCKS.finditer(text) if (clock := _clock(match, text))]
    kept = [c for i, c in enumerate(found) if c.cued or asked or _joined(found, i, text)]
    return list(_ranges(kept, text))


def _joined(found: list[Clock], at: int, text: str) -> bool:
    before = at > 0 and found[at - 1].cued and _is_range(text, found[at - 1], found[at])
    after = at + 1 < len(found) and found[at + 1].cued and _is_range(text, found[at], found[at + 1])
    return before or after


def is_range(text: str, first: Clock, second: Clock) -> bool:
    """Whether two neighbouring times are the two ends of one span of time."""
    return _is_range(text, first, second)


def _is_range(text: str, first: Clock, second: Clock) -> bool:
    return _GLUE.fullmatch(text, first.end, second.start) is not None


def _clock(match: re.Match[str], text: str) -> Clock | None:
    g = match.groupdict()
    # "We are one" ends with no hour.
    bare = g["h5"] or (g["hw"] and not g["ap3"] and not re.search(r"o'?\s?clock", match[0], re.IGNORECASE))
    cued = bool(not bare or g["part"] or _CUE.search(text, max(0, match.start() - 16), match.start()))
    if g["named"]:
        return Clock(match.start(), match.end(), _NAMED[g["named"].lower()], 0, True, True)
    hour, minute, sure = _face(g)
    half = next((g[k] for k in ("ap1", "ap2", "ap3") if g[k]), None)
    if half or g["part"]:
        hour, sure = _halved(hour, _is_morning(half, g["part"])), True
    if hour > 29 or minute > 99:
        return None
    hour, minute = (hour - 1, minute + 60) if minute < 0 else (hour, minute)
    return Clock(match.start(), match.end(), hour, minute, sure, cued)


def _face(g: dict[str, str | None]) -> tuple[int, int, bool]:
    if g["past"]:
        hour = g["ph"] or ""
        return int(hour) if hour.isdigit() else _HOURS[hour.lower()], _PAST[g["past"].lower()], False
    if g["hw"]:
        return _HOURS[g["hw"].lower()], 0, False
    hour = next(g[k] for k in ("h1", "h2", "h3", "h5") if g[k]) or ""
    minute = next((g[k] for k in ("m1", "m2", "m3", "m4", "m5") if g[k]), None)
    # 07:30, 10:15 and 19 Uhr are written on a clock of 24 hours, 7:30 may be either half of the day.
    sure = int(hour) > 12 or hour.startswith("0") or (len(hour) == 2 and minute is not None) or bool(g["h3"])
    return int(hour), int(minute or 0), sure


def _is_morning(half: str | None, part: str | None) -> bool:
    return half.lower().startswith("a") if half else bool(_MORNING.search(part or ""))


def _halved(hour: int, morning: bool) -> int:
    if hour > 12:
        return hour
    return hour % 12 if morning else hour % 12 + 12


def _ranges(clocks: list[Clock], text: str) -> Iterator[Clock]:
    kept = list(clocks)
    for at in range(len(kept) - 1):
        first, second = kept[at], kept[at + 1]
        if _is_range(text, first, second) and first.sure != second.sure:
            kept[at], kept[at + 1] = _settled(first, second)
    yield from kept


def _settled(first: Clock, second: Clock) -> tuple[Clock, Clock]:
    pairs = [(a, b) for a in _readings(first) for b in _readings(second)]
    return min(pairs, key=lambda pair: (pair[1].minutes - pair[0].minutes - 1) % 1440)


def _readings(clock: Clock) -> tuple[Clock, ...]:
    if clock.sure:
        return (clock,)
    return (replace(clock, sure=True), replace(clock, hour=(clock.hour + 12) % 24, sure=True))
