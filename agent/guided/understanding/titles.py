"""What things are called: the event's title, and the name of whatever else the words call."""

import re

from .reading import Reading
from .texts import cut_clause, cut_facts, trimmed
from .words import TYPES, choice_value, claimed_choices

_CALLED = re.compile(
    r"\b(?:(?:we(?:'ve)?|i|they) (?:called|named|titled) (?:it|this|the \w+)|"
    r"called|titled|entitled|named|call it|name it|heißt|chiamat[ao]|intitolat[ao]|appelée?|intitulée?|"
    r"llamad[ao]|heisst|si chiam\w+|se llam\w+|s'appell\w+|re-?(?:named?|titled?) (?:it|this|(?:the|our|my) "
    r"(?:event|show|title|"
    r"party|exhibition|pop-?up|panel|launch))(?: to| into| as)?|under the (?:name|"
    r"title))\s*:?\s+(?:(?P<quoted>\"[^\"\n]{1,200}\"|'[^'\n]{1,200}')|"
    r"(?P<rest>[^.!?;,\n\x00]{1,200}))",
    re.IGNORECASE,
)
# Plain quotes wrap a title; other brackets, and what stands close after them, belong to it.
_QUOTED = re.compile(
    r"\"(?P<value>[^\"\n]{2,200})\"|(?<!\w)'(?P<single>[^'\n]{2,200})'(?!\w)|"
    r"(?P<cjk>[「『][^」』\n\x00]{1,200}[」』][^\s\w.,;!?\x00]{0,20})"
)
_SUBJECTS = (
    (
        re.compile((r"\b(?:venue|location|place|space|hall|gallery|club|theat(?:re|er))\b"), re.IGNORECASE),
        ("venueSetup", "name"),
    ),
    (
        re.compile(
            r"\b(?:agency|company|brand|label|studio|organi[sz]ation|house|atelier|firm|business)\b", re.IGNORECASE
        ),
        ("organizerSetup", "organization"),
    ),
    (
        re.compile(
            r"\b(?:tiers?|tickets?|sponsors?|mother|father|friend|i am|i'm|am|dog|cat|boss|assistant|model)\b",
            re.IGNORECASE,
        ),
        None,
    ),
    (
        re.compile(
            r"\b(?:show|event|it|party|exhibition|pop-?\s?up|sfilata|mostra|défilé|evento|veranstaltung|we|let's|"
            r"collection|title|launch|panel|week|activation|this)\b",
            re.IGNORECASE,
        ),
        ("eventSetup", "title"),
    ),
)
_TITLE_NEAR = re.compile(
    r"\b(?:show|event|title|call|name|party|exhibition|pop-?up|runway|how about|what about|defilé|sfilata|"
    r"it's)\b",
    re.IGNORECASE,
)
_NAMED = {("organizerSetup", "organization"), ("venueSetup", "name"), ("eventSetup", "title")}
_PRONOUN = re.compile(
    r"^\W*(?:and |so |well |yes |sure |ok )*(?:it|this|that|we|they|its|one)(?:'s|'re|'ll be| is| are| was| will "
    r"be| would be)?"
    r"(?: going to be| just| simply| also)*\s*$",
    re.IGNORECASE,
)
_OURSELVES = re.compile(r"\b(?:we(?:'re| are)|ourselves)\s*$", re.IGNORECASE)


def read_called(reading: Reading) -> None:
    """Names after "called" and its kin, given to what stands before the word."""
    for match in _CALLED.finditer(reading.free):
        start, _ = reading.sentence_at(match.start())
        field = _subject(reading, reading.plain[start : match.start()], match[0])
        if field is None or reading.told(*field):
            continue
        first, last = match.span("quoted" if match["quoted"] else "rest")
        if not match["quoted"]:
            last = first + cut_clause(reading.free[first:last])
            last = first + cut_facts(reading.free[first:last], reading.setting.today)
        first, last = trimmed(reading.free, first, last)
        if first < last:
            reading.tell(*field, reading.said(first, last))
            reading.take(match.start(), max(last, first))


def _subject(reading: Reading, before: str, match: str) -> tuple[str, str] | None:
    asked = reading.setting.asked
    if (
        asked
        and asked.stage == reading.setting.stage
        and (asked.stage, asked.field) in _NAMED
        and _PRONOUN.search(before)
    ):
        return asked.stage, asked.field
    if re.match(r"(?:call|name) it|(?:we|i|they)\S* (?:called|named|titled)|re-?(?:name|title)", match, re.IGNORECASE):
        return ("eventSetup", "title")
    if _OURSELVES.search(before):
        return ("organizerSetup", "organization")
    hits = [(found.end(), field) for pattern, field in _SUBJECTS for found in pattern.finditer(before)]
    return max(hits, key=lambda hit: hit[0])[1] if hits else None


def read_quoted(reading: Reading) -> None:
    """A title in quotation marks beside a word for the event, or where the title was asked."""
    if reading.told("eventSetup", "title"):
        return
    for match in _QUOTED.finditer(reading.free):
        start, _ = reading.sentence_at(match.start())
        near = reading.plain[start : match.start()]
        if reading.asks("eventSetup", "title") or _TITLE_NEAR.search(near):
            group = next(key for key, value in match.groupdict().items() if value)
            reading.tell("eventSetup", "title", reading.said(*match.span(group)))
            reading.take(*match.span())
            return


def read_types(reading: Reading) -> None:
    """The kind of event, where the event is what is spoken of."""
    match = next(iter(claimed_choices(reading.free, TYPES)), None)
    if match is None or reading.told("eventSetup", "type"):
        return
    if _is_kind(reading, match):
        reading.tell("eventSetup", "type", choice_value(match[0], TYPES))
        reading.take(*match.span())


def _is_kind(reading: Reading, match: re.Match[str]) -> bool:
    if reading.asks("eventSetup", "type"):
        return True
    if match[0].lower() in {
        "launch",
        "talk",
        "activation",
        "lancement",
        "lancio",
        "showcase",
        "panel",
        "release party",
        "expo",
    }:
        start, _ = reading.sentence_at(match.start())
        opens = not reading.plain[start : match.start()].strip() and reading.told("eventSetup", "date")
        return opens or (
            re.search(
                (r"\b(?:an?|the|our|it's|host(?:ing)?|planning|un|una|ein|eine)\s+(?:\w+\s+)?$"),
                reading.plain[start : match.start()],
                re.IGNORECASE,
            )
            is not None
            and not re.match(r"\s+(?:it|to|now|the)\b", reading.plain[match.end() :])
        )
    return True
