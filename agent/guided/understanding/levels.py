"""Who gives at which level: the names and levels of a clause, in whatever order and punctuation they come."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .common import is_name
from .links import LOGO_URL
from .reading import Reading, Span
from .texts import trimmed
from .words import TIERS, alternatives, choice_value

_TIER = rf"(?P<tier>{alternatives(TIERS)})"
_METAL = rf"(?P<tier>{alternatives(word for word, tier in TIERS.items() if tier not in ('title', 'custom'))})"
_FULL = alternatives(word for word in TIERS if "sponsor" in word)
_SPONSOR = (
    r"(?:-?\s?(?:sponsors?|sponsoren|sponsorship|partners?|level|tier|package|one|spot|slot|position|category|"
    r"stufe|niveau|livello))"
)
_THE = r"(?:(?:our|the|an?|my|unser|unsere|der|die|das|lo|il|la|le|el|nostro|notre|nuestro|un|una|ein|eine)\s+)"
_AS = (
    r"(?:(?:is|are|was|will|would|be|wants|will be|should be|comes|come|goes|joins?|signed|confirmed|supports?|"
    r"(?:was |were |got |has been |have been )?(?:upgraded|downgraded|promoted|bumped(?: up)?|moved(?: up| down)?|"
    r"raised|switched|changed)|"
    r"(?:upgrades|moves|switches|goes|went|jumps|steps|drops)(?: up| down)?|"
    r"sponsors?|is sponsoring|are "
    r"sponsoring|sponsoring|gives?|paid|pays|got|gets?|takes?|has|have|becomes?|both|all|each|us|in|on board|up|as|at|"
    rf"from (?:{alternatives(TIERS)})|"
    r"on|for|with|to|of|als|ist|sind|est|sont|è|sono|es|son|come|comme|como|now|-|=|:|the event|the show|our show)\s+)"
)
_AFTER = r"(?:\s+(?:now|instead|please|too|level|sponsor|from now on|this time|again|this year))*"
_IS = r"(?:\s*[:=]\s*|\s+-\s+|\s+(?:is|are|will be|should be|goes to|ist|sind|è|est|sont|es|son|sono)\s+)"
_NAME = r"(?P<name>[^\s:()](?:[^:()]{0,58}?[^\s:(),])??)"
# A level before its names. "Title" alone is a word for other things too, so it needs its noun or a colon.
_HEADS = tuple(
    re.compile(rf"{_THE}*(?:add\s+|as\s+)?(?:{form})", re.IGNORECASE)
    for form in (
        rf"{_METAL}{_SPONSOR}?{_IS}(?:{_THE})?{_NAME}",
        rf"{_TIER}(?:{_SPONSOR}{_IS}(?:{_THE})?|\s*[:=]\s*|{_SPONSOR}\s+){_NAME}",
        rf"(?:sponsors?\s+{_TIER}|(?P<full>{_FULL})){_IS}(?:{_THE})?{_NAME}",
        rf"{_METAL}\s+{_NAME}",
    )
)
_LEVEL = re.compile(rf"{_AS}*{_THE}*(?:sponsors?\s+)?{_TIER}{_SPONSOR}*{_AFTER}", re.IGNORECASE)
_WITH = tuple(
    re.compile(rf"{_NAME}{form}{_AFTER}", re.IGNORECASE)
    for form in (
        rf"\s*\(\s*{_THE}?{_TIER}{_SPONSOR}*\s*\)?",
        rf"\s*[-:=]\s*{_THE}?{_TIER}{_SPONSOR}*",
        rf"\s+(?P<as>{_AS}*){_THE}*(?:sponsors?\s+)?{_TIER}{_SPONSOR}*",
    )
)
_MANY = re.compile(r"\b(?:are|both|all|sind|sont|sono|son|come|sponsors)\s", re.IGNORECASE)
_CLAUSE = re.compile(r"[^;\n\x00.!?]+(?:\.(?=\S)[^;\n\x00.!?]+)*")
ITEM = re.compile(r",\s*(?:and\s+)?|\s+(?:and|und|et|e|y|plus|\+)\s+|\s+&\s+(?=[^,;\n]{0,60}\()", re.IGNORECASE)
LEAD = re.compile(
    r"^[\s,:-]*(?:and|also|plus|then|(?:we|i)(?: do| also| now| already| just| only)* have(?: got| also| now| "
    r"only)*|we've got|we got|there(?:'s| is| are)|with|"
    r"add|our|"
    r"the|as|it'?s|sponsored by|supported by|take|put|make|upgrade|downgrade|promote|bump|change|switch|move|only|just|"
    r"actually|now|no|yes|yeah|ok|sure|sorry|have|und|et|e|so far|for now|at the moment|until now|another|please|"
    r"(?:(?:only|just|the|our|another|a|new|further|other)\s+)*(?:one|two|three|four|five|some|several|"
    r"\d+)?\s*(?:more\s+)?"
    r"(?:new\s+)?(?:sponsors?|sponsoren)(?: (?:is|are|will be|sind|ist|sono|so far|for now))*(?=\s*[:,]|"
    r"\s+(?-i:[^\W\d_a-z]))|"
    r"(?:one|two|three|four|five|\d+)(?: more)?(?=\s*[:,])|new sponsors?(?= )|"
    r"(?:(?:one|two|three|four|five|some|\d{1,2}|an?|the|our|my)\s+)?(?:more|new|further|other|additional|extra)(?=\s+"
    rf"(?:{alternatives(TIERS)})\b))(?=[\s:,])[\s:,-]*",
    re.IGNORECASE,
)
TAIL = re.compile(
    r"[\s,]+(?:for now|at the moment|so far|right now|until now|for the moment|this time|please|only|thanks|thank you|"
    r"i think|i guess|too|as well|per ora|pour l'instant|por ahora|im moment|bisher)$",
    re.IGNORECASE,
)


@dataclass
class Levels:
    """The sponsors of one message: names with levels, and names whose level was not said."""

    sponsors: list[tuple[Span, str, Span | None]] = field(default_factory=list)
    open: list[Span] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)


@dataclass
class _List:
    """A clause while it is read: the level that heads it, and the names that wait for one."""

    head: str = ""
    waiting: list[Span] = field(default_factory=list)


def find_levels(reading: Reading) -> Levels:
    """Every sponsor that the unread words name."""
    found = Levels()
    for clause in _CLAUSE.finditer(reading.free):
        row = _List()
        for start, end in items(reading, *clause.span()):
            before = len(found.sponsors)
            _read(reading, found, row, start, end)
            if len(found.sponsors) > before:
                found.spans.append((start, end))
        found.open += row.waiting
    return found


def items(reading: Reading, start: int, end: int) -> Iterator[Span]:
    """The members of a list without the words that lead in and out."""
    cuts = [m.span() for m in ITEM.finditer(reading.free, start, end)]
    for first, last in zip([start, *(e for _, e in cuts)], [*(s for s, _ in cuts), end], strict=True):
        at, to = first, last
        while lead := LEAD.match(reading.plain[at:to]):
            at += lead.end()
        while tail := TAIL.search(reading.plain[at:to].rstrip(" .!")):
            to = at + tail.start()
        a, b = trimmed(reading.plain, at, to)
        if a < b and b - a <= 160:
            yield a, b


def _read(reading: Reading, found: Levels, row: _List, start: int, end: int) -> None:
    text = reading.plain[start:end]
    logo = LOGO_URL.search(text)
    span = (start + logo.start("url"), start + logo.end("url")) if logo else None
    text = text[: logo.start()].rstrip() if logo else text
    if level := _LEVEL.fullmatch(text):
        tier = choice_value(level["tier"], TIERS)
        found.sponsors += [(name, tier, span) for name in row.waiting]
        row.head, row.waiting = ("" if row.waiting else tier), []
    elif match := next((m for form in (*_HEADS, *_WITH) if (m := form.fullmatch(text))), None):
        _tell(reading, found, row, match, start, span)
    elif is_name(text):
        _name_only(found, row, (start, start + len(text)), span)


def _tell(reading: Reading, found: Levels, row: _List, match: re.Match[str], offset: int, logo: Span | None) -> None:
    groups = match.groupdict()
    tier = choice_value(groups["tier"] or groups.get("full") or "", TIERS)
    start, end = trimmed(reading.plain, offset + match.start("name"), offset + match.end("name"))
    if not is_name(reading.plain[start:end]):
        return
    if match.re in _HEADS:
        row.head, row.waiting = tier, []
    else:
        beside = match.re is _WITH[0] and reading.plain[:offset].endswith("and ")
        if beside or _MANY.search(match.groupdict().get("as") or ""):
            found.sponsors += [(name, tier, None) for name in row.waiting]
            row.waiting = []
        row.head = ""
    found.sponsors.append(((start, end), tier, logo))


def _name_only(found: Levels, row: _List, name: Span, logo: Span | None) -> None:
    if row.head:
        found.sponsors.append((name, row.head, logo))
    else:
        row.waiting.append(name)
