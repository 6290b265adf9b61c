"""Ticket tiers of one message: prices, quantities and names, in whatever order they come."""

import re
from dataclasses import dataclass, replace

from .dates import find_days
from .money import AMOUNT, UNIT, Price, amount_of, find_prices
from .numerals import DIGITS, digits_value
from .reading import Reading

_PIECE = re.compile(
    r"[;\n\x00]|[.](?=\s|$)|,(?=\s|[^\W\d])|(?<=\d)\s+and\s+(?=\w)|\s/\s|(?<=[)€$£¥])\s+(?:and|und|et|e|y)\s+|"
    r"(?P<and>(?<=\w)\s+(?:and|und|et|e|y)\s+(?=[^;\n,]{0,40}\d))|\s+plus\s+|(?:^|\s)\d[).]\s+(?=[^\W\d])",
    re.IGNORECASE,
)
_GOODS = (
    r"(?:of (?:them|these|those)|tickets?|karten|seats?|places?|pcs\.?|pieces?|stück|stk\.?|posti|biglietti|"
    r"billets?|plätze|plazas|"
    r"entradas|spots?|available|pax|persons?|people|guests|passes|stuks|tix|in total of)"
)
_QUANTITY = re.compile(
    rf"(?<![\w.,€$£])(?:(?:x|×|\*)\s?(?P<a>{DIGITS})(?!\w)|(?P<b>{DIGITS})\s?(?:x|×|\*)(?=\s*[^\W\d])|"
    rf"(?P<c>{DIGITS})\s+(?:more\s+)?{_GOODS}(?!\w)|\((?P<d>{DIGITS})(?:\s{_GOODS})?\)|(?:there are|there will "
    rf"be|limited to|has only|have only|only|has|have|just)\s+(?P<f>{DIGITS})(?!\s?(?:{UNIT}))(?![\w%])|"
    rf"(?:quantity|qty|capacity|menge|anzahl)\s*[:=]?\s*(?P<e>{DIGITS}))",
    re.IGNORECASE,
)
_PLAIN = re.compile(rf"(?<![\w.,€$£-])(?:{AMOUNT})(?![\w%:/])")
_FREE = re.compile(
    r"\b(?:(?:eintritt|einlass) frei|free(?: of charge)?(?: (?:entry|admission|entrance|tickets?|of charge))?|"
    r"gratis|kostenlos|gratuit|"
    r"gratuito|freier eintritt|ingresso gratuito|entrée libre|entrée gratuite|no charge|complimentary)\b",
    re.IGNORECASE,
)
_FREE_NOT = re.compile(
    r"\bfree (?:to|drinks?|parking|wifi|time|date|day|from)\b|\b(?:feel|are you|i'm|we're) free\b", re.IGNORECASE
)
_TOPIC = re.compile(
    r"\b(?:tickets?|tiers?|vips?|general|admission|entry|entrance|standard|early[ -]bird|standing|seated|"
    r"front[ -]row|students?|eintritt|ingresso|bigliett[oi]|billets?|entrada|places|seats|ticketing)\b",
    re.IGNORECASE,
)
_NO_TIER = re.compile(
    r"\b(?:budget|sponsor|spend|spent|fee|deposit|rent|cost us|costs us|paid|salary|invoice|donat\w+|"
    r"raise[ds]? (?:money|\d)|worth|prize|goal|revenue|in money|earn)\b",
    re.IGNORECASE,
)
_NO_PIECE = re.compile(
    r"\b(?:capacity|holds|venue|total|altogether|overall|in all|sale|sales|insgesamt)\b", re.IGNORECASE
)
_NOISE = (
    r"(?:(?:please )?don't forget|(?:i|we) forgot|we'll|i'll|they|pays?|gets?|down|up|now|and|also|plus|then|add|"
    r"another|with|"
    r"(?:we|i) (?:only |just |will )?(?:have|want|sell|offer|need)(?: only| just)?|there (?:are|is|will be)(?: "
    r"only| just)?|an?|the|go(?:es)?|one|two|three|"
    r"kinds?(?: of)?|tiers?|tickets? (?:type|tier|for)|for|at|is|are|costs?|to|of|it'?s|each|priced?|pro|per|à|a|by|"
    r"from|on|x|only|have|will be|should be|should|und|et|e|y|im|zu|von|de|da|all|them|available|named|called|types?|"
    r"tickets?|make|set|change|just|has|we|i|of (?:them|these|those))"
)
_NAME_LEAD = re.compile(rf"^[\s,.-]*(?:{_NOISE}(?=[\s:;,.-]|$)|[\s,.-]+)", re.IGNORECASE)
_NAME_TAIL = re.compile(rf"(?:(?:^|(?<=\s)){_NOISE}|[\s,.-]+)[\s,.-]*$", re.IGNORECASE)
_NAME_CUT = re.compile(r"[|@:=/()\"\x00]|\s-\s")
_NOUN = re.compile(
    r"\b(?:tickets?|karten|entry|admission|entrance|billets?|biglietti|ingresso|entradas|eintritt|seats|places)\b",
    re.IGNORECASE,
)
_INTRO = re.compile(
    r"^[^:\n]{0,50}\b(?:tiers?|kinds?|tickets?|types?|categories|prices)\b[^:\n\d]{0,20}:\s", re.IGNORECASE
)
_DIGIT = re.compile(r"\d")
_MARKED = re.compile(rf"\d|{_FREE.pattern}", re.IGNORECASE)
_AND = r"\s*(?:,|/|&|\band\b|\bund\b|\bet\b|\be\b|\by\b)\s*(?:and\s+|und\s+|e\s+|et\s+|y\s+)?"
_LISTED = re.compile(
    rf"\b(?:quantit(?:y|ies)|numbers?|amounts?|stückzahl(?:en)?|quantità|quantités?|cantidades)\s*(?:are|is|:|of|=)?\s*"
    rf"\d{{1,5}}(?:{_AND}\d{{1,5}}){{1,9}}(?!\w)|(?<![\w€$£.,])\d{{1,5}}(?:{_AND}\d{{1,5}}){{1,9}}\s+(?:{_GOODS}|each|"
    rf"respectively)(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Tier:
    """A tier as far as it was said; unset parts are None."""

    start: int
    end: int
    name: str = ""
    price: str | None = None
    quantity: int | None = None
    unit: str = ""

    @property
    def complete(self) -> bool:
        """Whether name, price and quantity were all said."""
        return bool(self.name) and self.price is not None and self.quantity is not None

    def value(self) -> dict[str, object]:
        """The tier as sessions.save takes it."""
        return {"name": self.name, "price": self.price, "quantity": self.quantity}


def find_tiers(reading: Reading) -> list[Tier]:
    """The tiers of the message's unread words, in order; quantities listed after them are dealt out in that order."""
    listed = _LISTED.search(reading.free) if reading.setting.stage == "ticketSetup" else None
    if listed is None:
        return _found(reading)
    free, counts = reading.free, [digits_value(digits) for digits in re.findall(DIGITS, listed[0])]
    reading.take(*listed.span())
    tiers = _found(reading)
    if len(counts) == sum(tier.price is not None and tier.quantity is None for tier in tiers):
        left = iter(counts)
        return [tier if tier.quantity is not None else replace(tier, quantity=next(left)) for tier in tiers]
    reading.free = free
    return _found(reading)


def _found(reading: Reading) -> list[Tier]:
    """Pieces that are tiers; parts said apart are joined."""
    tiers: list[Tier] = []
    sells = {span: _sells(reading, *span) for span in reading.sentences}
    for start, end in _pieces(reading):
        tier = _tier(reading, start, end, after=bool(tiers)) if sells[reading.sentence_at(start)] else None
        if tier is None:
            continue
        if tiers and _belongs(tiers[-1], tier):
            tiers[-1] = _joined(tiers[-1], tier)
        else:
            tiers.append(tier)
    if len(tiers) == 1 and reading.asks("ticketSetup", "tiers"):
        return tiers
    return [tier for tier in tiers if tier.price is not None or tier.quantity is not None]


def _pieces(reading: Reading) -> list[tuple[int, int]]:
    intro = _INTRO.match(reading.free)
    begin = intro.end() if intro else 0
    cuts: list[tuple[int, int]] = []
    for match in _PIECE.finditer(reading.free, begin):
        last = cuts[-1][1] if cuts else begin
        # "VIP and Drinks Package 90€" is one name; a tier before the word would have told a number.
        if not match["and"] or _MARKED.search(reading.free, last, match.start()):
            cuts.append(match.span())
    starts = [begin, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(reading.free)]
    return [(s, e) for s, e in zip(starts, ends, strict=True) if 0 < len(reading.free[s:e].strip(" .\x00")) <= 160]


def _tier(reading: Reading, start: int, end: int, *, after: bool) -> Tier | None:
    text = reading.free[start:end]
    if _NO_TIER.search(text) or _NO_PIECE.search(text) or _is_dated(reading, text):
        return None
    price, rest = _take_price(text)
    quantity, rest = _take_quantity(rest)
    if (price is None and reading.setting.stage == "ticketSetup") or (price is not None and quantity is None):
        price, quantity, rest = _take_plain(price, quantity, rest)
    if price is not None and price.amount == "0" and not price.unit:
        name = _free_name(text, rest)
    else:
        noun = _NOUN.search(text)
        name = _name(rest) or (noun[0] if noun else "")
    if price is None and reading.asks("ticketSetup", "total_capacity"):
        return None
    if price is None or quantity is None:
        marked = find_prices(text) or _QUANTITY.search(text) or _FREE.search(text)
        if (
            not marked
            and re.search(r"\d", text)
            and not (after or reading.asks("ticketSetup", "tiers") or _TOPIC.search(text) or _knows(reading, text))
        ):
            return None
    if price is None and quantity is None and not _may_be_name(reading, name):
        return None
    return Tier(start, end, name, price.amount if price else None, quantity, price.unit if price else "")


def _is_dated(reading: Reading, text: str) -> bool:
    """ "Until 10 March 2027" holds numbers, but no price and no quantity."""
    days = find_days(text, reading.setting.today) if _DIGIT.search(text) and not find_prices(text) else []
    return any(_DIGIT.search(text, day.start, day.end) for day in days)


def _knows(reading: Reading, text: str) -> bool:
    stored = reading.setting.data.get("ticketSetup", {}).get("tiers")
    names = [str(tier.get("name", "")) for tier in stored if isinstance(tier, dict)] if isinstance(stored, list) else []
    return any(name and name.casefold() in text.casefold() for name in names)


def _sells(reading: Reading, start: int, end: int) -> bool:
    """Whether a sentence is about tickets: always where tickets are set up, else by its words."""
    sentence = reading.plain[start:end]
    if reading.setting.stage == "ticketSetup":
        return True
    priced = bool(find_prices(sentence) or _FREE.search(sentence))
    return priced and _TOPIC.search(sentence) is not None


def _take_price(text: str) -> tuple[Price | None, str]:
    if prices := find_prices(text):
        return prices[0], _without(text, prices[0].start, prices[0].end)
    free = _FREE.search(text)
    if free and not _FREE_NOT.search(text):
        return Price(free.start(), free.end(), "0", ""), _without(text, *free.span())
    return None, text


def _take_quantity(text: str) -> tuple[int | None, str]:
    match = _QUANTITY.search(text)
    if match is None:
        return None, text
    digits = next(match[group] for group in "abcdef" if match[group])
    return digits_value(digits), _without(text, *match.span())


def _take_plain(price: Price | None, quantity: int | None, text: str) -> tuple[Price | None, int | None, str]:
    """A number without a unit is the price; in front of the name it is the quantity (200 general at 60)."""
    for match in _PLAIN.finditer(text):
        leads = not text[: match.start()].strip(" \x00") and re.match(r"\s+[^\W\d]", text[match.end() :]) is not None
        if quantity is None and (leads or price is not None):
            quantity = digits_value(match[0]) if re.fullmatch(DIGITS, match[0]) else None
            text = _without(text, *match.span())
        elif price is None:
            price = Price(match.start(), match.end(), amount_of(match[0]), "")
            text = _without(text, *match.span())
    return price, quantity, text


def _without(text: str, start: int, end: int) -> str:
    return text[:start] + "|" * (end - start) + text[end:]


def _name(rest: str) -> str:
    """The first stretch of words that is no noise, word for word as it was said."""
    for words in _NAME_CUT.split(rest):
        name = _stripped(words)
        if any(c.isalpha() for c in name) and len(name) <= 60:
            return name
    return ""


def _stripped(words: str) -> str:
    name, before = words.strip(), ""
    while name != before:
        before = name
        name = _NAME_TAIL.sub("", _NAME_LEAD.sub("", name, count=1), count=1).strip()
    return name


def _free_name(text: str, rest: str) -> str:
    noun = re.search(
        (
            r"\bfree (?:entry|admission|entrance|tickets?)\b|\b(?:freier eintritt|ingresso gratuito|entrée libre|"
            r"entrée gratuite)\b"
        ),
        text,
        re.IGNORECASE,
    )
    if noun:
        return noun[0]
    free = _FREE.search(text)
    name = _name(rest)
    sentence = (len(name.split()) > 2 and not _NOUN.search(name)) or re.search(
        r"\b(?:everyone|everybody|all|it|we|gets?|event|show)\b", name, re.IGNORECASE
    )
    return name if name and not sentence else free[0] if free else ""


def _may_be_name(reading: Reading, name: str) -> bool:
    return bool(name) and len(name.split()) <= 4 and reading.setting.stage == "ticketSetup"


def _belongs(last: Tier, tier: Tier) -> bool:
    """Whether a piece goes on with the tier before it: it brings what is missing and no other name."""
    if _is_count_of(last, tier):
        return True
    nameless = not tier.name or _NOUN.fullmatch(tier.name) is not None
    only_name = last.price is None and last.quantity is None
    fills = (tier.price is None or last.price is None) and (tier.quantity is None or last.quantity is None)
    return fills and (nameless or only_name) and not (only_name and tier.price is None and tier.quantity is None)


def _is_count_of(last: Tier, tier: Tier) -> bool:
    """A bare number after a price: "Standard: 40 euros, 120"."""
    bare = not (tier.name or tier.unit or tier.quantity is not None) and (tier.price or "").isdigit()
    return bare and bool(last.name) and last.price is not None and last.quantity is None


def _joined(last: Tier, tier: Tier) -> Tier:
    if _is_count_of(last, tier):
        return replace(last, end=tier.end, quantity=int(tier.price or 0))
    return replace(
        last,
        end=tier.end,
        name=last.name or tier.name,
        price=last.price if last.price is not None else tier.price,
        quantity=last.quantity if last.quantity is not None else tier.quantity,
        unit=last.unit or tier.unit,
    )
