"""Facts that name their field: "Title: Noir", "the capacity is 200", "change the date to June 13"."""

import re
from collections.abc import Iterator

from .answers import answer
from .fields import KINDS, WORD, Field, field_of
from .reading import Reading
from .texts import cut_clause
from .words import TYPES, find_choice

_OWN = (
    r"(?:(?:the|my|our|your|its|il|lo|la|le|el|les|new|correct|right|final|updated|the new|the correct|our new|der|"
    r"die|das|mein|meine|unser|unsere|event'?s?|venue'?s?)\s+)?"
)
_REALLY = r"(?:(?:actually|now|really|going to be|gonna be|be|called|named|probably|changed to)\s+)*"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE | re.MULTILINE)
    for form in (
        rf"(?:^|(?<=[.;,!]\s)|(?<=\x00))[\s\x00]{{0,3}}(?:[-*•]\s?)?{_OWN}(?P<field>{WORD}|event|show)\s?[:=]\s*(?=\S)",
        (
            rf"\b(?:changed?|set|updated?|correct|make|switch(?:ed)?|moved?|edit|put|fix|push|bring|rename|reset|"
            rf"modify)\s+{_OWN}(?P<field>{WORD})\s+(?:back\s+)?(?:to|into|=|:|as|at|on)\s+(?=\S)"
        ),
        rf"(?<=\band)\s+{_OWN}(?P<field>{WORD})\s+to\s+(?=\S)",
        (
            rf"\b{_OWN}(?P<field>{WORD})\s+(?:\w+\s+)?(?:(?:is|was)\s+(?:wrong|incorrect|not right|not correct|"
            rf"different)|(?:has\s+)?"
            rf"changed)\b[,;:.]?\s*(?:now\s+)?(?:it\s+)?(?:should be|must be|is|it'?s|it is|has to be|"
            rf"use)(?:\s+now)?\s+(?=\S)"
        ),
        (
            rf"(?:\b(?:the|my|our|your|der|die|das|meine?|unsere?|il|lo|la|le|el)\s+(?:new\s+|full\s+|"
            rf"official\s+)?|^\W{{0,4}}|(?<=[,;:.!]\s)|(?<=\band\s))(?P<field>{WORD})(?:'s(?=\s+(?-i:[A-ZÀ-Ý\d]))|"
            rf"\s+(?:is|are|"
            rf"should be|changes? to|changed to|has changed to|was changed to|moved to|is moved to|was moved to|"
            rf"will be|must be|shall be|needs to be|has to be|ought to be|would be|ist|est|è|"
            rf"es))(?:\s*:)?\s+{_REALLY}(?=\S)"
        ),
        rf"(?:^|(?<=[,;:.!]\s)|(?<=\band\s))[\s\x00]{{0,3}}{_OWN}(?P<field>{WORD})\s+(?=\d)",
    )
)
_NO_VALUE = re.compile(
    r"(?:not|still|unclear|unknown|tbd|tba|important|wrong|missing|optional|required|needed|fine|ok|okay|good|"
    r"correct|right|great|open|to be|going to|something|what|which|why|how|"
    r"confirmed|fixed|beautiful|lovely|nice|perfect|huge|small|nothing|none|in|on|at|from|the same)\b",
    re.IGNORECASE,
)
_NEXT_FIELD = re.compile(
    rf"[\s,;]*(?:\s+and\s+|[,;]\s*(?:and\s+)?)(?:(?:the|my|our)\s+(?:{WORD})\b|(?:{WORD})\s*(?:to\b|is\b|[:=]))",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?](?=\s|$)|;(?=\s)|\n|\x00|$")
_OURS = re.compile(r"\W*(?:our|unser|nostro|notre)\b", re.IGNORECASE)
_JOINT = re.compile(r"[\s,]+(?:and|but|und|et)\s*$")
_EVENT = {"event", "show"}
_TEXT_KINDS = {"text", "long", "address", "city", "list"}


def read_named(reading: Reading) -> None:
    """Every named field of the message."""
    for match, field in list(_namings(reading)):
        if "\x00" in match[0].strip("\x00 "):
            continue
        end = _value_end(reading, match.end(), field)
        kind = KINDS[field]
        if match.re is _FORMS[-1] and kind not in ("date", "time", "count"):
            continue
        if match["field"].lower() in _EVENT and find_choice(reading.free[match.end() : end], TYPES):
            continue
        if kind in _TEXT_KINDS and _NO_VALUE.match(reading.free[match.end() : end]):
            continue
        if answer(reading, *field, match.end(), end, named=True):
            reading.take(match.start(), match.end())


def _namings(reading: Reading) -> Iterator[tuple[re.Match[str], Field]]:
    seen: set[int] = set()
    for form in _FORMS:
        for match in form.finditer(reading.free):
            if match.end() not in seen:
                seen.add(match.end())
                yield match, _field(match, reading.setting.stage)


def _field(match: re.Match[str], stage: str) -> Field:
    """Whose name: "my name" is the person's, "our name" the company's."""
    if match["field"].lower() == "name" and _OURS.match(match[0]) and stage == "organizerSetup":
        return "organizerSetup", "organization"
    return field_of(match["field"], stage)


def _value_end(reading: Reading, start: int, field: Field) -> int:
    kind = KINDS[field]
    if kind == "long":
        line = reading.free.find("\n", start)
        return len(reading.free) if line < 0 or field[1] == "press_release" else line
    stop = _SENTENCE.search(reading.free, start)
    end = stop.start() if stop else len(reading.free)
    if following := _NEXT_FIELD.search(reading.free, start, end):
        end = following.start()
    if kind in ("text", "city", "address"):
        end = start + cut_clause(reading.free[start:end])
    if kind == "text" and (comma := re.search(r",(?=\s)", reading.free[start:end])):
        end = start + comma.start()
    # What another reader took may leave the word that joined it.
    joint = _JOINT.search(reading.free, start, end)
    return joint.start() if joint else end
