"""Prices and currencies; amounts stay as said, a sign of several countries follows the event's place."""

import re
from dataclasses import dataclass

from .reading import Reading
from .zones import zone_of

_CODES = (
    "EUR|USD|GBP|CHF|JPY|SEK|NOK|DKK|CAD|AUD|NZD|SGD|HKD|PLN|CZK|HUF|RON|INR|CNY|KRW|BRL|MXN|AED|SAR|TRY|ZAR|"
    "ILS|UAH|RUB|THB|IDR|MYR|PHP|VND|NGN|KES|EGP|MAD|ISK|BGN|ARS|CLP|COP|PEN|QAR|KWD|TWD"
)
_WORDS = {
    "EUR": "€|euros?|eur|€uros?",
    "GBP": "£|pounds?(?: sterling)?|sterling|quid|gbp|sterline|livres",
    "JPY": "¥|yen|jpy|円",
    "CHF": "chf|swiss francs?|francs?|franken|sfr",
    "USD": "us\\$|usd|us dollars?|american dollars?",
    "CAD": "ca\\$|c\\$|cad|canadian dollars?",
    "AUD": "au\\$|a\\$|aud|australian dollars?",
    "NZD": "nz\\$|nzd|new zealand dollars?",
    "SGD": "s\\$|sgd|singapore dollars?",
    "HKD": "hk\\$|hkd|hong kong dollars?",
    "BRL": "r\\$|brl|reais|real",
    "INR": "₹|inr|rupees?|rs\\.?",
    "KRW": "₩|krw|won",
    "CNY": "cny|rmb|yuan|renminbi",
    "PLN": "zł|pln|złoty|zloty",
    "CZK": "kč|czk",
    "TRY": "₺|try|turkish lira",
    "RUB": "₽|rub|rubles?|roubles?|рублей|руб",
    "UAH": "₴|uah|hryvnia",
    "AED": "aed|dirhams?",
    "SEK": "sek|swedish kron\\w+",
    "NOK": "nok|norwegian kron\\w+",
    "DKK": "dkk|danish kron\\w+",
    "ILS": "₪|ils|shekels?",
    "THB": "฿|thb|baht",
    "NGN": "₦|ngn|naira",
    "ZAR": "zar|rand",
    "MXN": "mxn|mexican pesos?",
    "$": "\\$|dollars?|bucks",
    "kr": "kr\\.?|kroner|kronor|crowns?",
}
_SORTED = sorted(
    ((word, code) for code, row in _WORDS.items() for word in row.split("|")), key=lambda pair: -len(pair[0])
)
UNIT = (
    "(?:"
    + "|".join(word + (r"(?!\w)" if word[-1].isalpha() or word[-1] in "?+" else "") for word, _ in _SORTED)
    + f"|(?-i:{_CODES})(?!\\w))"
)
AMOUNT = r"-?\d{1,3}(?:[.,' ]\d{3})+(?![\d])(?:[.,]\d{1,2}(?!\d))?|-?\d{1,9}(?:[.,]\d{1,3})?(?!\d)"
PRICE = re.compile(
    rf"(?<![\w.,])(?:(?P<u1>{UNIT})\s?(?P<a1>{AMOUNT})(?P<k1>k\b)?|"
    rf"(?P<a2>{AMOUNT})(?P<k2>k\b)?\s?(?P<u2>{UNIT}))(?:\s+(?:each|apiece|per (?:person|head|ticket|seat)|pro "
    rf"person|a head|a piece|p\.?p\.?)(?!\w))?",
    re.IGNORECASE,
)
_BARE_UNIT = re.compile(rf"(?<![\w.,]){UNIT}", re.IGNORECASE)
_LEAD = re.compile(
    r"^\W*(?:(?:the )?currency (?:is|should be|will be)|in|we (?:sell|charge|price|use)(?: in)?|it'?s|"
    r"everything in|prices (?:are )?in|use|make it|let's use|change (?:the currency )?to)\s+",
    re.IGNORECASE,
)
_CURRENCY_CUE = re.compile(r"\b(?:currency|in|charge in|sell in|prices? in)\b[^.;\n]{0,12}$", re.IGNORECASE)
_DOLLARS = {
    "America/Toronto": "CAD",
    "America/Vancouver": "CAD",
    "America/Edmonton": "CAD",
    "America/Winnipeg": "CAD",
    "America/Halifax": "CAD",
    "Pacific/Auckland": "NZD",
    "Asia/Singapore": "SGD",
    "Asia/Hong_Kong": "HKD",
    "Asia/Taipei": "TWD",
}
_CROWNS = {"Europe/Stockholm": "SEK", "Europe/Oslo": "NOK", "Europe/Copenhagen": "DKK", "Atlantic/Reykjavik": "ISK"}


@dataclass(frozen=True)
class Price:
    """An amount as a decimal string with the sign or word beside it."""

    start: int
    end: int
    amount: str
    unit: str


def find_prices(text: str) -> list[Price]:
    """Every amount with a currency in a text."""
    return [
        Price(m.start(), m.end(), amount_of(m["a1"] or m["a2"], bool(m["k1"] or m["k2"])), _code(m["u1"] or m["u2"]))
        for m in PRICE.finditer(text)
    ]


def amount_of(said: str, thousands: bool = False) -> str:
    """A decimal string: 1.500 and 1,500 are thousands, 49,50 has cents, anything odd stays as said."""
    said = said.replace(" ", "").replace("'", "")
    if grouped := re.fullmatch(r"(-?\d{1,3}(?:[.,]\d{3})+)(?:[.,](\d{1,2}))?", said):
        if "," in said or grouped[2] or re.search(r"[05]0$", said):
            whole = re.sub(r"[.,]", "", grouped[1])
            return f"{whole}.{grouped[2]}" if grouped[2] else whole
    amount = said.replace(",", ".")
    return f"{round(float(amount) * 1000)}" if thousands else amount


def currency_of(unit: str, reading: Reading) -> str | None:
    """The ISO code of a sign or word as meant at the event's place, None where it may be several."""
    if unit not in ("$", "kr"):
        return unit
    zone = _event_zone(reading)
    if unit == "kr":
        return _CROWNS.get(zone)
    return _DOLLARS.get(zone, "AUD" if zone.startswith("Australia/") else "USD")


def unit_code(said: str) -> str | None:
    """The code, "$" or "kr" that a lone currency word stands for."""
    said = said.strip(" .,!")
    return (
        _code(said)
        if re.fullmatch(UNIT, said, re.IGNORECASE)
        else said.upper()
        if re.fullmatch(r"[A-Za-z]{3}", said)
        else None
    )


def tell_currency(reading: Reading, units: list[str]) -> None:
    """Note the currency of some prices; two currencies, or one of several countries, are asked back."""
    codes = list(dict.fromkeys(currency_of(unit, reading) for unit in units if unit))
    if len(codes) == 1 and codes[0]:
        reading.tell("ticketSetup", "currency", codes[0])
    elif codes:
        choices = tuple(code for code in codes if code) if len(codes) > 1 else tuple(_CROWNS.values())
        reading.ask(
            "ticketSetup",
            "currency",
            ", ".join(dict.fromkeys(units)),
            "several_currencies" if len(codes) > 1 else "which_crown",
            choices,
        )


def read_currency(reading: Reading) -> None:
    """A currency said without an amount, where it was asked or announced."""
    if reading.told("ticketSetup", "currency"):
        return
    asked = reading.asks("ticketSetup", "currency")
    for match in _BARE_UNIT.finditer(reading.free):
        if (
            asked
            or _replaces(reading)
            or (
                _CURRENCY_CUE.search(reading.plain, max(0, match.start() - 30), match.start())
                and reading.setting.stage == "ticketSetup"
            )
        ):
            tell_currency(reading, [_code(match[0])])
            reading.take(*match.span())
            return
    rest = _LEAD.sub("", reading.free).strip(" .!\x00")
    if asked and re.fullmatch(r"[A-Za-z]{3}", rest):
        reading.tell("ticketSetup", "currency", rest.upper())


def _replaces(reading: Reading) -> bool:
    """ "Not euros, pounds": a currency put in the place of the one that stood."""
    return reading.correcting and bool(reading.replaced) and reading.known("ticketSetup", "currency") is not None


def _code(unit: str) -> str:
    for word, code in _SORTED:
        if re.fullmatch(word, unit, re.IGNORECASE):
            return code
    return unit.upper()


def _event_zone(reading: Reading) -> str:
    city = reading.known("venueSetup", "city")
    there = zone_of(city) if isinstance(city, str) else None
    return there or str(reading.known("eventSetup", "timezone") or "")
