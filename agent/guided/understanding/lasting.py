"""How long the event lasts: with its start known, a length of time tells its end."""

import re

from .numerals import words_value
from .reading import Reading

_HOURS = (
    r"(?P<hours>an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|\d{1,2}(?:[.,]5)?)(?P<half>\s+and a half)?"
)
_LASTS = re.compile(
    rf"\b(?:lasts?|lasting|goes on|go on|runs|last|going on|duration(?: is| of|:)?)\s+(?:for\s+)?(?:about\s+|"
    rf"around\s+|"
    rf"roughly\s+)?{_HOURS}\s?(?:hours?|hrs?|h)\b(?!\s+(?:to|before|from|away)\b)",
    re.IGNORECASE,
)
_LATER = re.compile(
    rf"\W*(?:it'?s |it is |it ends |that'?s |for )?(?:about |around |roughly )?{_HOURS}\s?(?:hours?|hrs?|h)"
    r"(?: later| long| after(?: (?:the start|that|it starts))?| in total)?\W*",
    re.IGNORECASE,
)

# What lasts may be a part of the day and not the event.
_PARTS = re.compile(
    r"\b(?:set-?\s?up|rehearsals?|sound\s?check|drive|trip|dinner|cocktails?|talks?|break|fitting)\b", re.IGNORECASE
)


def read_lasting(reading: Reading) -> None:
    """The end of the event from its start and its length: "starts at 6pm and goes on for 3 hours"."""
    start = reading.known("eventSetup", "start_time")
    if reading.told("eventSetup", "end_time") or not (isinstance(start, str) and re.fullmatch(r"\d\d:\d\d", start[:5])):
        return
    match = _LASTS.search(reading.free)
    if match and _PARTS.search(reading.plain, max(0, match.start() - 40), match.start()):
        return
    if match is None and reading.asks("eventSetup", "end_time"):
        match = _LATER.fullmatch(reading.free.replace("\x00", " "))
    if match and 0 < (minutes := _minutes(match)) < 1440:
        end = (int(start[:2]) * 60 + int(start[3:5]) + minutes) % 1440
        reading.tell("eventSetup", "end_time", f"{end // 60:02d}:{end % 60:02d}")
        reading.take(*match.span())


def _minutes(match: re.Match[str]) -> int:
    said = match["hours"].lower().replace(",", ".")
    hours = float(said) if said[0].isdigit() else float(max(words_value(said), 1))
    return round((hours + bool(match["half"]) * 0.5) * 60)
