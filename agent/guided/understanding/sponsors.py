"""Sponsors with their tiers, and media partners; lists come back whole."""

import re

from .common import is_name
from .levels import find_levels, items
from .partners import name_of, read_partners
from .reading import Reading, Span
from .texts import trimmed
from .words import TIERS, alternatives, find_choice

_NAME = r"(?P<name>[^\s,;:()\n\x00.!?](?:[^,;:()\n\x00!?]{0,58}?[^\s,;:()\n\x00.!?])??)"
_DROP = (
    r"(?:drop|remove|delete|cancel|get rid of|lose|lost|scrap|kill|without|no more|leave out|strike|forget|don't have|"
    r"do not have|no longer have|take(?: out| off| away)?)"
)
_LEFT = (
    r"(?:has |have )?(?:dropped out|is out|is gone|cancel+ed|pulled out|withdrew|withdrawn|left|backed out|said no|"
    r"(?:is|are) no longer (?:an? |our )?(?:\w+ )?(?:sponsors?|partners?|with us|in)|(?:is|are) (?:not|no) "
    r"(?:an? |our )?(?:\w+ "
    r"){0,2}(?:any ?more|any longer)|does(?: not|n't) (?:sponsor|support)(?: us)?(?: any ?more)?|won't "
    r"(?:sponsor|support)"
    r"(?: us)?)\b"
)
_SPONSORED = re.compile(
    r"\b(?:sponsored by|supported by|sponsors? (?:is|are|will be)|sponsors?:|sponsor(?:en|s)? (?:sind|ist|sono|"
    r"sont|son))"
    r"\s*(?P<many>[^;\n\x00.!?]{1,300})",
    re.IGNORECASE,
)
_ARE_SPONSORS = re.compile(
    r"(?P<many>[^;\n\x00.!?]{1,200}?)\s+(?:is|are|will be)\s+(?:(?:our|the|my|a|two|three|both)\s+)*sponsors?\W*",
    re.IGNORECASE,
)
_LEVELS_OPEN = re.compile(
    r"(?:the )?(?:levels?|tiers?) (?:(?:are|is|still|not|to|be|yet|all) )*(?:open|unclear|"
    r"decided|tbd)"
)
_CHOICES = ("title", "platinum", "gold", "silver", "bronze", "custom")


def read_sponsors(reading: Reading) -> None:
    """Sponsors and media partners as they are after the message."""
    stored = _stored(reading, "sponsors")
    partners = _stored(reading, "media_partners")
    kept = _instead(reading, _replaced(reading, _without(reading, stored)))
    media = read_partners(reading, _instead(reading, _without(reading, partners)))
    unlevelled: list[Span] = []
    if _speaks_of_sponsors(reading):
        kept, unlevelled = _named(reading, kept)
    if kept != stored:
        reading.tell("sponsorsMedia", "sponsors", kept)
    if media != partners:
        reading.tell("sponsorsMedia", "media_partners", media)
    _tierless(reading, unlevelled)


def _stored(reading: Reading, name: str) -> list[object]:
    stored = reading.setting.data.get("sponsorsMedia", {}).get(name)
    return list(stored) if isinstance(stored, list) else []


def _speaks_of_sponsors(reading: Reading) -> bool:
    return reading.setting.stage == "sponsorsMedia" or re.search(r"\bsponsor", reading.free, re.IGNORECASE) is not None


def _without(reading: Reading, items: list[object]) -> list[object]:
    names = [name_of(item) for item in items if name_of(item)]
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
    return [item for item in items if name_of(item).casefold() not in gone]


def _replaced(reading: Reading, items: list[object]) -> list[object]:
    names = [name_of(item) for item in items if name_of(item)]
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
    if match is None or match["name"].casefold() in TIERS:
        return items
    reading.take(*match.span())
    new = reading.said(*match.span("name"))
    old = match["old"].casefold()
    return [
        {**item, "name": new} if isinstance(item, dict) and name_of(item).casefold() == old else item for item in items
    ]


def _instead(reading: Reading, items: list[object]) -> list[object]:
    """ "Illy instead of Lavazza" has Illy take the place; "not Lavazza, it's Illy as gold" only drops Lavazza."""
    old = reading.replaced.casefold()
    out = [
        item
        for item in items
        if name_of(item) and re.search(rf"(?<!\w){re.escape(name_of(item).casefold())}(?!\w)", old)
    ]
    if len(out) != 1:
        return items
    start, end = trimmed(reading.free, 0, len(reading.free))
    new = reading.free[start:end]
    at = items.index(out[0])
    if "\x00" not in new and is_name(new) and not find_choice(new, TIERS):
        reading.take(start, end)
        return [*items[:at], {**out[0], "name": new} if isinstance(out[0], dict) else new, *items[at + 1 :]]
    return [item for item in items if item != out[0]] if find_choice(reading.free, TIERS) else items


def _named(reading: Reading, sponsors: list[object]) -> tuple[list[object], list[Span]]:
    found = find_levels(reading)
    for name, tier, logo in found.sponsors:
        sponsors = _put(sponsors, reading.said(*name), tier, reading.said(*logo) if logo else None)
    for span in (*found.spans, *(name for name, _, _ in found.sponsors)):
        reading.take(*span)
    here = found.sponsors and reading.setting.stage == "sponsorsMedia"
    return sponsors, found.open if here else []


def _put(sponsors: list[object], name: str, tier: str, logo: str | None) -> list[object]:
    at = next((n for n, item in enumerate(sponsors) if name_of(item).casefold() == name.casefold()), None)
    new: dict[str, object] = {"name": name, "tier": tier}
    if logo:
        new["logo_url"] = logo
    if at is None:
        return [*sponsors, new]
    old = sponsors[at]
    return [*sponsors[:at], {**old, **new, "name": old["name"]} if isinstance(old, dict) else new, *sponsors[at + 1 :]]


def _tierless(reading: Reading, spans: list[Span]) -> None:
    """Sponsors named without a tier are asked back, one question for each."""
    if not spans:
        spans = _announced(reading)
    for start, end in spans:
        name = reading.said(start, end)
        reading.ask(
            "sponsorsMedia", "sponsors", name, "sponsor_needs_tier", tuple(f"{name} {tier}" for tier in _CHOICES)
        )
        reading.take(start, end)


def _announced(reading: Reading) -> list[Span]:
    match = _SPONSORED.search(reading.free) or _ARE_SPONSORS.fullmatch(reading.free)
    span = match.span("many") if match else None
    if span is None and reading.asks("sponsorsMedia", "sponsors") and not reading.tells:
        start = len(reading.free) - len(reading.free.lstrip("\x00 ,.!\n"))
        span = (start, len(reading.free.rstrip("\x00 ,.!\n")))
    if span is None or "\x00" in reading.free[slice(*span)] or span[1] - span[0] > 300:
        return []
    found = [(a, b) for a, b in items(reading, *span) if not _LEVELS_OPEN.match(reading.plain, a, b)]
    return found if all(is_name(reading.plain[a:b]) for a, b in found) else []
