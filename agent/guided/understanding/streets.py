"""Streets without a word for street: "Sveavägen 44", "Karl Johans gate 1". They count only where an address is due."""

import re

from .calendar_words import MONTH, WEEKDAY
from .counts import GOODS
from .fields import WORD
from .money import find_prices
from .people import NAME
from .reading import Reading
from .words import MODES, find_choice
from .zones import is_city

_CAPITAL = r"[^\W\d_a-zß-öø-ÿ][\w'’.-]*"
_AFTER = r"(?:in|right|just|near|next|behind|opposite|on|with|and|at)\b"
_STREET = re.compile(
    rf"(?:^|[,;:.\n\x00]|\b(?:at|to|ist|is|in|bei|address|adresse))[\s\x00]{{0,3}}"
    rf"(?P<address>{_CAPITAL}(?:[ ][\w'’.-]*[^\W\d_.][\w'’.-]*){{0,4}}[ ]\d{{1,4}}(?:[ ]?[a-zA-Z]\b)?|"
    rf"\d{{1,5}}[a-zA-Z]?[ ]{_CAPITAL}(?:[ ]{_CAPITAL}){{0,3}})"
    rf"(?=[ ]?[,;.!)\n\x00]|$|[ ]{_AFTER})(?:,[ ](?P<city>{NAME})(?=\s*(?:[,.;!)\n\x00]|$)))?"
)
# "We moved to 14 Kungsgatan", of a venue whose address is known.
_MOVED = re.compile(r"\b(?:mov(?:ed?|ing)|relocat\w{1,3}|go(?:ing)?)(?: it| the \w+)?(?: over)? to(?= )", re.IGNORECASE)
# What a number may follow or lead without any street.
_NO_STREET = re.compile(
    rf"^(?:{WORD}|{MONTH}|{WEEKDAY}|unit|shop|plot|phase|sector|zone|area|lot|quarter|district|block|suite|apt|"
    rf"flat|office|stall|building|tower|stand|booth|"
    rf"hall|room|studio|pier|terminal|level|floor|stage|max|maximum|vips?|general|regular|"
    rf"standard|tickets?|from|until|till|up|we|i|it|about|around|doors|for|halle|saal|raum|sala|salle|loft|gate|row|"
    rf"table|number|no|nr|space|holds?|fits?|takes?|has|have|can|roughly|approximately|approx|circa|ca|exactly|maybe|"
    rf"perhaps|probably|let|say|only|just|over|under|between|that|this|there|then|they|he|she|you|make|change|set|"
    rf"plus|minus|ok|yes|sorry|actually|nearly|almost|limited|public|article|part|day|week|chapter|bis|maximal|etwa)\b|"
    rf"\b(?:{GOODS}|{MONTH}|pm|am|uhr|hours?)\b",
    re.IGNORECASE,
)


def find_street(reading: Reading, start: int, end: int) -> re.Match[str] | None:
    """The first segment that can only be a street and its number, if the venue's address is what is open now."""
    known = reading.known("venueSetup", "address")
    moved = _MOVED.search(reading.free, start, end) if known else None
    if not moved and not reading.asks("venueSetup", "address") and reading.setting.stage != "venueSetup":
        return None
    if known and not (reading.correcting or moved):
        return None
    match = _STREET.search(reading.free, moved.end() - 3 if moved else start, end)
    if match and _is_venue(reading, match):
        return None
    # What looks like a street may hold one: "It's at Revoluční 5".
    while match and (_is_something_else(match["address"]) or _only_begins(reading, match)):
        match = _STREET.search(reading.free, match.start("address") + 1, end)
    return None if match and _is_venue(reading, match) else match


def _is_venue(reading: Reading, match: re.Match[str]) -> bool:
    """ "In person at Hangar 12" names a venue, unless the street was asked or a city follows."""
    street = match["city"] or reading.asks("venueSetup", "address") or match["address"][:1].isdigit()
    return not street and re.match(r"\W*at\b", match[0]) is not None


def _only_begins(reading: Reading, match: re.Match[str]) -> bool:
    """The capital of a sentence's first word says nothing, unless the address was asked or a city follows."""
    begins = not reading.plain[reading.sentence_at(match.start("address"))[0] : match.start("address")].strip()
    return begins and not match["city"] and not reading.asks("venueSetup", "address")


def _is_something_else(said: str) -> bool:
    words = re.sub(r"\d+", "", said).strip()
    named = is_city(words) or find_choice(said, MODES) or find_prices(said)
    return bool(_NO_STREET.search(said) or named)
