"""An answer to what was asked: whole where the field is free text, else what other readers left over."""

import re

from .answers import answer
from .common import is_talk
from .fields import KINDS, WORD
from .likely import is_answer
from .meaning import Asked
from .people import FIRM_WORD, NAME, announces_name
from .reading import Reading
from .texts import LONG, SHORT, bare, cut_facts

_FIRST = {
    ("organizerSetup", "name"),
    ("organizerSetup", "organization"),
    ("eventSetup", "title"),
    ("venueSetup", "name"),
}
_CUES = re.compile(
    r"^\W*(?:i|we|my|our|you|there|it|they|please|sorry|actually|no(?!\.?\s?\d)|wait|change|set|add|remove|make|the "
    r"(?:show|event|venue|date|title|name|organi[sz]er|city|address|capacity|space|place))(?:'\w+)?\s",
    re.IGNORECASE,
)
_FIELD_LIKE = re.compile(rf"^\s*(?:(?:the|my|our)\s+)?(?:{WORD}|event|show)\s?:\s", re.MULTILINE | re.IGNORECASE)
_PERSON_CUT = re.compile(
    r"\s*\(|\s+(?:here|speaking|by the way|by the by)\b|\s+(?:from|at|of|with|for)\s+(?=[^\W\d_a-z])"
)
# "We thought of Desert Bloom": the name closes the sentence.
_CLOSING = re.compile(rf"\b(?:of|with|like|about|prefer|choose|chose|picked|on|be)\s+(?P<value>{NAME})\W*$")
_NEW_SENTENCE = re.compile(r"(?:and )?(?:i|we|my|our|it's|i'm|we're)\s", re.IGNORECASE)
_EXPLAINS = re.compile(r"(?:an?|the|our|my|which|where|based|it's)\s+[a-z]")
_COMMA = re.compile(r",\s+|\n|;\s*")


def read_asked_text(reading: Reading) -> None:
    """A bare answer to a question for text: whole, or its first piece if the others are facts of their own."""
    asked = reading.setting.asked
    if asked is None or reading.declined or reading.told(asked.stage, asked.field):
        return
    start = len(reading.free) - len(reading.free.lstrip("\x00 ,.!\n"))
    if (asked.stage, asked.field) in LONG:
        _take_long(reading, asked, start)
    elif (asked.stage, asked.field) in _FIRST and not (
        reading.asks("organizerSetup", "name") and announces_name(reading.free)
    ):
        _take_first(reading, asked, start)


def _take_long(reading: Reading, asked: Asked, start: int) -> None:
    end = len(reading.free.rstrip("\x00 \n"))
    said = reading.free[start:end]
    if len(said.split()) >= 2 and not _CORRECTS.match(said) and is_answer(reading, start, end):
        answer(reading, asked.stage, asked.field, start, end)


def _take_first(reading: Reading, asked: Asked, start: int) -> None:
    # A title in quotation marks may hold anything; its own reader takes it.
    if reading.asks("eventSetup", "title") and re.match(r"[^\"]+\"[^\"]+\"", reading.free[start:]):
        return
    end = _answer_end(reading, start)
    if not is_answer(reading, start, end):
        return
    if reading.asks("venueSetup", "name") and reading.free.startswith("the ", start):
        start += 4
    if not _is_sentence(reading, start, end):
        answer(reading, asked.stage, asked.field, start, end)
    elif closing := _CLOSING.search(reading.free[start:end]):
        answer(reading, asked.stage, asked.field, start + closing.start("value"), end)


_CORRECTS = re.compile(r"\W*(?:no|sorry|actually|wait|change|set|undo)\b[ ,].{0,80}$", re.IGNORECASE)


def _answer_end(reading: Reading, start: int) -> int:
    text = re.split(r"[\s(,:;]*(?:\s-\s*)?\x00", reading.free[start:].rstrip("\x00 \n"), maxsplit=1)[0]
    stop = reading.sentence_at(start)[1]
    end = min(len(text), stop - start) if reading.plain[stop - 1 : stop] in (".", "!", "?", "\n") else len(text)
    comma = _COMMA.search(text)
    if comma and (
        _is_remark(reading, text[comma.end() :])
        or _NEW_SENTENCE.match(text, comma.end())
        or reading.is_told_by(text[comma.end() :])
    ):
        end = comma.start()
    if reading.asks("organizerSetup", "name") and (cut := _PERSON_CUT.search(text[:end])):
        end = cut.start()
    return start + min(end, cut_facts(text[:end], reading.setting.today))


def _is_remark(reading: Reading, rest: str) -> bool:
    """What follows a name after a comma: a greeting, an explanation, or the company of a person."""
    person = reading.asks("organizerSetup", "name")
    if person and (is_talk(rest) or re.search(rf"\b{FIRM_WORD}\b", rest)):
        return True
    return not reading.asks("eventSetup", "title") and _EXPLAINS.match(rest) is not None


def _is_sentence(reading: Reading, start: int, end: int) -> bool:
    text = reading.free[start:end]
    if first := bare(text)[0]:
        text = text[first:] if not _NOT_YET.match(text, first) else text
    if len(text.split()) > 14 or (_FIELD_LIKE.search(text) and not text.startswith("'")):
        return True
    if reading.correcting and re.match(
        r"\W*(?:no(?!\.?\s?\d)|sorry|actually|wait|change|set|make|not)\b", text, re.IGNORECASE
    ):
        return True
    small = re.search(r"(?:^|\s)[a-zà-ÿ]{4,}", text)
    return bool(_CUES.match(text)) and small is not None and not _lead_only(text)


_NOT_YET = re.compile(r"(?:not|going|planning|trying|looking|still|just)\b", re.IGNORECASE)


def _lead_only(text: str) -> bool:
    return re.match(
        (r"\W*(?:it's|it is|it'll be|i'm|i am|we are|we're)\s+(?:called\s+)?\S+(?:\s+\S+){0,5}$"), text, re.IGNORECASE
    ) is not None and not re.search(r"\b(?:not|going|planning|trying|looking|still|just)\b", text, re.IGNORECASE)


def read_asked_rest(reading: Reading) -> None:
    """What no reader took, as the answer to the question for a value."""
    asked = reading.setting.asked
    if (
        asked is None
        or reading.declined
        or KINDS.get((asked.stage, asked.field), "long") == "long"
        or reading.told(asked.stage, asked.field)
    ):
        return
    start = len(reading.free) - len(reading.free.lstrip("\x00 ,.!\n"))
    end = len(reading.free.rstrip("\x00 ,\n"))
    text = reading.free[start:end]
    if (
        start >= end
        or len(text) > 300
        or "\x00" in text
        or ((asked.stage, asked.field) in SHORT and _is_sentence(reading, start, end))
    ):
        return
    if reading.tells and KINDS[asked.stage, asked.field] in ("role", "type", "mode"):
        return
    if (asked.stage, asked.field) in SHORT and not is_answer(reading, start, end):
        return
    answer(reading, asked.stage, asked.field, start, end)
