"""Where the event happens: mode, venue, address, city, and the zone that the city gives."""

import re

from .hints import hinted
from .people import NAME
from .reading import Reading
from .streets import find_street
from .words import MODES, choice_value, claimed_choices, find_choice
from .zones import is_city, is_country, zone_of

_STREET = (
    r"(?:(?:Via|Viale|Corso|Piazza|Piazzale|Largo|Rue|Avenue|Av\.|Boulevard|Bd|Quai|Place|Calle|Plaza|Paseo|"
    r"Gran Vía|Rua|Praça|Avenida|Cours|Allée|Am(?=\s[A-ZÄÖÜ])|An der|ul\.)"
    r"\s(?:[\w'.-]+\s){0,4}?[\w'.-]+,?\s\d{1,4}(?:\s?[a-zA-Z]\b)?"
    r"|\d{1,5}(?:\s?[a-zA-Z]|-\d{1,5})?,?\s(?:bis\s|ter\s)?(?:rue|avenue|boulevard|quai|place|cours|allée|Rue|"
    r"Avenue|Boulevard|Quai|Place)\s(?:(?:de|du|des|la|le|les|della|del|di)\s){0,3}[\w'.-]+(?:\s(?:de\s|du\s|"
    r"la\s)?[A-Z][\w'.-]+){0,3}"
    r"|\d{1,5}(?:\s?[a-zA-Z]|-\d{1,5})?\s(?:[A-Z0-9][\w'.-]*\s){0,4}(?:Street|St\.?|Road|Rd\.?|Avenue|Ave\.?|"
    r"Boulevard|Blvd\.?|Lane|Ln\.?|Square|Sq\.?|Place|Drive|Dr\.?|Way|Court|Row|Terrace|Gardens|Mews|Yard|"
    r"Wharf|Broadway|Quay|Parade|Crescent)\b(?:\s(?:East|West|North|South|N[EW]|S[EW]|[NSEW])\b)?"
    r"|[A-ZÄÖÜ][\w'.-]*(?:straße|strasse|str\.|platz|allee|weg|gasse|damm|ufer|ring|laan|straat|gracht|"
    r"plein)\s\d{1,4}(?:\s?[a-zA-Z]\b)?"
    r"|(?:[A-Z0-9][\w'.-]*\s){1,3}(?:Street|Road|Avenue|Boulevard|Lane|Square|Straße|Platz|Allee)\s\d{1,5}\b)"
)
_POSTCODE = (
    r"(?:,\s?(?:\d{4}\s?[A-Z]{2}(?=\s[A-Z])|\d{4,6}|[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]{2}\s\d{5})(?=\s|,|$))?"
)
_ADDRESS = re.compile(
    rf"(?<![\w-])(?P<address>{_STREET}{_POSTCODE})(?P<tail>,?\s+(?P<city>{NAME})(?=\s*(?:[,.;!)\n\x00]|$|"
    rf"\s(?:with|and|on|for|from)\b)))?"
)
_CODED = re.compile(
    rf",?\s+(?P<city>{NAME.replace('{0,4}', '{0,4}?')})(?:,?\s+[A-Z]{{2,3}})?,?\s+(?:[A-Z]{{1,2}}\d[A-Z\d]?\s?\d["
    rf"A-Z]{{2}}|"
    rf"[A-Z]\d[A-Z]\s?\d[A-Z]\d|\d{{5,6}}(?:-\d{{4}})?|\d{{3}}\s\d{{2}}|(?<=[A-Z]{{3}}\s)\d{{4}})(?![\w-])"
)
_LAST_CITY = tuple(
    re.compile(rf",\s*(?P<city>[^,\n\x00]{{2,40}}?){country}[\s.!]*$")
    for country in ("", r",\s*(?P<country>[^,\n\x00]{2,40}?)")
)
_CODE_FIRST = re.compile(rf",\s(?P<parts>\d{{4,6}}(?:\s?[A-Z]{{2}}(?=\s[A-Z]))?)\s(?P<city>{NAME})")
_DOOR = re.compile(
    r"(?<![\w])(?:(?:\d{1,3}(?:st|nd|rd|th)\s+floor|(?:flat|unit|shop|suite|apt|apartment|office|floor|block|"
    r"building|level|room|hall|"
    r"stall|plot|no)\.?\s+[\w-]{1,6}),\s*){1,3}$",
    re.IGNORECASE,
)
_QUARTERS = re.compile(r"(?P<parts>(?:,[^,\n\x00]{2,40}){1,4}?),\s*(?P<city>[^,\n\x00]{2,40}?)(?=[\s.!]*$)")
_IN_CITY = re.compile(rf"\b(?P<in>[Ii]n|[Tt]o|[Aa]|[Àà]|[Nn]ach|[Ee]n|[Aa]t)\s+(?P<city>{NAME})")
_LISTED = re.compile(rf"(?:^|[,;\n\x00]\s*)(?P<city>{NAME})(?=\s*(?:[,.;!\n\x00]|$))")
_ORIGIN = re.compile(
    r"\b(?:from|based|live[sd]?|born|(?-i:studio|office|atelier)|company|agency|designer)\b[^,.;\n\x00]{0,30}$|\b(?:we "
    r"are|we're|i am|i'm)\s+(?:\w+(?<!ing)\s+)?$",
    re.IGNORECASE,
)
_VENUE_ONLY = re.compile(
    r"\b(?:venue|location|(?<!takes )(?<!taking )(?<!take )place|space)\b[^.;\n]{0,30}$", re.IGNORECASE
)
_MOVED = re.compile(r"\b(?:moved|moving|move|relocat\w+|switch\w*)\s*(?:it\s|the \w+\s)?$", re.IGNORECASE)
_VENUE = re.compile(
    rf"\b(?:(?:[Hh]eld |[Tt]aking place |[Hh]appens |[Hh]ost(?:ed)? (?:it )?)?(?:[Aa]t|@) (?:the )?|(?:[Tt]he |"
    rf"[Oo]ur )?(?:venue|location)(?:'s name)? (?:is|will be|should be)(?: actually| now)?(?: called| named)? "
    rf"(?:at )?(?:the )?|(?:[Ww]e|I)(?:'ve| have)? (?:book|booked|rent|rented|hire|hired|secured|reserve|"
    rf"reserved|chose|picked) (?:the "
    rf")?)(?P<value>{NAME}(?:\s\d{{1,3}}(?=\s*(?:[,.;!\n\x00]|$|(?:in|on|and|for|with)\s)))?)"
)
_STREAMED = re.compile(
    r"(?<!\bno )(?<!\bnot )(?<!without )(?<!\bno live)\b(?:live[ -]?)?stream(?:s|ed|ing)?\b|\b(?:and|plus|also|"
    r"und|et|e|y) (?:online|virtual(?:ly)?|digital(?:ly)?)\b",
    re.IGNORECASE,
)
_NO_VENUE = re.compile(r"^(?:In|On|At|First|Noon|Midnight|Night|Least|Most|VIP|General|I|We)\b")


def read_addresses(reading: Reading, start: int = 0, end: int | None = None) -> None:
    """Street and number as written, and the city that follows them."""
    end = len(reading.free) if end is None else end
    match = _ADDRESS.search(reading.free, start, end) or find_street(reading, start, end)
    if match is None:
        return
    coded = _with_code(reading, match, end) or _with_quarters(reading, match, end)
    start, stop = _with_door(reading, match.start("address")), match.end("address")
    if coded:
        stop = coded.end("parts") if "parts" in coded.groupdict() else coded.end()
    reading.tell("venueSetup", "address", reading.said(start, stop))
    _venue_before(reading, start)
    if place := coded or (match if match["city"] else None):
        _tell_city(reading, *place.span("city"))
    reading.take(start, stop)


def read_last_city(reading: Reading, start: int, end: int) -> int | None:
    """Tell the city, and perhaps country, that closes an address; where the rest of it ends."""
    match = _last_city(reading.plain, start, end)
    if match is None:
        return None
    if "\x00" not in reading.free[match.start() : end] and not reading.told("venueSetup", "city"):
        _tell_city(reading, *match.span("city"))
    return match.start()


def _last_city(text: str, start: int, end: int) -> re.Match[str] | None:
    for form in _LAST_CITY:
        match = form.search(text, start, end)
        if match and is_city(match["city"]) and ("country" not in match.groupdict() or is_country(match["country"])):
            return match
    return None


def _with_code(reading: Reading, match: re.Match[str], end: int) -> re.Match[str] | None:
    """A postcode after the city belongs to the address, and the city with it: "London W1D 2LG"."""
    place = match.end("address")
    return _CODED.match(reading.free, place, end) or (
        None if match["city"] else _CODE_FIRST.match(reading.free, place, end)
    )


def _with_door(reading: Reading, start: int) -> int:
    """ "Flat 2, 18 Park Road" begins with the flat."""
    door = _DOOR.search(reading.free[max(0, start - 60) : start])
    return start - len(door[0]) if door and reading.asks("venueSetup", "address") else start


def _with_quarters(reading: Reading, match: re.Match[str], end: int) -> re.Match[str] | None:
    """Quarters between street and city belong to the address, too: "14 Admiralty Way, Lekki, Lagos"."""
    last = _last_city(reading.free, match.end("address"), end) if reading.asks("venueSetup", "address") else None
    between = reading.free[match.end("address") : last.start()] if last else ""
    if not last or not between.startswith(",") or _tells_more(reading.alone(between)):
        return None
    return _QUARTERS.match(reading.free, match.end("address"), end)


def _tells_more(reading: Reading) -> bool:
    return (
        bool(reading.unclear)
        or {*reading.facts} > {"venueSetup"}
        or bool({*reading.facts.get("venueSetup", {})} - {"address", "city"})
    )


def _venue_before(reading: Reading, place: int) -> None:
    """The name in front of an address, in a list of the venue's data."""
    match = re.search(rf"(?:^|[,;\n\x00]\s*)(?P<name>{NAME}),\s*$", reading.free[max(0, place - 90) : place])
    if match is None or reading.setting.stage != "venueSetup" or reading.told("venueSetup", "name"):
        return
    if not (is_city(match["name"]) or find_choice(match["name"], MODES)):
        offset = max(0, place - 90)
        reading.tell("venueSetup", "name", reading.said(offset + match.start("name"), offset + match.end("name")))
        reading.take(offset + match.start("name"), offset + match.end("name"))


def is_street(text: str) -> bool:
    """Whether a text holds a street by its word for street."""
    return _ADDRESS.search(text) is not None


def read_venues(reading: Reading) -> None:
    """A venue's name after "at" or "the venue is"."""
    if reading.told("venueSetup", "name"):
        return
    for match in _VENUE.finditer(reading.free):
        name = reading.plain[match.start("value") : match.end("value")]
        if is_city(name) or _NO_VENUE.match(name) or _about_somebody(reading, match.start()):
            continue
        end = match.end("value")
        reading.tell("venueSetup", "name", reading.said(match.start("value"), end))
        reading.take(match.start(), end)
        return


def _about_somebody(reading: Reading, place: int) -> bool:
    return bool(
        re.search(
            (r"\b(?:work|manager|director|designer|organi[sz]er|planner|i am|i'm)\s*$"),
            reading.plain[max(0, place - 25) : place],
            re.IGNORECASE,
        )
    )


def read_cities(reading: Reading) -> None:
    """The venue's city; a sentence about the event itself gives the zone as well."""
    if reading.told("venueSetup", "city"):
        return
    for match in _IN_CITY.finditer(reading.free):
        if _says_where(reading, match):
            start, end = _known_part(reading, *match.span("city"))
            if start < end:
                _tell_city(reading, start, end)
                return
    dated = reading.setting.stage == "eventSetup" and reading.told("eventSetup", "date")
    if reading.setting.stage == "venueSetup" or dated or reading.told("venueSetup", "name"):
        _listed_city(reading)


def _says_where(reading: Reading, match: re.Match[str]) -> bool:
    before = reading.plain[max(0, match.start() - 60) : match.start()]
    told_of = re.match(
        r"\s+(?:is|was|are|were|has|had|can)\b", reading.plain[match.end() :]
    ) and not _VENUE_ONLY.search(before)
    beside_street = reading.told("venueSetup", "address") and reading.free[: match.start()].endswith(("\x00", "\x00 "))
    if (_ORIGIN.search(before) and not beside_street) or told_of:
        return False
    if match["in"].lower() not in {"in", "a", "à", "en"}:
        return bool(_MOVED.search(before))
    local = reading.setting.stage in ("venueSetup", "eventSetup") or reading.told("venueSetup", "name")
    return local or reading.about_event(match.start()) or bool(_VENUE_ONLY.search(before))


def _known_part(reading: Reading, start: int, end: int) -> tuple[int, int]:
    """The longest beginning that names a known city; in the venue stage any capitalised name will do."""
    words = list(re.finditer(r"\S+", reading.plain[start:end]))
    for last in reversed(words):
        if is_city(reading.plain[start : start + last.end()]):
            return start, start + last.end()
    return (
        (start, end)
        if reading.setting.stage == "venueSetup" and not find_choice(reading.plain[start:end], MODES)
        else (start, start)
    )


def _listed_city(reading: Reading) -> None:
    for match in _LISTED.finditer(reading.free):
        if is_city(match["city"]):
            _tell_city(reading, *match.span("city"))
            return


def _tell_city(reading: Reading, start: int, end: int) -> None:
    before = reading.plain[slice(*(reading.sentence_at(start)[0], start))]
    reading.tell("venueSetup", "city", reading.said(start, end))
    reading.take(start, end)
    zone = zone_of(reading.plain[start:end])
    told = reading.told("eventSetup", "timezone")
    if zone and not told and _event_is_there(reading, start, venue=_VENUE_ONLY.search(before) is not None):
        reading.tell("eventSetup", "timezone", zone)


def _event_is_there(reading: Reading, place: int, *, venue: bool) -> bool:
    """Whether the sentence speaks of the event; one of the venue alone must say when, too: the stage is no ground."""
    start, end = reading.sentence_at(place)
    dated = any(name in reading.facts.get("eventSetup", {}) for name in ("date", "start_time"))
    if venue:
        return dated and reading.setting.stage != "venueSetup"
    return reading.names_event(start, end) or (dated and reading.setting.stage != "venueSetup")


def _is_both(reading: Reading, start: int, end: int) -> bool:
    """ "Live in the venue and online" as an answer about the mode."""
    said = reading.plain[start:end]
    both = reading.asks("venueSetup", "mode") and re.search(
        r"\b(?:and|plus|also|both|und|et|e|y)\b", said, re.IGNORECASE
    )
    return bool(both) and hinted(said, "mode") == "hybrid"


def read_listed_venue(reading: Reading) -> None:
    """ "Physical, Haus Rucker": the name that is left of an answer about the mode."""
    if not reading.asks("venueSetup", "mode") or not reading.told("venueSetup", "mode"):
        return
    match = re.fullmatch(rf"[\x00\s,.;-]+(?P<name>{NAME})[\s.!]*", reading.free)
    if match and not reading.told("venueSetup", "name") and not is_country(match["name"]):
        reading.tell("venueSetup", "name", reading.said(*match.span("name")))
        reading.take(*match.span("name"))


def read_modes(reading: Reading) -> None:
    """Physical, virtual or hybrid."""
    match = next(iter(claimed_choices(reading.free, MODES)), None)
    if match is None or reading.told("venueSetup", "mode"):
        return
    start, end = reading.sentence_at(match.start())
    sells = re.search(
        r"\b(?:ticket|sold|sell|(?<!pop.up )(?<!popup )(?:shop|store)|check)", reading.plain[start:end], re.IGNORECASE
    )
    weak = match[0].lower() in {"both", "remote", "digital", "mixed"}
    if reading.asks("venueSetup", "mode") or (
        not (sells or weak) and (reading.setting.stage == "venueSetup" or reading.about_event(match.start()))
    ):
        value = choice_value(match[0], MODES)
        streamed = (value == "virtual" and _is_both(reading, start, end)) or (
            value == "physical" and _STREAMED.search(reading.plain, start, end)
        )
        reading.tell("venueSetup", "mode", "hybrid" if streamed else value)
        reading.take(*match.span())
