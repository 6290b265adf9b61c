"""Each field alone: what is taken, in which stored form, and what is refused by name with the way out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from state.wizard.patches import check
from state.wizard.stages import STAGES, resolve

TAKEN = [
    ("organizerSetup", "email", "Ann@EXAMPLE.com", "Ann@example.com"),
    ("eventSetup", "type", "fashion_show", "runway_show"),
    ("eventSetup", "type", "popup", "pop_up"),
    ("eventSetup", "type", "launch", "launch_party"),
    ("eventSetup", "start_time", "9:05", "09:05"),
    ("eventSetup", "timezone", "europe/rome", "Europe/Rome"),
    ("eventSetup", "date", "2031-02-28", "2031-02-28"),
    ("eventSetup", "title", "👗✨ 見本市", "👗✨ 見本市"),
    ("eventSetup", "goals", ["sell", "be seen"], ["sell", "be seen"]),
    ("venueSetup", "capacity", "300", 300),
    ("venueSetup", "capacity", 300.0, 300),
    ("venueSetup", "capacity", "300\x1c", 300),
    ("venueSetup", "streaming_url", "https://stream.example.com/live", "https://stream.example.com/live"),
    ("ticketSetup", "currency", "eur", "EUR"),
    (
        "ticketSetup",
        "tiers",
        [{"name": "VIP", "price": 80, "quantity": "4", "earlyBird": True}],
        [{"name": "VIP", "price": "80", "quantity": 4, "early_bird": True}],
    ),
    ("ticketSetup", "payment", {"deferred": True}, {"deferred": True}),
    (
        "sponsorsMedia",
        "sponsors",
        [{"name": "Prada", "tier": "gold", "logoUrl": "http://x.org/a.png"}],
        [{"name": "Prada", "tier": "gold", "logo_url": "http://x.org/a.png"}],
    ),
]
REFUSED = [
    ("organizerSetup", "name", "A", "name", "string_too_short"),
    ("organizerSetup", "name", 7, "name", "string_type"),
    ("organizerSetup", "name", "Ann\u0007", "name", "control_character"),
    ("organizerSetup", "email", "anna@", "email", "value_error"),
    ("organizerSetup", "role", "boss", "role", "enum"),
    ("organizerSetup", "role", None, "role", "required"),
    ("eventSetup", "title", "ab", "title", "string_too_short"),
    ("eventSetup", "title", "x" * 201, "title", "string_too_long"),
    ("eventSetup", "date", "2031-02-30", "date", "no_such_date"),
    ("eventSetup", "date", "15.6.2031", "date", "not_a_date"),
    ("eventSetup", "date", 1_900_000_000, "date", "not_a_date"),
    ("eventSetup", "date", "2020-01-01", "date", "date_past"),
    ("eventSetup", "date", "9999-12-31", "date", "date_too_far"),
    ("eventSetup", "start_time", "25:00", "start_time", "not_a_time"),
    ("eventSetup", "start_time", "7pm", "start_time", "not_a_time"),
    ("eventSetup", "timezone", "Rome", "timezone", "unknown_timezone"),
    ("eventSetup", "timezone", "../etc/passwd", "timezone", "unknown_timezone"),
    ("eventSetup", "target_attendees", 0, "target_attendees", "greater_than_equal"),
    ("eventSetup", "description", "x" * 2001, "description", "string_too_long"),
    ("venueSetup", "capacity", 10.5, "capacity", "not_a_whole_number"),
    (
        "ticketSetup",
        "tiers",
        [{"name": "VIP", "price": "1e1000000", "quantity": 4}],
        "tiers.0.price",
        "not_a_price",
    ),
    ("venueSetup", "capacity", True, "capacity", "not_a_number"),
    ("venueSetup", "capacity", 10_001, "capacity", "less_than_equal"),
    ("venueSetup", "capacity", "many", "capacity", "not_a_number"),
    ("venueSetup", "streaming_url", "javascript:alert(1)", "streaming_url", "not_a_url"),
    ("venueSetup", "streaming_url", "https://", "streaming_url", "not_a_url"),
    ("ticketSetup", "tiers", [], "tiers", "too_short"),
    ("ticketSetup", "tiers", [{"name": "VIP", "price": -1, "quantity": 1}], "tiers.0.price", "negative_price"),
    ("ticketSetup", "tiers", [{"name": "VIP", "price": "NaN", "quantity": 1}], "tiers.0.price", "not_a_price"),
    ("ticketSetup", "tiers", [{"name": "VIP", "price": "1e400", "quantity": 1}], "tiers.0.price", "not_a_price"),
    ("ticketSetup", "tiers", [{"name": "VIP", "price": 1}], "tiers.0.quantity", "missing"),
    (
        "ticketSetup",
        "tiers",
        [{"name": "A", "price": 1, "quantity": 1}, {"name": "a", "price": 2, "quantity": 1}],
        "tiers",
        "tier_name_twice",
    ),
    ("ticketSetup", "currency", "EURO", "currency", "unknown_currency"),
    ("sponsorsMedia", "sponsors", [{"name": "Prada", "tier": "huge"}], "sponsors.0.tier", "enum"),
    ("sponsorsMedia", "press_release", "x" * 1001, "press_release", "string_too_long"),
]


def judged(stage: str, patch: dict, data: dict | None = None):
    return check(resolve(stage), patch, data or {}, charges_enabled=False)


@pytest.mark.parametrize(("stage", "field", "value", "stored"), TAKEN)
def test_a_good_value_is_taken_in_its_stored_form(stage, field, value, stored):
    checked = judged(stage, {field: value})

    assert (checked.values, checked.errors) == ({field: stored}, ())


def test_text_is_stored_composed_and_without_outer_spaces():
    assert judged("organizerSetup", {"name": "  Zoe\u0308 "}).values == {"name": "Zo\u00eb"}


@pytest.mark.parametrize(("stage", "field", "value", "path", "code"), REFUSED)
def test_a_bad_value_is_refused_by_path_code_and_a_sentence_beside_good_ones(stage, field, value, path, code):
    good = {"organization": "Maison"} if stage == "organizerSetup" else {}

    checked = judged(stage, {field: value} | good)

    assert [(error.field, error.code) for error in checked.errors] == [(path, code)]
    assert checked.errors[0].message.endswith((".", "?")) or checked.errors[0].message[0].isupper()
    assert "{" not in checked.errors[0].message
    assert checked.values == good


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.id)
def test_unknown_fields_are_refused_and_camel_case_is_understood(stage):
    checked = judged(stage.id, {"nonsense": 1})

    assert [(error.field, error.code) for error in checked.errors] == [("nonsense", "extra_forbidden")]


def test_a_field_in_two_spellings_is_refused():
    checked = judged("eventSetup", {"start_time": "19:00", "startTime": "20:00"})

    assert [error.code for error in checked.errors] == ["given_twice"]


def test_a_time_that_the_clock_skips_is_refused_and_one_that_comes_twice_is_the_first():
    night = {"date": "2031-03-30", "timezone": "Europe/Rome"}
    twice = {"date": "2031-10-26", "timezone": "Europe/Rome", "start_time": "02:30"}

    skipped = judged("eventSetup", {"start_time": "02:30"}, {"eventSetup": night})

    assert [(e.field, e.code) for e in skipped.errors] == [("start_time", "time_does_not_exist")]
    assert judged("eventSetup", twice).errors == ()
    from state.wizard.event import schedule

    when = schedule(resolve("eventSetup").draft.model_validate(twice))
    assert when and when.start.astimezone(UTC) == datetime(2031, 10, 26, 0, 30, tzinfo=UTC)


def test_a_show_may_run_past_midnight():
    from state.wizard.event import schedule

    night = {"date": "2031-06-15", "start_time": "22:00", "end_time": "02:00", "timezone": "Europe/Rome"}
    when = schedule(resolve("eventSetup").draft.model_validate(night))

    assert when and when.end and (when.end - when.start).total_seconds() == 4 * 3600


@pytest.mark.parametrize(
    ("currency", "price", "good"),
    [("EUR", "10.99", True), ("EUR", "10.999", False), ("JPY", "80.5", False), ("KWD", "1.005", True)],
)
def test_a_price_has_at_most_the_currency_s_decimals_whichever_comes_first(currency, price, good):
    tiers = {"tiers": [{"name": "A", "price": price, "quantity": 1}]}

    together = judged("ticketSetup", tiers | {"currency": currency})
    currency_last = judged("ticketSetup", {"currency": currency}, {"ticketSetup": tiers})

    assert (together.errors == (), currency_last.errors == ()) == (good, good)
    if not good:
        assert together.errors[0].field == "tiers.0.price"


@pytest.mark.parametrize(
    "patch", [{"A" * 300_000: 1}, {"title": "a" + "\u0301\u0327" * 150_000}], ids=["an endless name", "endless accents"]
)
def test_what_grows_with_the_square_of_its_length_is_refused_unread(patch):
    """Unguarded, either takes minutes, and the whole server with it: the run's time limit would end the test."""
    (error,) = judged("eventSetup", patch).errors

    assert error.code in {"extra_forbidden", "string_too_long"}


@pytest.mark.parametrize("value", [1, "true", "yes", False, None])
def test_consent_is_true_and_nothing_like_it(value):
    assert judged("reviewPublish", {"confirmed": value}).errors
