"""E-mail addresses and web addresses, and which field they are for."""

import re

from .reading import Reading

_EMAIL = re.compile(r"(?<![\w.+%@-])[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_URL = re.compile(
    r"(?<![\w@])(?:https?://[^\s<>\"\x00]{1,1900}|(?:www\.|twitch\.tv/|youtu\.be/|youtube\.com/|vimeo\.com/|"
    r"zoom\.us/|instagram\.com/)[^\s<>\"\x00]{1,500})",
    re.IGNORECASE,
)
LOGO_URL = re.compile(
    r"(?:,|\s)+(?:with |and )?(?:(?:their |its |the |a )?logo(?: is| at|:)?\s+(?:is\s+|"
    r"at\s+)?)?(?P<url>https?://[^\s<>\"\x00]{1,1900}?)(?=[.,;)]*(?:\s|$))",
    re.IGNORECASE,
)
_LOGO = re.compile(r"\blogo\b|\.(?:png|svg|jpe?g|webp)\b", re.IGNORECASE)
_STREAM = re.compile(r"stream|broadcast|live|watch|online|zoom|youtu|vimeo|twitch|link|virtual", re.IGNORECASE)
_OTHER_PERSON = re.compile(r"\b(?:sponsor|partner|venue|press contact|his|her|their)(?:'s)?\s+e-?mail\b", re.IGNORECASE)

_TAKEN_BACK = re.compile(r"\b(?:not|instead of|rather than|no longer|never|statt|non|pas)\s+[<(\"']?$", re.IGNORECASE)


def read_emails(reading: Reading) -> None:
    """The organizer's address; the last one said wins."""
    for match in _EMAIL.finditer(reading.free):
        end = match.start() + len(match[0].rstrip(".-'"))
        start, _ = reading.sentence_at(match.start())
        others = _OTHER_PERSON.search(reading.plain, start, match.start())
        if not others and not _TAKEN_BACK.search(reading.plain, max(0, match.start() - 24), match.start()):
            reading.tell("organizerSetup", "email", reading.said(match.start(), end))
        around = reading.free[max(0, match.start() - 1) : match.start()] + reading.free[end : end + 1]
        bracketed = around in ("<>", "()", "[]")
        reading.take(match.start() - bracketed, end + bracketed)


def read_urls(reading: Reading) -> None:
    """A stream's address; a logo's stays on the page for the sponsors to read."""
    for match in _URL.finditer(reading.free):
        end = match.start() + len(match[0].rstrip(".,;:!?)]}'"))
        near = reading.plain[max(0, match.start() - 40) : match.start()]
        if _LOGO.search(near) or re.search(
            r"\.(?:png|svg|jpe?g|webp)$", reading.plain[match.start() : end], re.IGNORECASE
        ):
            continue
        if (
            reading.asks("venueSetup", "streaming_url")
            or _STREAM.search(near + match[0])
            or reading.setting.stage == "venueSetup"
        ):
            reading.tell("venueSetup", "streaming_url", reading.said(match.start(), end))
        reading.take(match.start(), end)
