"""Synonyms of types, roles, modes and sponsor tiers, and how a slip of the pen is forgiven."""

import re
from collections.abc import Iterable, Mapping
from functools import cache


def _table(rows: Mapping[str, str]) -> dict[str, str]:
    return {words: value for value, row in rows.items() for words in row.split("|")}


TYPES = _table(
    {
        "runway_show": "runway show|runway|fashion show|catwalk|catwalk show|défilé|defile|défilé de mode|"
        "sfilata|sfilata di moda|"
        "modenschau|laufsteg|desfile|"
        "pasarela|fashion parade|fashion_show|runway_show|show on a runway|показ мод|показ",
        "pop_up": (
            "pop up|pop-up|popup|pop up shop|pop-up shop|popup shop|pop up store|pop-up store|popup store|pop_up|"
            "temporary store|temporary shop"
        ),
        "exhibition": (
            "exhibition|exhibit|expo|exposition|mostra|ausstellung|exposición|esposizione|showcase|vernissage|выставка"
        ),
        "launch_party": "launch party|launch event|product launch|product launch party|launch|launch_party|"
        "collection launch|"
        "opening party|lancement|"
        "lancio|lanzamiento|release party",
        "brand_activation": "brand activation|activation|brand experience|brand_activation|brand event",
        "trunk_show": "trunk show|trunk-show|trunkshow|trunk_show",
        "fashion_week": "fashion week|fashion-week|fashion_week|settimana della moda|semaine de la mode|modewoche",
        "panel": (
            "panel|panel discussion|panel talk|round table|roundtable|podiumsdiskussion|talk|table ronde|tavola rotonda"
        ),
    }
)
ROLES = _table(
    {
        "event_organizer": "event organizer|event organiser|organizer|organiser|event planner|planner|event "
        "manager|event producer|"
        "producer|event coordinator|"
        "event_organizer|veranstalter|veranstalterin|organisateur|organisatrice|organizzatore|organizzatrice|"
        "organizador|organizadora|eventmanager|"
        "eventmanagerin|organize events|organise events|plan events|show producer",
        "fashion_designer": "fashion designer|designer|couturier|couturière|stilista|stilistin|modedesigner|"
        "modedesignerin|designerin|créatrice de mode|créateur de mode|styliste|"
        "créateur|créatrice|"
        "diseñador|diseñadora|diseñadora de moda|diseñador de moda|fashion_designer|дизайнер|design clothes|"
        "design womenswear|design menswear|design fashion|design dresses|design "
        "the collection|creative director",
        "brand_representative": "brand representative|brand rep|brand manager|brand owner|brand ambassador|represent "
        "the brand|represent a "
        "brand|representative of the brand|"
        "brand_representative|markenvertreter|markenvertreterin|marketing manager|represent a label|brand side|on "
        "the brand side|représentant de la marque|rappresentante del marchio",
        "agency": (
            "agency|pr agency|communications agency|event agency|fashion agency|agentur|agence|"
            "agenzia|agencia|pr firm|"
            "creative agency|marketing agency|work at an agency"
        ),
    }
)
MODES = _table(
    {
        "physical": "physical|in person|in-person|on site|on-site|onsite|offline|face to face|live on "
        "location|in presence|dal vivo|sur place|in loco|en persona|in persona|"
        "physisch|vor ort|in presenza|"
        "présentiel|presencial|physical event|physical venue|fisico|physique|irl",
        "virtual": (
            "virtual|online|online only|digital|virtuell|virtuale|en ligne|en línea|zoom only|webcast|just a stream|"
            "only a stream|only streamed|streamed only|no audience|livestream only|stream only|online event|digital "
            "only|remote"
        ),
        "hybrid": "hybrid|both|hybride|ibrido|híbrido|in person and online|online and in person|physical and virtual|"
        "physical and online|on site and streamed|"
        "on site and streamed live|on site and online|in person and streamed|both physical and virtual|both online "
        "and in person|both in person and online|mixed",
    }
)
TIERS = _table(
    {
        "title": (
            "title|main|headline|presenting|lead|principal|title sponsor|main sponsor|headline sponsor|hauptsponsor|"
            "sponsor principale|titel"
        ),
        "platinum": "platinum|platin|platinium|platino|platine",
        "gold": "gold|golden|oro",
        "silver": "silver|argento|silber",
        "bronze": "bronze|bronzo",
        "custom": "custom|special|other tier",
    }
)


_DENIED = re.compile(
    r"(?:\b(?:not|never|no longer|instead of|rather than|kein\w{0,2}|non è|pas)|n't(?: be)?|\bno)\s+"
    r"(?:(?:really|actually|going to be|gonna be|doing|just|be|an?|the|our|un[ae]?|une?)\s+){0,3}$",
    re.IGNORECASE,
)


@cache
def _finder(words: tuple[str, ...]) -> re.Pattern[str]:
    ordered = sorted(words, key=len, reverse=True)
    return re.compile(
        r"(?<![\w-])(?:"
        + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)
        + r")(?:s|es)?(?![\w-])",
        re.IGNORECASE,
    )


def find_choice(text: str, table: Mapping[str, str]) -> re.Match[str] | None:
    """The first synonym in a text, the longest one at its place."""
    return _finder(tuple(table)).search(text)


def find_choices(text: str, table: Mapping[str, str]) -> list[re.Match[str]]:
    """Every synonym in a text."""
    return list(_finder(tuple(table)).finditer(text))


def claimed_choices(text: str, table: Mapping[str, str]) -> list[re.Match[str]]:
    """The synonyms in a text that are not denied: of "it isn't a panel, it's a launch party" the second."""
    return [m for m in find_choices(text, table) if not _DENIED.search(text, max(0, m.start() - 30), m.start())]


def choice_value(said: str, table: Mapping[str, str]) -> str:
    """The value that a found synonym stands for."""
    key = re.sub(r"\s+", " ", said.lower())
    return next(table[k] for k in (key, key[:-1], key[:-2]) if k in table)


def close_choice(text: str, table: Mapping[str, str], cutoff: int = 82) -> str | None:
    """The value whose synonym a short answer means in spite of a slip of the pen."""
    from rapidfuzz import fuzz, process

    key = re.sub(
        (r"^(?:an?|the|it'?s|it is|as|we are|we're|i'?m|i am)\s+(?:an?\s+|the\s+)?"), "", text.strip(" .!,").lower()
    )
    if not 4 <= len(key) <= 40:
        return None
    hit = process.extractOne(key, table.keys(), scorer=fuzz.ratio, score_cutoff=cutoff)
    return table[hit[0]] if hit else None


def alternatives(words: Iterable[str]) -> str:
    """A pattern for any of these words, the longest first."""
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))
