"""Numbers of people and places; a bare number goes where it was asked for or stood before."""

import re

from .numerals import Count, find_counts
from .reading import Reading

COUNT_FIELDS = (("venueSetup", "capacity"), ("ticketSetup", "total_capacity"), ("eventSetup", "target_attendees"))
_BY_STAGE = {"venueSetup": COUNT_FIELDS[0], "ticketSetup": COUNT_FIELDS[1]}
_PEOPLE = (
    r"(?:people|guests|attendees|persons|pax|visitors|participants|invitees|heads|leute|gäste|personen|"
    r"personnes|invités|persone|ospiti|invitati|personas|invitados|clients|customers|friends|journalists|clienti|"
    r"kunden)"
)
_SEATS = r"(?:seats|places|spots|seated|standing|plätze|posti|plazas|asientos|capacity)"
_TICKETS = r"(?:tickets|biglietti|billets|entradas)"
GOODS = rf"(?:{_PEOPLE}|{_SEATS}|{_TICKETS})"
_CAPACITY = re.compile(
    r"\b(?:capacity|holds?|fits?|takes?|take up to|room for|space for|seats|accommodates?|max(?:imum)?|up to|"
    r"kapazität|capienza|capacité|hosts?)\b[^.,;\n\d]{0,25}$",
    re.IGNORECASE,
)
_OF_VENUE = re.compile(r"\b(?:venue|location)\b", re.IGNORECASE)
_TOTAL = re.compile(
    r"\b(?:total(?: capacity| tickets| of)?|altogether|overall|in all|insgesamt|totale|au total|in "
    r"totale)\b[^.,;\n\d]{0,20}$",
    re.IGNORECASE,
)
_TOTAL_AFTER = re.compile(
    rf"^\s*(?:{_TICKETS}|{_SEATS}|{_PEOPLE})?\s*(?:available|for sale|on sale|to sell)?\s*(?:in total|total|"
    rf"altogether|overall|in all|all together|max(?:imum)? (?:in total|total|overall)|"
    rf"insgesamt|in totale|au total|all in all|at most)\b",
    re.IGNORECASE,
)
_TOTAL_CAPACITY = re.compile(r"\btotal capacity\b|\btotal\b", re.IGNORECASE)
_ROOM_AFTER = re.compile(
    rf"^\s*(?:{_PEOPLE}|{_SEATS})?\s*(?:max(?:imum)?\s*)?(?:(?:in|inside) the (?:room|venue|space|hall|location|"
    rf"place|building)"
    r"|(?:can |will |would |could )?fit\b)",
    re.IGNORECASE,
)
_EXPECT = re.compile(
    r"\b(?:expect(?:ing)?|hope for|hoping for|target(?:ing)?|invit(?:e|ing)|attendees|guests|aim(?:ing)? "
    r"(?:for|at)|anticipate|count on|attendance|erwarten|attendons|aspettiamo)\b[^.,;\n\d]{0,25}$|"
    r"\b(?:guest (?:count|number|list)|head ?count|attendance|audience)\b[^.;\n\d]{0,40}$",
    re.IGNORECASE,
)
_UNIT = re.compile(rf"^\s*(?:(?P<people>{_PEOPLE})|(?P<seats>{_SEATS})|(?P<tickets>{_TICKETS}))\b", re.IGNORECASE)
_MAKE = re.compile(
    r"\b(?:make (?:it|that)|it'?s|it is|should be|i meant|i mean|rather|actually|but|to|instead|sorry|"
    r"no)\b,?\s*$|^\W*$",
    re.IGNORECASE,
)


OTHER_THINGS = re.compile(
    r"\s+(?:kids|children|dogs|cats|looks|outfits|pieces|designers|models|minutes|min|hours|days|weeks|months|"
    r"years|rooms|floors|"
    r"questions|brothers|sisters|stages|cameras|speakers|brands|sponsors|drinks|o'?clock|percent)\b",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"(?:\b(?P<between>between|zwischen|tra|fra|entre)\s+)?(?<![\w.,:/€$£¥-])(?P<low>\d{2,5})\s*(?P<glue>-|to|or|"
    r"bis|a|à|and|"
    r"und|et|e|y)\s*(?P<high>\d{2,5})(?![\w%€$£¥]|[.,:/-]\d)",
    re.IGNORECASE,
)
_SPAN_WORDS = {"-", "to", "or", "bis", "a", "à"}


def read_counts(reading: Reading) -> None:
    """Every number of people, places or tickets whose field its words or its place tell."""
    for match in _RANGE.finditer(reading.free):
        _read_range(reading, match)
    for count in find_counts(reading.free)[:40]:
        if field := _field(reading, count):
            _tell(reading, count, *field)


def _read_range(reading: Reading, match: re.Match[str]) -> None:
    """ "Between 80 and 120": which of the two to plan with is asked back."""
    low, high = int(match["low"]), int(match["high"])
    if low >= high or not (match["between"] or match["glue"].lower() in _SPAN_WORDS):
        return
    field = _field(reading, Count(match.start(), match.end(), low, short=False, word=False))
    if field and not reading.told(*field):
        reading.ask(*field, reading.said(*match.span()), "which_number", (match["low"], match["high"]))
        reading.take(*match.span())


def _tell(reading: Reading, count: Count, stage: str, name: str) -> None:
    asked = reading.setting.asked is not None and reading.asks(stage, name)
    if count.short and name == "total_capacity" and not asked and not _UNIT.match(reading.plain[count.end :]):
        # 10k beside prices may be what the organizer hopes to earn.
        said = reading.said(count.start, min(count.end + 6, len(reading.plain)))
        reading.ask(stage, name, said, "people_or_money", (f"{count.value} tickets", f"{count.value} in money"))
    elif not reading.told(stage, name) or reading.correcting:
        reading.tell(stage, name, count.value)
    reading.take(count.start, count.end)


def _field(reading: Reading, count: Count) -> tuple[str, str] | None:
    if re.match(r"\s+in money\b|[^.,;\n]{0,12}\bbudget", reading.plain[count.end :], re.IGNORECASE):
        return None
    if OTHER_THINGS.match(reading.plain[count.end :]):
        return None
    start, end = reading.sentence_at(count.start)
    before, after = reading.plain[start : count.start], reading.plain[count.end : min(end, count.end + 40)]
    if re.search(r"\bbudget\b(?:\s+(?:of|is|around|about|up to))*\s*:?\s*$", before, re.IGNORECASE):
        return None
    asked = next((f for f in COUNT_FIELDS if reading.asks(*f)), None)
    return (
        _by_words(reading, before, after)
        or _taken_back(reading)
        or asked
        or _by_correction(reading, before, reading.free[count.end : end])
    )


def _by_words(reading: Reading, before: str, after: str) -> tuple[str, str] | None:
    unit = _UNIT.match(after)
    if _TOTAL.search(before) or _TOTAL_AFTER.match(after):
        return COUNT_FIELDS[1]
    if _ROOM_AFTER.match(after):
        return COUNT_FIELDS[0]
    if _EXPECT.search(before):
        return COUNT_FIELDS[2]
    if _CAPACITY.search(before) and (
        unit
        or re.search(r"capac|kapaz|capien|hold|fit|room|space|accomm", before[-40:], re.IGNORECASE)
        or reading.setting.stage == "venueSetup"
    ):
        return COUNT_FIELDS[0]
    if unit and _OF_VENUE.search(before):
        return COUNT_FIELDS[0]
    return _by_unit(reading, unit) if unit else None


def _by_unit(reading: Reading, unit: re.Match[str]) -> tuple[str, str] | None:
    stage = reading.setting.stage
    if unit["people"]:
        return _BY_STAGE.get(stage, COUNT_FIELDS[2])
    if unit["seats"]:
        return _BY_STAGE.get(stage, COUNT_FIELDS[0] if stage == "eventSetup" else None)
    return None


def _taken_back(reading: Reading) -> tuple[str, str] | None:
    """The field whose number was just taken back: "I meant 120, not 150"; it goes before the one that was asked."""
    stored = {f: reading.setting.data.get(f[0], {}).get(f[1]) for f in COUNT_FIELDS} if reading.replaced else {}
    found = [f for f, number in stored.items() if number and re.search(rf"(?<!\d){number}(?!\d)", reading.replaced)]
    return found[0] if len(found) == 1 else None


def _by_correction(reading: Reading, before: str, after: str) -> tuple[str, str] | None:
    if not reading.correcting or not _MAKE.search(before[-20:].replace("\x00", " ")) or re.match(r"\s*[\w€$£%]", after):
        return None
    stored = [f for f in COUNT_FIELDS if isinstance(reading.setting.data.get(f[0], {}).get(f[1]), int)]
    here = [f for f in stored if f[0] == reading.setting.stage]
    replaced = [f for f in stored if str(reading.setting.data[f[0]][f[1]]) in reading.replaced]
    found = replaced or here or stored
    return found[0] if len(found) == 1 else None


def ask_which(reading: Reading) -> None:
    """A corrected number that may stand in several fields is asked back with their names."""
    stored = [f for f in COUNT_FIELDS if isinstance(reading.setting.data.get(f[0], {}).get(f[1]), int)]
    counts = find_counts(reading.free)
    if not reading.correcting or len(stored) < 2 or len(counts) != 1 or reading.facts:
        return
    words = {"capacity": "capacity", "total_capacity": "total", "target_attendees": "expecting"}
    value = counts[0].value
    reading.ask(
        reading.setting.stage,
        "",
        reading.said(counts[0].start, counts[0].end),
        "which_number",
        tuple(f"{words[f[1]]} {value}" for f in stored),
    )
