"""Ticket tiers of one message: prices, quantities and names, in whatever order they come."""

import re
from dataclasses import dataclass, replace

from .common import has_talk
from .dates import find_days
from .money import Price, amount_of, find_prices
from .numerals import DIGITS, digits_value
from .reading import Reading
from .tier_words import (
    COUNTED,
    DIGIT,
    FREE,
    FREE_NOT,
    INTRO,
    LISTED,
    MARKED,
    NAME_CUT,
    NAME_LEAD,
    NAME_TAIL,
    NO_PIECE,
    NO_TIER,
    NOUN,
    PIECE,
    PLAIN,
    QUANTITY,
    TOPIC,
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
    listed = LISTED.search(reading.free) if reading.setting.stage == "ticketSetup" else None
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
    intro = INTRO.match(reading.free)
    begin = intro.end() if intro else 0
    cuts: list[tuple[int, int]] = []
    for match in PIECE.finditer(reading.free, begin):
        last = cuts[-1][1] if cuts else begin
        # "VIP and Drinks Package 90€" is one name; a tier before the word would have told a number.
        if not match["and"] or MARKED.search(reading.free, last, match.start()):
            cuts.append(match.span())
    starts = [begin, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(reading.free)]
    return [(s, e) for s, e in zip(starts, ends, strict=True) if 0 < len(reading.free[s:e].strip(" .\x00")) <= 160]


def _tier(reading: Reading, start: int, end: int, *, after: bool) -> Tier | None:
    text = reading.free[start:end]
    if NO_TIER.search(text) or NO_PIECE.search(text) or _is_dated(reading, text):
        return None
    price, rest = _take_price(text)
    quantity, rest = _take_quantity(rest)
    if (price is None and reading.setting.stage == "ticketSetup") or (price is not None and quantity is None):
        price, quantity, rest = _take_plain(price, quantity, rest)
    if price is not None and price.amount == "0" and not price.unit:
        name = _free_name(text, rest)
    else:
        noun = NOUN.search(text)
        name = _name(rest) or (noun[0] if noun else "")
    if price is None and reading.asks("ticketSetup", "total_capacity"):
        return None
    if price is None or quantity is None:
        marked = find_prices(text) or QUANTITY.search(text) or FREE.search(text)
        if (
            not marked
            and re.search(r"\d", text)
            and not (after or reading.asks("ticketSetup", "tiers") or TOPIC.search(text) or _knows(reading, text))
        ):
            return None
    if price is None and quantity is None and not _may_be_name(reading, name):
        return None
    return Tier(start, end, name, price.amount if price else None, quantity, price.unit if price else "")


def _is_dated(reading: Reading, text: str) -> bool:
    """ "Until 10 March 2027" holds numbers, but no price and no quantity."""
    days = find_days(text, reading.setting.today) if DIGIT.search(text) and not find_prices(text) else []
    return any(DIGIT.search(text, day.start, day.end) for day in days)


def _knows(reading: Reading, text: str) -> bool:
    stored = reading.setting.data.get("ticketSetup", {}).get("tiers")
    names = [str(tier.get("name", "")) for tier in stored if isinstance(tier, dict)] if isinstance(stored, list) else []
    return any(name and name.casefold() in text.casefold() for name in names)


def _sells(reading: Reading, start: int, end: int) -> bool:
    """Whether a sentence is about tickets: always where tickets are set up, else by its words."""
    sentence = reading.plain[start:end]
    if reading.setting.stage == "ticketSetup":
        return True
    priced = bool(find_prices(sentence) or FREE.search(sentence))
    return priced and TOPIC.search(sentence) is not None


def _take_price(text: str) -> tuple[Price | None, str]:
    if prices := find_prices(text):
        return prices[0], _without(text, prices[0].start, prices[0].end)
    free = FREE.search(text)
    if free and not FREE_NOT.search(text):
        return Price(free.start(), free.end(), "0", ""), _without(text, *free.span())
    return None, text


def _take_quantity(text: str) -> tuple[int | None, str]:
    match = QUANTITY.search(text)
    if match is None:
        return None, text
    digits = next(match[group] for group in "abcdef" if match[group])
    return digits_value(digits), _without(text, *match.span())


def _take_plain(price: Price | None, quantity: int | None, text: str) -> tuple[Price | None, int | None, str]:
    """A number without a unit is the price; in front of the name it is the quantity (200 general at 60)."""
    counts = price is None and COUNTED.search(text) is not None
    for match in PLAIN.finditer(text):
        leads = counts or (
            not _stripped(text[: match.start()].strip(" \x00"))
            and re.match(r"\s+[^\W\d]", text[match.end() :]) is not None
        )
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
    for words in NAME_CUT.split(rest):
        name = _stripped(words)
        if any(c.isalpha() for c in name) and len(name) <= 60:
            return name
    return ""


def _stripped(words: str) -> str:
    name, before = words.strip(), ""
    while name != before:
        before = name
        name = NAME_TAIL.sub("", NAME_LEAD.sub("", name, count=1), count=1).strip()
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
    free = FREE.search(text)
    name = _name(rest)
    sentence = ((len(name.split()) > 4 or has_talk(name)) and not NOUN.search(name)) or re.search(
        r"\b(?:everyone|everybody|all|it|we|gets?|event|show)\b", name, re.IGNORECASE
    )
    return name if name and not sentence else free[0] if free else ""


def _may_be_name(reading: Reading, name: str) -> bool:
    return bool(name) and len(name.split()) <= 4 and reading.setting.stage == "ticketSetup"


def _belongs(last: Tier, tier: Tier) -> bool:
    """Whether a piece goes on with the tier before it: it brings what is missing and no other name."""
    if _is_count_of(last, tier):
        return True
    nameless = not tier.name or NOUN.fullmatch(tier.name) is not None
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
