"""Media partners: announced before or after their names, or named in answer to the question."""

import re

from .common import is_name, is_talk
from .levels import items
from .reading import Reading
from .words import TIERS, alternatives

_WORD = (
    r"(?:media[\s-]?(?:partner(?:s|ship|ships)?|sponsors?)|medienpartner(?:in|innen)?|"
    r"partenaires?[\s-]m[ée]dias?|partner "
    r"media|partner mediatic[oi]|medios? (?:asociados?|colaborador(?:es)?|oficial(?:es)?)|"
    r"press[\s-]partners?)"
)
_NAMED = re.compile(_WORD, re.IGNORECASE)
_OWN = (
    r"(?:(?:our|the|my|an?|new|another|only|il|i|lo|la|le|les|nostr[oi]|notre|nos|nuestros?|unsere?|el|los|der|die)\s+)"
)
_IS = r"(?:is|are|will be|would be|with|è|sono|est|sont|es|son|ist|sind)"
_AFTER = re.compile(
    rf"\b{_OWN}{{0,3}}{_WORD}(?:\s+{_IS}(?:\s+{_OWN})?\s+|\s*[:=]\s*|\s+-\s+|"
    rf"\s+(?=(?-i:[^\W\d_a-zß-öø-ÿ])))(?P<names>[^;\n\x00.!?]{{1,300}})",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"(?P<names>[^;,\n\x00.!?]{{1,120}}?)\s+(?:(?:is|are|will be|be|on board|in|as|for|to|our|the|an?|supports? us|"
    rf"joins?(?: us)?|als|come|"
    rf"comme|como|official|main|only)\s+){{1,6}}(?:list of )?{_WORD}(?!\w)",
    re.IGNORECASE,
)
# Names in a sentence that speaks of something else too end where the other thing begins.
_NEXT = re.compile(rf"(?:,|\s+and|\s+plus)\s+(?:{_OWN})?(?:(?:{alternatives(TIERS)})\b|sponsors?\b)", re.IGNORECASE)
_LEADS = re.compile(
    r"^\W*(?:(?:it'?s|it is|they are|there is|there are|we (?:just |only |also )?(?:have|work with|partner with|"
    r"cooperate with|"
    r"collaborate with|got)|we(?:'re| are) (?:working|partnering|cooperating|collaborating|talking) with|only with|"
    r"with|together with|yes|sure|our partner is|our partners are|das sind|das ist|sono|c'est|ce sont|son|es|"
    r"è)\b[\s,:]*)+",
    re.IGNORECASE,
)
_MANY = re.compile(r"partners|partnerships|partner media|médias|medios|partenaires|innen|sponsors", re.IGNORECASE)


def read_partners(reading: Reading, partners: list[object]) -> list[object]:
    """The media partners as they are after the message."""
    found = False
    for pattern in (_AFTER, _BEFORE):
        # Without the word itself, looking for what may stand before it would only cost time.
        for match in list(pattern.finditer(reading.free)) if _NAMED.search(reading.free) else ():
            start, end = _bounds(reading, match, after=pattern is _AFTER)
            if names := _names(reading, start, end):
                found = True
                partners = merged(partners, names)
                reading.take(*((match.start(), end) if pattern is _AFTER else (start, match.end())))
    if not found and reading.asks("sponsorsMedia", "media_partners"):
        return _answered(reading, partners)
    return partners


def merged(items_: list[object], new: list[str]) -> list[object]:
    """A list with the names that it has not got yet."""
    known = {name_of(item).casefold() for item in items_}
    return [*items_, *(name for name in dict.fromkeys(new) if name.casefold() not in known)]


def name_of(item: object) -> str:
    """The name of a sponsor or partner as it is stored."""
    return str(item.get("name", "")) if isinstance(item, dict) else str(item)


def _bounds(reading: Reading, match: re.Match[str], *, after: bool) -> tuple[int, int]:
    start, end = match.span("names")
    if after:
        cut = _NEXT.search(reading.free, start, end)
        return start, cut.start() if cut else end
    return _last_list(match["names"], match[0]) + start, end


def _last_list(before: str, whole: str) -> int:
    """Where the partners begin: "Prada gold and Vogue as media partner" names one, a plural all of them."""
    many = _MANY.search(whole[len(before) :])
    tiered = re.search(rf".*\b(?:{alternatives(TIERS)})\b(?:\s+sponsor)?\s*(?:,|and)\s*", before, re.IGNORECASE)
    one = None if many else re.search(r".*\s(?:and|und|et|e|y)\s+", before, re.IGNORECASE)
    cut = tiered if many else one
    return cut.end() if cut else 0


def _names(reading: Reading, start: int, end: int) -> list[str]:
    lead = _LEADS.match(reading.plain[start:end])
    spans = list(items(reading, start + (lead.end() if lead else 0), end))
    return [reading.said(*span) for span in spans if is_name(reading.plain[slice(*span)])]


def _answered(reading: Reading, partners: list[object]) -> list[object]:
    start = len(reading.free) - len(reading.free.lstrip("\x00 ,.!\n"))
    end = len(reading.free.rstrip("\x00 ,.!\n"))
    said = reading.free[start:end]
    if reading.declined or "\x00" in said or is_talk(said):
        return partners
    names = _names(reading, start, end)
    if names:
        reading.take(start, end)
    return merged(partners, names)
