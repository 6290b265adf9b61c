"""Sponsors with their tiers, and media partners; lists come back whole."""

import re
from collections.abc import Iterator

from .links import LOGO_URL
from .reading import Reading
from .texts import trimmed
from .words import TIERS, alternatives, choice_value

_TIER = rf"(?P<tier>{alternatives(TIERS)})"
_TIER_ONLY = alternatives(word for word in TIERS if word not in ("lead", "special", "principal", "main"))
_NAME = r"(?P<name>[^\s,;:()\n\x00.!?](?:[^,;:()\n\x00!?]{0,58}?[^\s,;:()\n\x00.!?])??)"
_SPONSOR = r"(?:sponsors?|sponsoren|partner|level|tier|one)"
_VERB = (
    r"(?:(?:is|comes|are) (?:in|on board) (?:as|with|for|at)|(?:joins?|signed|confirmed) (?:up )?(?:as|for|"
    r"with|at)|is|are|will be|as|becomes?|ist|als|sind|est|è|come|es|comme|for|at|-|=|on|gets?|goes|takes?)"
)
_LEAD = re.compile(
    r"^(?:and|also|plus|then|we have|we've got|we got|there(?:'s| is| are)|with|add|our|the|sponsors?(?: are| "
    r"is)?:?|sponsored by|supported by|take|put|make|upgrade|downgrade|promote|bump|change|switch|move|only|"
    r"just|actually|now|no|yes|sorry|have|und|et|e)\s+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s+(?:is|are|as|will be|our|the|a|an|at|for|sponsors us|sponsor|on|with|to|now|gets|goes|their|this is)$",
    re.IGNORECASE,
)
# One clause each, tried in order; `many` holds several names of one tier.
_FORMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        (
            rf"(?:our\s+|the\s+|an?\s+|add\s+)*{_TIER}\s*(?:{_SPONSOR})?\s*(?:is|are|:|-|will be|"
            rf"=)\s*(?:the\s+)?(?P<many>.{{1,400}})"
        ),
        rf"(?:our\s+|the\s+|an?\s+|add\s+)*{_TIER}\s+(?:sponsors?)\s+(?P<many>.{{1,200}})",
        rf"{_NAME}\s*\(\s*{_TIER}(?:\s+{_SPONSOR})?\s*\)?",
        (
            rf"{_NAME}\s+{_VERB}\s+(?:our\s+|the\s+|an?\s+|"
            rf"to\s+)*{_TIER}(?:\s+{_SPONSOR})?(?:\s+(?:now|instead|please|"
            rf"too|level|sponsor))*"
        ),
        (
            rf"{_NAME}\s+sponsors?\s+(?:us|the (?:event|show))\s+(?:at|as|with|on)\s+(?:an?\s+|"
            rf"the\s+)?{_TIER}(?:\s+(?:level|tier|sponsor))*"
        ),
        rf"{_NAME}\s*[-:,]?\s+(?:the\s+)?{_TIER}(?:\s+{_SPONSOR})?(?:\s+(?:now|instead|please|too|level))*",
    )
)
_HEAD = re.compile(
    rf"(?:our\s+|the\s+|an?\s+|as\s+)*(?:{_TIER_ONLY}|main)(?:\s+sponsors?\b|\s*(?::|is\b|are\b))", re.IGNORECASE
)
_CLAUSE = re.compile(r"[^;\n\x00.!?]+(?:\.(?=\S)[^;\n\x00.!?]+)*")
_ITEM = re.compile(r",\s*(?:and\s+)?|\s+(?:and|und|et|e|y)\s+|\s+plus\s+", re.IGNORECASE)
_MEDIA = re.compile(
    r"\b(?:(?:our\s+|the\s+|my\s+)?media\s?-?partners?(?:\s+(?:is|are|will be)|"
    r"\s*[:=-])\s*(?P<after>[^;\n\x00.!?]{1,300})"
    r"|(?P<before>[^;,\n\x00.!?]{1,120}?)\s+(?:as|is|are|will be|for|to|our|the|als|come|comme)\s+(?:the\s+|our\s+|"
    r"an?\s+|be\s+)*media\s?-?partners?)",
    re.IGNORECASE,
)
_DROP = (
    r"(?:drop|remove|delete|cancel|get rid of|lose|scrap|kill|without|no more|leave out|strike|forget|take(?: "
    r"out| off| away)?)"
)
_LEFT = (
    r"(?:has |have )?(?:dropped out|is out|is gone|cancel+ed|pulled out|withdrew|withdrawn|left|backed out|said no)\b"
)
_SPONSORED = re.compile(
    r"\b(?:sponsored by|supported by|sponsors? (?:is|are|will be)|sponsors?:)\s*(?P<many>[^;\n\x00.!?]{1,300})",
    re.IGNORECASE,
)
_CHOICES = ("title", "platinum", "gold", "silver", "bronze", "custom")


def read_sponsors(reading: Reading) -> None:
    """Sponsors and media partners as they are after the message."""
    stored = _stored(reading, "sponsors")
    partners = _stored(reading, "media_partners")
    kept = _replaced(reading, _without(reading, stored))
    media = _media(reading, _without(reading, partners))
    if _speaks_of_sponsors(reading):
        kept = _named(reading, kept)
    if kept != stored:
        reading.tell("sponsorsMedia", "sponsors", kept)
    if media != partners:
        reading.tell("sponsorsMedia", "media_partners", media)
    _tierless(reading)


def _stored(reading: Reading, name: str) -> list[object]:
    stored = reading.setting.data.get("sponsorsMedia", {}).get(name)
    return list(stored) if isinstance(stored, list) else []


def _name_of(item: object) -> str:
    return str(item.get("name", "")) if isinstance(item, dict) else str(item)


def _speaks_of_sponsors(reading: Reading) -> bool:
    return reading.setting.stage == "sponsorsMedia" or re.search(r"\bsponsor", reading.free, re.IGNORECASE) is not None


def _without(reading: Reading, items: list[object]) -> list[object]:
    names = [_name_of(item) for item in items if _name_of(item)]
    if not names:
        return items
    gone = set()
    for match in re.finditer(
        (
            rf"\b{_DROP}\s+(?:the\s+)?(?P<name>{alternatives(names)})(?!\w)(?:\s+(?:off|from|out of|as) "
            rf"[^.;,\n]{{1,30}})?"
        ),
        reading.free,
        re.IGNORECASE,
    ):
        gone.add(match["name"].casefold())
        reading.take(*match.span())
    for match in re.finditer(rf"(?<!\w)(?P<name>{alternatives(names)})\s+{_LEFT}", reading.free, re.IGNORECASE):
        gone.add(match["name"].casefold())
        reading.take(*match.span())
    return [item for item in items if _name_of(item).casefold() not in gone]


def _replaced(reading: Reading, items: list[object]) -> list[object]:
    names = [_name_of(item) for item in items if _name_of(item)]
    match = (
        re.search(
            (
                rf"\b(?:replace|swap|change|exchange)\s+(?P<old>{alternatives(names)})\s+(?:with|for|by|"
                rf"to)\s+{_NAME}(?=\s*(?:[.,;!]|$))"
            ),
            reading.free,
            re.IGNORECASE,
        )
        if names
        else None
    )
    if match is None:
        return items
    reading.take(*match.span())
    new = reading.said(*match.span("name"))
    old = match["old"].casefold()
    return [
        {**item, "name": new} if isinstance(item, dict) and _name_of(item).casefold() == old else item for item in items
    ]


def _media(reading: Reading, partners: list[object]) -> list[object]:
    found = [(m, "after" if m["after"] else "before") for m in _MEDIA.finditer(reading.free)]
    for match, group in found:
        start, end = match.span(group)
        if group == "before":
            start = _last_list(reading, start, end, match["before"], match[0])
        partners = _merged(partners, [reading.said(*span) for span in _items(reading, start, end)])
        reading.take(start, match.end())
    if not found and reading.asks("sponsorsMedia", "media_partners") and "\x00" not in reading.free:
        items = [reading.said(*span) for span in _items(reading, 0, len(reading.free))]
        partners = _merged(partners, items)
        reading.take(0, len(reading.free))
    return partners


def _last_list(reading: Reading, start: int, end: int, before: str, whole: str) -> int:
    """Where the partners begin: "Prada gold and Vogue as media partner" names one, a plural all of them."""
    many = re.search(r"\bpartners\b", whole, re.IGNORECASE)
    cut = None if many else re.search(r".*\s(?:and|und|et|e|y)\s+", before, re.IGNORECASE)
    if many and (tiered := re.search(rf".*\b(?:{_TIER_ONLY})\b(?:\s+sponsor)?\s*(?:,|and)\s*", before, re.IGNORECASE)):
        cut = tiered
    return start + cut.end() if cut else start


def _items(reading: Reading, start: int, end: int) -> Iterator[tuple[int, int]]:
    cuts = [m.span() for m in _ITEM.finditer(reading.free, start, end)]
    starts, ends = [start, *(e for _, e in cuts)], [*(s for s, _ in cuts), end]
    for first, last in zip(starts, ends, strict=True):
        piece = reading.plain[first:last]
        first += len(piece) - len(piece.lstrip())
        while lead := _LEAD.match(reading.plain[first:last]):
            first += lead.end()
        a, b = trimmed(reading.plain, first, last)
        if a < b and b - a <= 80:
            yield a, b


def _merged(items: list[object], new: list[str]) -> list[object]:
    known = {_name_of(item).casefold() for item in items}
    return [*items, *(name for name in dict.fromkeys(new) if name.casefold() not in known)]


def _named(reading: Reading, sponsors: list[object]) -> list[object]:
    for clause in list(_CLAUSE.finditer(reading.free)):
        for start, end in _groups(reading, *clause.span()):
            for name, tier, logo in _tiered(reading, start, end):
                sponsors = _put(sponsors, name, tier, logo)
    return sponsors


def _groups(reading: Reading, start: int, end: int) -> list[tuple[int, int]]:
    """The clause whole where one tier heads a list, else cut into one piece for each tier word."""
    text = reading.free[start:end]
    tiers = list(re.finditer(rf"(?<![\w-])(?:{_TIER_ONLY}|main)(?![\w-])", text, re.IGNORECASE))
    if not tiers:
        return []
    head = any(form.match(_led(text)[0]) for form in _FORMS[:2])
    if len(tiers) == 1 and head:
        return [(start, end)]
    cuts = [m.span() for m in _ITEM.finditer(reading.free, start, end)]
    if head:
        cuts = [cut for cut in cuts if _HEAD.match(reading.free, cut[1])] or cuts
    starts, ends = [start, *(e for _, e in cuts)], [*(s for s, _ in cuts), end]
    return list(zip(starts, ends, strict=True))


def _led(text: str) -> tuple[str, int]:
    at = len(text) - len(text.lstrip())
    while lead := _LEAD.match(text[at:]):
        at += lead.end()
    return text[at:].rstrip(), at


def _tiered(reading: Reading, start: int, end: int) -> Iterator[tuple[str, str, str | None]]:
    text, offset = _led(reading.free[start:end])
    logo = LOGO_URL.search(text)
    text = text[: logo.start()].rstrip() if logo else text
    match = next((m for form in _FORMS if (m := form.fullmatch(text))), None)
    if match is None:
        return
    tier, at = choice_value(match["tier"], TIERS), start + offset
    group = "many" if "many" in match.groupdict() else "name"
    spans = list(_items(reading, at + match.start(group), at + match.end(group)))
    for a, b in spans:
        name = _TAIL.sub("", reading.said(a, b))
        yield name, tier, reading.said(at + logo.start("url"), at + logo.end("url")) if logo else None
    reading.take(start, end)


def _put(sponsors: list[object], name: str, tier: str, logo: str | None) -> list[object]:
    at = next((n for n, item in enumerate(sponsors) if _name_of(item).casefold() == name.casefold()), None)
    new: dict[str, object] = {"name": name, "tier": tier}
    if logo:
        new["logo_url"] = logo
    if at is None:
        return [*sponsors, new]
    old = sponsors[at]
    return [*sponsors[:at], {**old, **new, "name": old["name"]} if isinstance(old, dict) else new, *sponsors[at + 1 :]]


def _tierless(reading: Reading) -> None:
    """Sponsors named without a tier are asked back, one question for each."""
    match = _SPONSORED.search(reading.free)
    span = match.span("many") if match else None
    if span is None and reading.asks("sponsorsMedia", "sponsors") and not reading.told("sponsorsMedia", "sponsors"):
        span = (0, len(reading.free)) if "\x00" not in reading.free.strip("\x00 ") else None
    if span is None or reading.free[slice(*span)].strip(" \x00.") == "" or span[1] - span[0] > 300:
        return
    for start, end in _items(reading, *span):
        name = reading.said(start, end)
        reading.ask(
            "sponsorsMedia", "sponsors", name, "sponsor_needs_tier", tuple(f"{name} {tier}" for tier in _CHOICES)
        )
    reading.take(*span)
