"""The event's time zone where it is said beside a time, or asked for."""

import re

from .people import NAME
from .reading import Reading
from .zones import zones_of, zones_said

_IANA = re.compile(
    r"(?<![\w/.])(?:Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific|"
    r"Etc)/[A-Za-z_+-]{2,30}(?:/[A-Za-z_]{2,30})?\d{0,2}",
    re.IGNORECASE,
)
_CITY_TIME = re.compile(
    rf"(?P<name>{NAME}|(?i:eastern|pacific|central|mountain|central european|uk|us "
    rf"eastern))\s+(?:local\s+)?(?:standard\s+)?[Tt]ime(?:\s?zone)?\b"
)
_SHORT = re.compile(r"(?<=[\d m])\s(?P<name>CES?T|GMT|UTC(?:[+-]\d{1,2})?|BST|E[SD]T|P[SD]T|JST|MEZ|IST|HKT|SGT)\b")


def read_zones(reading: Reading) -> None:
    """A zone by its IANA name, "Rome time" or short name; the whole answer where the zone was asked."""
    if reading.told("eventSetup", "timezone"):
        return
    for pattern in (_IANA, _CITY_TIME, _SHORT):
        for match in pattern.finditer(reading.free):
            group = "name" if "name" in pattern.groupindex else 0
            if _tell(reading, match[group], *match.span()):
                return
    if reading.asks("eventSetup", "timezone"):
        _asked(reading)


def _asked(reading: Reading) -> None:
    for piece in re.finditer(r"[^,.;\n\x00()]+(?:\.(?=\w)[^,.;\n\x00()]+)*", reading.free):
        if zones := zones_said(piece[0]):
            _note(reading, piece[0].strip(), zones, *piece.span())
            return
    for name in re.finditer(NAME, reading.free):
        if zones := zones_of(name[0]):
            _note(reading, name[0], zones, *name.span())
            return


def _tell(reading: Reading, name: str, start: int, end: int) -> bool:
    zones = zones_of(name) or zones_of(name.split()[-1]) or ((name,) if "/" in name else ())
    if zones:
        _note(reading, name, zones, start, end)
    return bool(zones)


def _note(reading: Reading, said: str, zones: tuple[str, ...], start: int, end: int) -> None:
    if len(zones) == 1:
        reading.tell("eventSetup", "timezone", zones[0])
    else:
        reading.ask("eventSetup", "timezone", said, "several_zones", zones)
    reading.take(start, end)
