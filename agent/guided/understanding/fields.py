"""The words by which people name a field, and what kind of value each field takes."""

import re

from .words import alternatives

Field = tuple[str, str]
KINDS: dict[Field, str] = {
    ("organizerSetup", "name"): "text",
    ("organizerSetup", "email"): "email",
    ("organizerSetup", "organization"): "text",
    ("organizerSetup", "role"): "role",
    ("eventSetup", "title"): "text",
    ("eventSetup", "type"): "type",
    ("eventSetup", "date"): "date",
    ("eventSetup", "start_time"): "time",
    ("eventSetup", "end_time"): "time",
    ("eventSetup", "timezone"): "zone",
    ("eventSetup", "description"): "long",
    ("eventSetup", "goals"): "list",
    ("eventSetup", "target_attendees"): "count",
    ("venueSetup", "mode"): "mode",
    ("venueSetup", "name"): "text",
    ("venueSetup", "address"): "address",
    ("venueSetup", "city"): "city",
    ("venueSetup", "capacity"): "count",
    ("venueSetup", "streaming_url"): "url",
    ("ticketSetup", "total_capacity"): "count",
    ("ticketSetup", "currency"): "currency",
    ("ticketSetup", "sales_start_date"): "date",
    ("ticketSetup", "sales_end_date"): "date",
    ("sponsorsMedia", "press_release"): "long",
}
_ROWS: dict[Field, str] = {
    ("organizerSetup", "name"): (
        "my name|organizer|organiser|organizer name|organiser name|name of the organizer|contact person|contact "
        "name|full name"
    ),
    ("organizerSetup", "email"): "email|e-mail|mail|email address|e-mail address|mail address|contact|contact email",
    ("organizerSetup", "organization"): (
        "organization|organisation|company|company name|organization name|organisation name|brand name|label|brand|"
        "company's name|brand's name|agency's name|name of the company|name of the brand|azienda|firma|"
        "entreprise|empresa"
    ),
    ("organizerSetup", "role"): "role|my role|job",
    ("eventSetup", "title"): (
        "title|working title|event name|event title|name of the event|show name|show title|name of the show|titel|"
        "event's name|event's title|show's name|show's title|title of the event|title of the show|"
        "titolo|titre|título"
    ),
    ("eventSetup", "type"): "type|event type|type of event|kind of event|format",
    ("eventSetup", "date"): "date|event date|day|datum|data|fecha|show date|date of the event",
    (
        "eventSetup",
        "start_time",
    ): "start time|start|starting time|time|begin|beginning|show time|hour|beginn|inizio|début|inicio",
    ("eventSetup", "end_time"): "end time|end|ending time|finish time|finish|ende|fine",
    ("eventSetup", "timezone"): "time zone|timezone|zone|tz|zeitzone",
    ("eventSetup", "description"): "description|event description|beschreibung|descrizione|about",
    ("eventSetup", "goals"): "goals|goal|aims|objectives|our goals",
    ("eventSetup", "target_attendees"): (
        "target attendees|attendees|expected attendees|guests|expected guests|attendance|number of guests|number "
        "of attendees|audience|guest count|visitors"
    ),
    ("venueSetup", "mode"): "mode|event mode|venue mode",
    ("venueSetup", "name"): (
        "venue|venue name|name of the venue|location name|location|venue's name|location's name|name of the "
        "location|lieu|"
        "luogo|veranstaltungsort|lugar|sede"
    ),
    ("venueSetup", "address"): "address|venue address|street address|street|adresse|indirizzo",
    ("venueSetup", "city"): "city|town|venue city|stadt|città|ville|ciudad",
    ("venueSetup", "capacity"): "capacity|venue capacity|max capacity|maximum capacity|seats|kapazität|capienza",
    ("venueSetup", "streaming_url"): (
        "stream|streaming url|stream url|streaming link|stream link|livestream|livestream link|livestream url|link|url"
    ),
    ("ticketSetup", "total_capacity"): "total capacity|total tickets|total|total number of tickets|ticket total",
    ("ticketSetup", "currency"): "currency|ticket currency|währung|valuta|devise|moneda",
    ("ticketSetup", "sales_start_date"): (
        "sales start|sales start date|sale start|start of sales|start of sale|sales begin|sales open"
    ),
    ("ticketSetup", "sales_end_date"): "sales end|sales end date|sale end|end of sales|end of sale|sales close",
    ("sponsorsMedia", "press_release"): (
        "press release|press text|pressemitteilung|comunicato stampa|communiqué de presse"
    ),
}
WORDS: dict[str, Field] = {word: field for field, row in _ROWS.items() for word in row.split("|")}
WORD = alternatives([*WORDS, "name"])


def field_of(word: str, stage: str) -> Field:
    """The field that a word names; "name" alone is the venue's, the event's or the person's by stage."""
    key = re.sub(r"\s+", " ", word.lower())
    if key in ("event", "show"):
        return "eventSetup", "title"
    by_stage = {"venueSetup": ("venueSetup", "name"), "eventSetup": ("eventSetup", "title")}
    return WORDS.get(key) or by_stage.get(stage, ("organizerSetup", "name"))
