"""Fields of free text: which they are, and when an answer may be taken as it stands."""

import re
from datetime import date

from .dates import find_days
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
_THING = (
    r"(?:(?:event|show|company|brand|label|agency|venue|location|place|space|party|exhibition|full|first|working|"
    r"official)'?s?\s+)?"
)
_NAMING = (
    rf"(?:(?:the|my|our|your|der|die|das|meine?|unsere?|il|lo|la|le|el|l')\s*)?{_THING}(?:names?|titles?|titel|"
    rf"titolo|titre|"
    r"título|nom|nome|nombre|label|company|firma|brand|organi[sz]ation|agency|venue|location|lieu|luogo|ort|city|"
    r"città|ville|stadt|ciudad|address|"
    r"adresse|indirizzo|street|event|show|evento|description|press (?:release|text))(?:\s+of\s+(?:the|our|my)\s+\w+)?"
    r"(?:(?:\s+(?:is|ist|est|è|es|will be|should be|would be|would go|shall be)|'s)(?:\s*:)?|\s*[:=])"
)
_LEAD = re.compile(
    rf"^\s*(?:(?:{_NAMING}|(?:sure|ok|okay|yes|well|hm+|so|hello|hi)(?=,),|(?:it|that|this|she|he)(?:'?s| is| "
    rf"would be| will be| was|"
    r" is going to be)|it'll be|(?:the|my|our|der|die|das|meine?|unsere?)\s+(?-i:(?:[a-zà-ÿ]\w*\s+){1,3})(?:is|"
    r"ist|will be|should be|would be)|let'?s (?:call it|go (?:with|for)|say|do|name it|take|use)|how about|what "
    r"about|"
    r"maybe|perhaps|"
    r"call it|we call it|we (?:decided on|chose|picked|settled on|went with|go with|go for)|i(?:'d| would) "
    r"(?:say|call it|"
    r"like to call it|like to name it|go with|go for)|we(?:'d| would) (?:like to call it|like to name it|call "
    r"it)|(?:i|we) (?:think|guess|"
    r"believe|would say)(?: of| about)?|(?:we|i) want to (?:call|name) it|make it|use|you can call me|"
    r"(?:everyone|everybody|people) "
    r"calls? me|call me|name it|i'?m|i am|we are|we're|this is|here is|(?-i:just|only)|"
    r"c'est|me llamo|mi chiamo|ich heiße|ich bin|sono|soy|je suis|"
    r"je m'appelle|my name'?s|es ist|es heißt|si chiama|se llama|s'appelle|è|"
    r"es)\s+(?:called\s+|named\s+)?)+",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r",?\s+(?:i (?:think|guess|suppose|believe)|i'd say|probably|maybe|please|if possible|for now|so far|at the "
    r"moment|instead|"
    r"(?:many )?thanks?|thank you)\W*$",
    re.IGNORECASE,
)
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
    lead = _LEAD.match(text)
    start, end = (lead.end() if lead and lead.end() < len(text.rstrip(" .!")) else 0), len(text)
    if start and text.endswith("?"):
        end -= 1
    if hedge := _HEDGE.search(text, start, end):
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


_FACT_LEAD = re.compile(r"\s+(?:on|at|from|this|next|in|for|with|by|am|um|le|il|el|à|a)\s+(?:the\s+)?", re.IGNORECASE)


def cut_facts(text: str, today: date) -> int:
    """Where a name ends because a date, a time, a place or a number of people follows it."""
    for match in _FACT_LEAD.finditer(text):
        if match.start() and _fact_at(text, match.end(), match[0].strip().lower().split()[0], today):
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
