"""Whether words answer the question for a free text. One rule for all such fields: of a message that tells something
else, only words that it leaves over and that look like such a value are the answer."""

import re

from .common import has_talk, is_talk
from .fields import WORDS
from .leads import OTHER_LEAD
from .reading import Reading
from .texts import LONG, bare
from .where import is_street
from .words import TYPES, find_choice
from .zones import is_city

Field = tuple[str, str]
_SMALL = frozenset(
    "a an the it is it's it'll its this that these those there here i i'm we we're you he she they our are was be been "
    "being in on at of to for from with by and but so as not no yes ok also just only please total all around about "
    "room would have has had do does up best one next them us me nothing else more thanks und der die das ein "
    "eine im wir "
    "evento l'evento veranstaltung événement en los las del con para am um ist es il la le un una e et y de di à "
    "per pour event show "
    "place tickets people guests gäste leute "
    "personen plätze seats places spots space roughly approximately exactly around circa etwa".split()
) | {part for word in WORDS for part in word.split()}
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_ARTICLE = re.compile(r"(?:an?|une?|una|uno|eine?)\s")
_CITY = {("venueSetup", "city"), ("eventSetup", "timezone")}
_NAMES = {("organizerSetup", "name"), ("organizerSetup", "organization"), ("venueSetup", "name")}
_PLACES = {("venueSetup", "address"), ("venueSetup", "city")}
_VENUE = ("venueSetup", "name")
# What is never a sentence; a title may be one.
_UNSPOKEN = _NAMES | {("venueSetup", "address"), ("venueSetup", "city")}
_TYPE = ("eventSetup", "type")
# Facts that stand in a name without making it anything else: "Palais de Tokyo", "Trunk Show Number 5".
_IN_NAMES: dict[Field, set[Field]] = {
    ("organizerSetup", "name"): _CITY | _NAMES,
    ("organizerSetup", "organization"): _CITY | _NAMES | {_TYPE},
    ("eventSetup", "title"): _CITY | _NAMES | {_TYPE, ("eventSetup", "date"), ("organizerSetup", "role")},
    _VENUE: _CITY | _NAMES | {_TYPE, ("venueSetup", "address")},
    ("venueSetup", "city"): _CITY | _NAMES,
}


def is_answer(reading: Reading, start: int, end: int) -> bool:
    """Whether a span may be taken as the free text that was asked for."""
    asked = reading.setting.asked
    if asked is None or len(reading.plain) > 600:
        return True
    field, said = (asked.stage, asked.field), reading.plain[start:end]
    if field in _PLACES and re.search(r"\d", said) and not _content(said):
        return False
    if field in _UNSPOKEN and is_talk(said[slice(*bare(said))]):
        return False
    whole = reading.alone(reading.plain)
    if not whole.unclear and _told(whole) <= {field}:
        return True
    # "A panel about denim" says what it is, not what it is called.
    if field not in LONG and _ARTICLE.match(said[bare(said)[0] :]):
        return False
    if _belongs_elsewhere(whole, said, field):
        return False
    left = whole.free[start:end]
    if field in LONG:
        return len(_content(left)) >= max(4, len(_content(said)) // 2)
    return _is_name_whole(reading, field, said, left) or _looks_like(
        field, left, listed=_is_list_of_person(whole, start)
    )


def _belongs_elsewhere(whole: Reading, said: str, field: Field) -> bool:
    """The event's kind, alone or with place and day, or the person of "Leila Haddad from Atelier Nour, l@nour.lb"."""
    told, kind = _told(whole), find_choice(said, TYPES)
    if kind and _TYPE in told and kind[0] == said.strip(" ,.!"):
        return True
    if kind and {_TYPE, _VENUE, ("eventSetup", "date")} <= told and re.match(r"\s(?:at|@)\s", said[kind.end() :]):
        return True
    person = str(whole.facts.get("organizerSetup", {}).get("name") or "")
    return (
        bool(person) and person in said and ("organizerSetup", "email") in told and field != ("organizerSetup", "name")
    )


def _told(reading: Reading) -> set[Field]:
    return {(stage, name) for stage, fields in reading.facts.items() for name in fields}


def _is_list_of_person(whole: Reading, start: int) -> bool:
    """ "anna rossi, anna@rossi.it, designer": what comes first may be a name without capitals."""
    return start == 0 and whole.facts.keys() <= {"organizerSetup"} and not whole.unclear


def _is_name_whole(reading: Reading, field: Field, said: str, left: str) -> bool:
    """What is told lies inside a name; what another fact of the message took for itself is none."""
    if bare(said)[0] or OTHER_LEAD.match(said) or not _is_titled(said) or (field == _VENUE and is_street(said)):
        return False
    alone = reading.alone(said)
    return (
        not alone.unclear
        and _told(alone) <= _IN_NAMES.get(field, set()) | {field}
        and bool(
            _content(alone.free)
            or (field == ("eventSetup", "title") and (_told(alone) - {_TYPE} or re.search(r"\d", said)))
            or _content(left)
        )
    )


def _is_titled(said: str) -> bool:
    """Written like a name: every word of weight has a capital, or the script has none."""
    words = _content(said)
    if has_talk(said):
        return False
    if said[:1].islower() and not said.startswith("the "):
        return False
    return bool(words) and all(_is_capital(word) for word in words if len(word) > 2) and _is_capital(words[0])


def _content(text: str) -> list[str]:
    return [word for word in _WORD.findall(text.replace("\x00", " ")) if word.casefold() not in _SMALL]


def _is_capital(word: str) -> bool:
    return not word[0].islower()


def _looks_like(field: Field, left: str, *, listed: bool) -> bool:
    words = _content(left[slice(*bare(left))])
    if not words:
        return False
    if field == ("venueSetup", "address"):
        parts = "," in left and any(_is_capital(word) for word in words[:3])
        return (
            _is_capital(words[0])
            or parts
            or (len(words) <= 6 and bool(re.search(r"(?<![:.])\b\d{1,5}[a-z]?\b(?![:.]\d)", left)))
        )
    if field == ("venueSetup", "city"):
        return _is_capital(words[0]) or is_city(" ".join(words))
    if field == ("organizerSetup", "name"):
        bare_list = listed and len(words) == len(_WORD.findall(left)) <= 3
        named = all(_is_capital(word) for word in words) or bare_list
        return named and len(words) <= 5 and not re.search(r"\d", left)
    return _is_capital(words[0])
