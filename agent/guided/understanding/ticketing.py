"""What a message does to the list of ticket tiers: new ones, changed ones, dropped ones; and payment put off."""

import re

from .money import UNIT, find_prices, tell_currency
from .reading import Reading
from .tiers import Tier, find_tiers
from .words import alternatives

_DEFER = re.compile(
    r"(?:\b(?:i|we|let's|let me)(?:'ll| will|'d like to)?\s+(?:\w+\s+){0,3}?)?\b(?:(?:defer|postpone|delay|"
    r"put off|push back|skip|leave)\b[^.;\n]{0,20}\b(?:payments?|stripe|pay|"
    r"payouts?)(?: (?:for now|setup|until later|for later|out|now))*"
    r"|(?:payments?|stripe|bank account|payouts?)\b[^.;\n]{0,30}\b(?:later|another time|afterwards|after(?=\W*$)|"
    r"not now|"
    r"deferred|after publishing)"
    r"|(?:later|deferred?)\b[^.;\n]{0,12}\bpayments?)\b|payment deferred|\b(?:don't|do not|not|"
    r"without)\b[^.;\n]{0,40}\b(?:payments?|stripe|payouts?)\b[^.;\n]{0,12}\b(?:yet|now|at the moment)",
    re.IGNORECASE,
)
_DEFER_ANSWER = re.compile(
    r"\W*(?:(?:yes|ok|no|sure|please|let'?s|just|i'?ll|we'?ll|i'?d|we'?d|rather|prefer to|bank|details|i|we|will|can|"
    r"do|set up|connect|add|make|the|it|"
    r"that|this|account|maybe|"
    r"il|pagamento|pagamenti|paiement|pago|zahlung|lo facciamo|das machen wir|on le fait)[ ,]+)*(?:defer(?: it| "
    r"that| this)?|"
    r"later|not now|do (?:it|that) later|skip(?: it| this| that)?(?: for now)?|for later|postpone(?: it)?|"
    r"später|plus tard|più tardi|dopo|más tarde|not yet|another time|afterwards)(?:[ ,]+(?:please|later|not now|maybe|"
    r"for now|is (?:fine|ok|better|good)))*\W*",
    re.IGNORECASE,
)
_DROP = (
    r"(?:drop|remove|delete|cancel|get rid of|lose|scrap|take (?:out|off|away)|kill|without|no more|leave out|"
    r"strike|forget|(?:don't|do not|won't|no longer) (?:need|want|sell|offer|have)(?: any)?)"
)
_RENAME = re.compile(
    r"\b(?:rename|call)\s+(?:the\s+)?(?P<old>[^.;\n]{1,60}?)(?:\s+tier|\s+tickets?)?\s+(?:to|into|"
    r"as)\s+(?P<new>[^.;\n]{1,60})",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    rf"(?<![\w.,])(?:{UNIT})?\s?(?P<number>\d{{1,5}})\s?(?:{UNIT})?\s*(?:(?P<cheap>cheaper|less expensive|off\b)|"
    r"(?P<dear>more expensive|dearer|pricier)|(?P<fewer>fewer|less)\b|(?P<more>more|extra|additional)\b)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"-?\d[\d.,]*")


def read_payment(reading: Reading) -> None:
    """Payment put off, in so many words or as the answer to the question."""
    match = _DEFER.search(reading.free)
    if match is None and reading.asks("ticketSetup", "payment"):
        match = _DEFER_ANSWER.fullmatch(reading.free) or _slip_of_later(reading.free)
    if match:
        reading.tell("ticketSetup", "payment", {"deferred": True})
        reading.take(*match.span())


def _slip_of_later(said: str) -> re.Match[str] | None:
    from rapidfuzz import fuzz, process

    word = said.strip(" .!").lower()
    hit = process.extractOne(word, ("later", "defer", "postpone", "skip", "später"), scorer=fuzz.ratio, score_cutoff=85)
    return re.fullmatch(r".+", said, re.DOTALL) if hit and len(word.split()) == 1 else None


def read_tiers(reading: Reading) -> None:
    """The whole list of tiers as it is after the message; what lacks a price, a quantity or a name is asked back."""
    stored = _stored(reading)
    kept = _renamed(reading, _dropped(reading, stored))
    tiers = find_tiers(reading)
    for tier in tiers:
        kept = _with(reading, kept, tier)
        reading.take(tier.start, tier.end)
    if kept != stored:
        reading.tell("ticketSetup", "tiers", kept)
    if units := [tier.unit for tier in tiers if tier.unit]:
        tell_currency(reading, units)


def _stored(reading: Reading) -> list[dict[str, object]]:
    stored = reading.setting.data.get("ticketSetup", {}).get("tiers")
    return [dict(tier) for tier in stored if isinstance(tier, dict)] if isinstance(stored, list) else []


def _named(name: str, tiers: list[dict[str, object]]) -> int | None:
    """Where the list has a tier of this name, whatever its case, its plural or a word around it."""
    key = re.sub(r"\b(?:tiers?|tickets?|the|price|seats?)\b", "", name.casefold()).strip().removesuffix("s")
    names = [str(tier.get("name", "")).casefold().removesuffix("s") for tier in tiers]
    if key in names:
        return names.index(key)
    close = [at for at, known in enumerate(names) if known and re.search(rf"(?<!\w){re.escape(known)}s?(?!\w)", key)]
    return close[0] if len(close) == 1 else None


def _dropped(reading: Reading, tiers: list[dict[str, object]]) -> list[dict[str, object]]:
    names = [str(tier.get("name", "")) for tier in tiers]
    if not names:
        return tiers
    pattern = re.compile(
        rf"\b{_DROP}\s+(?:the\s+)?(?P<name>{alternatives(names)})s?\b(?:\s+(?:tiers?|"
        rf"tickets?|seats))?|\bno\s+(?P<none>{alternatives(names)})s?\b(?:\s+(?:tiers?|tickets?|"
        rf"seats))?\s+any\s?(?:more|longer)\b",
        re.IGNORECASE,
    )
    gone = set()
    for match in pattern.finditer(reading.free):
        gone.add((match["name"] or match["none"]).casefold())
        reading.take(*match.span())
    return [tier for tier in tiers if str(tier.get("name", "")).casefold() not in gone]


def _renamed(reading: Reading, tiers: list[dict[str, object]]) -> list[dict[str, object]]:
    match = _RENAME.search(reading.free)
    at = _named(match["old"], tiers) if match else None
    if match is None or at is None:
        return tiers
    reading.take(*match.span())
    new = reading.said(*match.span("new")).strip(" .!\"'")
    return [*tiers[:at], {**tiers[at], "name": new}, *tiers[at + 1 :]]


def _with(reading: Reading, tiers: list[dict[str, object]], tier: Tier) -> list[dict[str, object]]:
    at = _named(tier.name, tiers) if tier.name else None
    if at is not None:
        return _changed(reading, tiers, at, tier)
    if tier.complete:
        return [*tiers, tier.value()]
    lacking = next(
        part
        for part, value in (("price", tier.price), ("quantity", tier.quantity), ("name", tier.name or None))
        if value is None
    )
    reading.ask("ticketSetup", "tiers", _said(reading, tier), f"tier_needs_{lacking}")
    return tiers


def _said(reading: Reading, tier: Tier) -> str:
    return reading.said(tier.start, tier.end).strip(" ,.;")


def _moved(reading: Reading, tiers: list[dict[str, object]], at: int, by: re.Match[str]) -> list[dict[str, object]]:
    """ "20 more VIP tickets", "make VIP 20 euros cheaper": what stood, so much more or less."""
    dear, way = by["cheap"] or by["dear"], -1 if by["cheap"] or by["fewer"] else 1
    name = "price" if dear else "quantity"
    stood, amount = str(tiers[at].get(name, "")), int(by["number"])
    if not stood.isdigit() or int(stood) + way * amount < 1:
        reading.ask("ticketSetup", "tiers", by[0], f"tier_needs_{name}")
        return tiers
    value = int(stood) + way * amount
    return [*tiers[:at], {**tiers[at], name: str(value) if dear else value}, *tiers[at + 1 :]]


def _changed(reading: Reading, tiers: list[dict[str, object]], at: int, tier: Tier) -> list[dict[str, object]]:
    said = _said(reading, tier)
    if relative := _RELATIVE.search(said):
        return _moved(reading, tiers, at, relative)
    if tier.quantity is None and re.search(r"\bmake\b", said, re.IGNORECASE) and not find_prices(said):
        name, number = tiers[at]["name"], _NUMBER.search(said)
        count = number[0] if number else ""
        reading.ask(
            "ticketSetup", "tiers", said, "price_or_quantity", (f"{name} {count} seats", f"{name} costs {count}")
        )
        return tiers
    change = {key: value for key, value in (("price", tier.price), ("quantity", tier.quantity)) if value is not None}
    return [*tiers[:at], {**tiers[at], **change}, *tiers[at + 1 :]]
