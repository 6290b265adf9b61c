"""A message that is wholly about something else is never the answer to a question for free text."""

import pytest

from agent.guided.understanding import Asked, Setting, understand

from .report import TABLES, TODAY, Phrasing, phrasings

TEXTS = [
    ("organizerSetup", "name"),
    ("organizerSetup", "organization"),
    ("eventSetup", "title"),
    ("eventSetup", "description"),
    ("venueSetup", "name"),
    ("venueSetup", "address"),
    ("venueSetup", "city"),
    ("sponsorsMedia", "press_release"),
]
# What each message is wholly about: the fields it tells.
ELSEWHERE = {
    "150 in total": {"total_capacity"},
    "room for 90 people": {"capacity", "target_attendees"},
    "200 guests": {"target_attendees", "capacity", "total_capacity"},
    "it's a runway show": {"type"},
    "it's a trunk show called Harbour Light on 9 September 2031 at 18:30": {"type", "title", "date", "start_time"},
    "a pop-up on 3 May 2031": {"type", "date"},
    "the event is on 3 May 2031": {"date"},
    "it starts at 18:30": {"start_time"},
    "anna@rossi.example": {"email"},
    "my email is anna@rossi.example": {"email"},
    "VIP tickets 150 euros x 40, general tickets 60 euros x 200": {"tiers", "currency"},
    "I'm a fashion designer": {"role"},
    "the capacity is 300": {"capacity"},
    "change the date to 4 May 2031": {"date"},
    "the time zone is Europe/Rome": {"timezone"},
    "let's do the payment later": {"payment"},
    "Prada is our gold sponsor": {"sponsors"},
    "https://stream.example.com/live": {"streaming_url"},
}


def _told(message: str, stage: str, asked: Asked) -> set[str]:
    return {name for fields in understand(message, Setting(stage, {}, TODAY, asked)).facts.values() for name in fields}


@pytest.mark.parametrize("message", ELSEWHERE)
@pytest.mark.parametrize(("stage", "field"), TEXTS)
def test_a_message_about_something_else_leaves_the_asked_text_untold(stage: str, field: str, message: str) -> None:
    told = _told(message, stage, Asked(stage, field))

    assert told <= ELSEWHERE[message]


def _plain(row: Phrasing) -> bool:
    return not (row.setting.asked or row.setting.data or row.unclear) and bool(row.facts)


PLAIN = [row for table in TABLES for row in phrasings(table) if _plain(row)]


@pytest.mark.parametrize(("stage", "field"), TEXTS)
def test_no_phrasing_tells_more_because_a_text_was_asked(stage: str, field: str) -> None:
    rows = [row for row in PLAIN if field not in row.facts.get(stage, {})]

    told = {
        row.say: value
        for row in rows
        if (
            value := understand(row.say, Setting(row.setting.stage, {}, TODAY, Asked(stage, field)))
            .facts.get(stage, {})
            .get(field)
        )
    }
    assert told == {}


@pytest.mark.parametrize(
    ("said", "asked", "address"),
    [
        ("Karl Johans gate 1", "address", "Karl Johans gate 1"),
        ("it's at Sveavägen 44", "address", "Sveavägen 44"),
        ("physical, Sveavägen 44, Stockholm, 150 guests", "mode", "Sveavägen 44"),
        ("physical, 44 Sveavägen, 150 guests", "mode", "44 Sveavägen"),
        ("Sveavägen 44, Växjö", "city", "Sveavägen 44"),
        ("Holds 300", "capacity", None),
        ("Roughly 300", "address", None),
        ("Space for 300", "address", None),
        ("300 Gäste", "address", None),
        ("physical, Capacity 300", "mode", None),
        ("physical, May 14", "mode", None),
        ("physical, VIP 40", "mode", None),
    ],
)
def test_a_street_needs_no_word_for_street_where_an_address_is_due(said: str, asked: str, address: str | None) -> None:
    facts = understand(said, Setting("venueSetup", {}, TODAY, Asked("venueSetup", asked))).facts

    assert facts.get("venueSetup", {}).get("address") == address
