"""Time zones from cities, countries, spoken names and IANA names; a name of several zones is asked back."""

import re
from functools import cache

from .cities import AMBIGUOUS, CITIES, COUNTRIES, SPOKEN

_LEAD = re.compile(
    r"^(?:the\s+)?(?:time\s?zone\s+(?:is|of)|same\s+(?:as|zone as)|it'?s|in|local time(?:\s+in)?|zeitzone)\s+|"
    r"\s+(?:local\s+)?(?:time|zone|timezone|time zone|please|zeit)\b",
    re.IGNORECASE,
)
_IANA_LIKE = re.compile(r"[A-Za-z_]+/[A-Za-z_+/-]+\d*")
_OFFSET = re.compile(r"(?:UTC|GMT)\s?([+-])\s?(\d{1,2})(?::?00)?", re.IGNORECASE)


def zone_of(name: str) -> str | None:
    """The one zone of a city, country, spoken or IANA name; None if there is none or more than one."""
    zones = zones_of(name)
    return zones[0] if len(zones) == 1 else None


def zones_of(name: str) -> tuple[str, ...]:
    """Every zone a name may mean, none for an unknown name."""
    key = _key(name)
    if key in AMBIGUOUS:
        return AMBIGUOUS[key]
    one = CITIES.get(key) or SPOKEN.get(key) or _iana().get(key.replace(" ", "_")) or _offset(key)
    return (one,) if one else COUNTRIES.get(key, ())


def zones_said(text: str) -> tuple[str, ...]:
    """The zones of an answer to "which time zone?": lead-in words fall away, slips of the pen are forgiven."""
    bare = _LEAD.sub("", text.strip(" .!,?"))
    if _IANA_LIKE.fullmatch(bare):
        return zones_of(bare) or (bare,)
    return zones_of(bare) or _close(_key(bare))


def is_city(name: str) -> bool:
    """Whether a name is that of a known city."""
    key = _key(name)
    return key in CITIES or key in AMBIGUOUS


def is_country(name: str) -> bool:
    """Whether a name is that of a known country."""
    return _key(name) in COUNTRIES


def _key(name: str) -> str:
    return re.sub(r"[\s.]+", " ", name.casefold().replace(".", " ")).strip()


def _offset(key: str) -> str | None:
    match = _OFFSET.fullmatch(key)
    # IANA's Etc names count westward: UTC+1 is Etc/GMT-1.
    return f"Etc/GMT{'-' if match[1] == '+' else '+'}{int(match[2])}" if match and int(match[2]) <= 14 else None


def _close(key: str) -> tuple[str, ...]:
    from rapidfuzz import fuzz, process

    if not 4 <= len(key) <= 30:
        return ()
    hit = process.extractOne(key, CITIES.keys(), scorer=fuzz.ratio, score_cutoff=84)
    return (CITIES[hit[0]],) if hit else ()


@cache
def _iana() -> dict[str, str]:
    from zoneinfo import available_timezones

    names = sorted(
        name for name in available_timezones() if not name.startswith(("posix", "right", "SystemV", "Etc/GMT"))
    )
    full = {name.casefold(): name for name in names}
    city = {name.split("/")[-1].casefold(): name for name in names if "/" in name and name.split("/")[0] in _CONTINENTS}
    return city | full


_CONTINENTS = {"Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
