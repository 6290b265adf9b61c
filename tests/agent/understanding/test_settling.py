"""Answers to what was asked back."""

import pytest

from agent.guided.understanding import Setting, settle, understand

from .report import TODAY

CASES = [
    ("eventSetup", "the show starts at 7", "pm", "start_time", "19:00"),
    ("eventSetup", "the show starts at 7", "in the evening", "start_time", "19:00"),
    ("eventSetup", "the show starts at 7", "the first one", "start_time", "07:00"),
    ("eventSetup", "the show starts at 7", "20:00", "start_time", "20:00"),
    ("eventSetup", "the date is 03/04/2027", "the second", "date", "2027-03-04"),
    ("eventSetup", "the date is 03/04/2027", "3 April 2027", "date", "2027-04-03"),
    ("eventSetup", "the date is 03/04/2031", "3 April", "date", "2031-04-03"),
    ("eventSetup", "the date is 03/04/2031", "4th of March", "date", "2031-03-04"),
    ("eventSetup", "the date is 03/04/2031", "5 April", "date", "2031-04-05"),
    ("eventSetup", "the date is 03/04/2031", "3 April 2030", "date", "2030-04-03"),
    ("eventSetup", "the date is 03/04/2031", "tomorrow", "date", "2026-11-22"),
    ("eventSetup", "the time zone is Springfield", "America/Chicago", "timezone", "America/Chicago"),
    ("sponsorsMedia", "sponsored by Gucci", "gold", "sponsors", [{"name": "Gucci", "tier": "gold"}]),
    ("ticketSetup", "VIP 150 euros", "40", "tiers", [{"name": "VIP", "price": "150", "quantity": 40}]),
    ("ticketSetup", "VIP, 40 seats", "150 euros", "tiers", [{"name": "VIP", "price": "150", "quantity": 40}]),
    ("ticketSetup", "10k total", "tickets", "total_capacity", 10_000),
]


@pytest.mark.parametrize(("stage", "said", "answer", "field", "value"), CASES)
def test_an_answer_settles_what_was_unclear(stage: str, said: str, answer: str, field: str, value: object) -> None:
    setting = Setting(stage, {}, TODAY)
    unclear = understand(said, setting).unclear[0]

    assert settle(answer, unclear, setting).facts.get(stage, {}).get(field) == value


def test_an_answer_about_something_else_is_read_as_any_message() -> None:
    setting = Setting("eventSetup", {}, TODAY)
    unclear = understand("the show starts at 7", setting).unclear[0]

    assert settle("my email is anna@rossi.it", unclear, setting).facts == {"organizerSetup": {"email": "anna@rossi.it"}}
