"""Fields of free text: which they are, and when an answer may be taken as it stands."""

import re
from datetime import date

from .dates import find_days
from .leads import LEAD, TAIL
from .reading import Reading
from .zones import is_city

LONG = {("eventSetup", "description"), ("sponsorsMedia", "press_release")}
SHORT = {
    ("organizerSetup", "name"),
    ("organizerSetup", "organization"),
    ("eventSetup", "title"),
    ("venueSetup", "name"),
    ("venueSetup", "address"),
    ("venueSetup", "city"),
}
_QUOTED = re.compile(r"^\"(.+)\"$|^'(.+)'$", re.DOTALL)


def asks_text(reading: Reading) -> bool:
    """Whether the copilot asked for a field of free text."""
    asked = reading.setting.asked
    return asked is not None and (asked.stage, asked.field) in LONG | SHORT


def asks_long_text(reading: Reading) -> bool:
    """Whether the copilot asked for a text of whole sentences."""
    asked = reading.setting.asked
    return asked is not None and (asked.stage, asked.field) in LONG


def bare(text: str) -> tuple[int, int]:
    """The span of an answer without its lead-in, quotes and closing mark."""
    lead = LEAD.match(text)
    start, end = (lead.end() if lead and lead.end() < len(text.rstrip(" .!")) else 0), len(text)
    if start and text.endswith("?"):
        end -= 1
    if hedge := TAIL.search(text, start, end):
        end = hedge.start()
    return trimmed(text, start, end)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without blanks, quotes and closing marks around it."""
    while start < end and text[start] in " \n,;:\x00":
        start += 1
    while end > start and text[end - 1] in " \n,;:\x00":
        end -= 1
    if (
        end > start
        and text[end - 1] in ".!"
        and not re.search(r"(?:\b\w\.|\b(?:co|inc|ltd|st|jr|sr)\.)$", text[start:end], re.IGNORECASE)
    ):
        end -= 1
    if quoted := _QUOTED.match(text[start:end]):
        group = 1 if quoted[1] else 2
        return start + quoted.start(group), start + quoted.end(group)
    return start, end


# "Made in Lagos" is one name, "Noir in Lagos" a name and a place.
_PARTICIPLE = re.compile(r"\W*(?:made|born|lost|live|back|once|only|love|rooted|grown|sewn|cut)\W*", re.IGNORECASE)
_FACT_LEAD = re.compile(r"\s+(?:on|at|from|this|next|in|for|with|by|am|um|le|il|el|à|a)\s+(?:the\s+)?", re.IGNORECASE)


_NEW_CLAUSE = re.compile(
    r",?\s+(?:and|but)\s+the\s+(?:event|show|party|exhibition|doors|venue|tickets|guests|launch|panel|pop-?up|date|"
    r"time|"
    r"title|type|city|location|organi[sz]er|company|brand)\s+(?:[a-z]+s\b|are|will|should|has|have)|"
    r",?\s+(?:and|but|so|because|since)\s+(?:[Ii]'?m|I|i|we|we'?re|my|our|it'?s|it|there|they|people|guests|doors)"
    r"\s+(?=[a-z])|"
    r",?\s+(?:and|but)\s+(?:is|will be|starts|begins|takes place|happens|runs|ends|opens|goes)\s+(?=[a-z\d])|"
    # "Second Life at the Design Museum in London": what follows tells that it is a place, not part of the name.
    r"\s+at\s+(?:the\s+)?(?:[A-ZÀ-Ý][\w'’-]{0,30}\s+){1,4}(?=(?:in|on|from|this|next)\s)|"
    r"\s+(?:which|that)\s+(?:is|will|starts|takes|happens)\b|"
    r"\s+(?:starting|beginning|taking place|happening|planned|scheduled)\s+(?=(?:on|at|in|from|for|the)\b|\d)"
)


def cut_clause(text: str) -> int:
    """Where a name ends because another clause begins: "Neon Loom and it starts at nine"."""
    clause = _NEW_CLAUSE.search(text)
    return clause.start() if clause and clause.start() else len(text)


def cut_facts(text: str, today: date) -> int:
    """Where a name ends because a date, a time, a place or a number of people follows it."""
    for match in _FACT_LEAD.finditer(text):
        named = _PARTICIPLE.fullmatch(text, 0, match.start()) is not None
        if match.start() and not named and _fact_at(text, match.end(), match[0].strip().lower().split()[0], today):
            return match.start()
    return len(text)


def _fact_at(text: str, place: int, word: str, today: date) -> bool:
    rest = text[place : place + 60]
    if any(day.start <= 1 for day in find_days(rest, today)) or re.match(
        r"\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]m|uhr|h)?\b", rest, re.IGNORECASE
    ):
        return True
    if word in ("for", "with"):
        return re.match(r"(?:about |around )?\d", rest) is not None
    words = re.findall(r"[^\W\d]+", rest)[:3]
    return word in ("in", "at", "from", "a", "à") and any(
        is_city(" ".join(words[:n])) for n in range(1, len(words) + 1)
    )
