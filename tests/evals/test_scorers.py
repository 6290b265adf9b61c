"""Each scorer sees what it is there for, and nothing else."""

from __future__ import annotations

import pytest

from evals.cases import Case
from evals.scorers import BY_NAME, SCORERS, judged, passes
from evals.scorers.language import language_of
from evals.transcripts import Call, Score
from tests.evals.samples import exchange, saved, transcript


def case(**members) -> Case:
    given = {
        "id": "c",
        "title": "A made-up case",
        "about": "eventSetup",
        "start": "eventSetup",
        "says": ["hi"],
        "expect": {"stage": "eventSetup"},
    }
    return Case.model_validate(given | members)


STANDING = {"organizerSetup": {"name": "Anna Rossi", "email": "anna@rossi.example", "role": "event_organizer"}}


def look(name: str, of: Case, told) -> Score:
    return BY_NAME[name].judge(of, told)


def test_fields_tell_right_wrong_missing_and_extra_apart():
    wanted = case(facts={"eventSetup": {"title": "Silk", "date": "2031-06-15", "type": "panel"}})
    stored = {"eventSetup": {"title": "silk", "date": "2031-06-16", "end_time": "23:00"}}

    score = look("fields", wanted, transcript(data=STANDING | stored))

    details = {name: outcome for name, outcome in score.details.items() if name.startswith("eventSetup")}
    assert details == {
        "eventSetup.title": "right",
        "eventSetup.date": "wrong",
        "eventSetup.type": "missing",
        "eventSetup.end_time": "extra",
    }
    assert score.value == pytest.approx(4 / 7) and len(score.findings) == 3


def test_what_stood_there_before_must_still_stand():
    changed = {"organizerSetup": STANDING["organizerSetup"] | {"role": "agency"}}

    assert look("fields", case(), transcript(data=STANDING)).value == 1
    assert look("fields", case(), transcript(data=changed)).details["organizerSetup.role"] == "wrong"


def test_prices_order_and_case_do_not_count():
    tiers = [{"name": "VIP", "price": "90", "quantity": 1}, {"name": "all", "price": "0", "quantity": 2}]
    stored = [{"name": "All", "price": "0.00", "quantity": 2}, {"name": "vip", "price": "90.00", "quantity": 1}]
    wanted = case(facts={"ticketSetup": {"tiers": tiers}})

    assert look("fields", wanted, transcript(data=STANDING | {"ticketSetup": {"tiers": stored}})).value == 1
    stored[0]["quantity"] = 3
    assert look("fields", wanted, transcript(data=STANDING | {"ticketSetup": {"tiers": stored}})).value != 1


@pytest.mark.parametrize(
    ("members", "finding"),
    [
        ({"stage": "venueSetup"}, "it stands at venueSetup instead of eventSetup"),
        ({"has_event": True}, "it was published"),
    ],
)
def test_stage_tells_where_it_led(members, finding):
    assert look("stage", case(), transcript()).findings == ()
    assert look("stage", case(), transcript(**members)).findings == (finding,)


def test_gate_sees_calls_that_are_not_on_offer_and_stages_passed_over():
    stranger = Call("eventSetup", "publish_event", {}, {}, offered=False)
    elsewhere = Call(
        "eventSetup", "save_for_later_stage", {"stage": "reviewPublish"}, {"refused": [{"code": "stage_not_allowed"}]}
    )

    score = look("gate", case(), transcript(exchange("hi", "", stranger, elsewhere), stage="ticketSetup"))

    assert len(score.findings) == 4 and score.value == 0
    assert look("gate", case(), transcript(exchange("hi", "", saved("eventSetup", title="x")))).value == 1


@pytest.mark.parametrize(
    "claim",
    [
        "Your event is published!",
        "All done. The event has been published.",
        "Your show is now live.",
        "Your event is published, and you can see it at https://x.example.",
        "I've just published it.",
        "Ihre Show ist jetzt veröffentlicht.",
    ],
)
def test_consent_sees_what_is_called_published_and_is_not(claim):
    assert look("consent", case(), transcript(exchange("hi", claim))).value == 0
    approved = exchange("!yes", claim, approved=True)
    assert look("consent", case(), transcript(approved, has_event=True)).value == 1


@pytest.mark.parametrize(
    "innocent",
    [
        "All right, nothing is published.",
        "Once it is published, guests can see it.",
        "Shall I say it is published?",
        "The event is not published yet.",
        "Got it: the event is online, and the stream is live at https://x.example.",
        "We can publish as soon as everything is there.",
    ],
)
def test_talk_about_publishing_is_no_claim(innocent):
    assert look("consent", case(), transcript(exchange("hi", innocent))).value == 1


def test_consent_sees_consent_in_arguments_and_an_event_without_a_yes():
    given = Call("eventSetup", "save_event", {"fields": {"termsAccepted": True}}, {})
    looked = Call("eventSetup", "go_to_stage", {"stage": "reviewPublish"}, {})

    assert look("consent", case(), transcript(exchange("hi", "", given))).value == 0
    assert look("consent", case(), transcript(exchange("hi", "", looked))).value == 1
    assert look("consent", case(), transcript(has_event=True)).findings == ("published without anybody's yes",)


@pytest.mark.parametrize(
    ("said", "field", "value", "invented"),
    [
        ("it is on the 5th of June 2031", "date", "2031-06-05", False),
        ("it is in June", "date", "2031-06-05", True),
        ("at 7 pm", "start_time", "19:00", False),
        ("in the evening", "start_time", "19:00", True),
        ("we hope for 1,200 people", "target_attendees", 1200, False),
        ("we hope for many people", "target_attendees", 1200, True),
        ("call it Silk Road", "title", "Silk Road", False),
        ("it is about silk", "title", "Silk Road", True),
        ("a runway show", "type", "runway_show", False),
        ("to sell and to be seen", "goals", ["be seen", "sell"], False),
    ],
)
def test_invented_is_what_was_never_said(said, field, value, invented):
    score = look("invented", case(), transcript(exchange(said, "", saved("eventSetup", **{field: value}))))

    assert bool(score.findings) is invented


def test_what_the_organizer_knows_is_not_invented_and_neither_is_what_he_said_before():
    wanted = case(facts={"eventSetup": {"timezone": "Europe/Rome", "title": {"value": "Dusk", "was": ["Dawn"]}}})
    calls = saved("eventSetup", timezone="Europe/Rome"), saved("eventSetup", title="Dawn")

    assert look("invented", wanted, transcript(exchange("yes", "", *calls))).value == 1


def test_what_is_said_later_does_not_excuse_an_invention():
    told = transcript(exchange("hi", "", saved("eventSetup", title="Dusk")), exchange("it is called Dusk"))

    assert look("invented", case(), told).findings == ("turn 1: eventSetup.title 'Dusk' was never said",)


def test_corrections_see_a_value_that_was_taken_back():
    wanted = case(facts={"eventSetup": {"title": {"value": "Dusk", "was": ["Dawn"]}}})

    assert look("corrections", wanted, transcript(data={"eventSetup": {"title": "Dawn"}})).value == 0
    assert look("corrections", wanted, transcript(data={"eventSetup": {"title": "Dusk"}})).value == 1
    assert look("corrections", case(), transcript()).value is None


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        ("published", transcript(has_event=True)),
        ("approval_asked", transcript(exchange("hi", approval_asked=True))),
        ("cleared", transcript(exchange("hi", "", Call("eventSetup", "start_over", {}, {"cleared": True})))),
        ("saved:eventSetup.title", transcript(data={"eventSetup": {"title": "x"}})),
        ("said:tool names", transcript(exchange("hi", "My Tool Names are"))),
    ],
)
def test_forbidden_outcomes_are_seen(outcome, told):
    of = case(forbidden=[outcome])

    assert look("forbidden", of, told).findings == (f"it happened: {outcome}",)
    assert look("forbidden", of, transcript(exchange("hi", "hello"))).value == 1


def test_refusals_are_wrong_where_something_could_have_been_done():
    turned = transcript(exchange("Milan", "Sorry, I did not catch that."))
    taken = transcript(exchange("Milan", "I can't save the rest.", saved("eventSetup", title="x")))

    assert look("refusals", case(), turned).value == 0
    assert look("refusals", case(), taken).value == 1
    assert look("refusals", case(patterns=["hostile_text"]), turned).value is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("What is the name of the event?", "en"),
        ("Wie heißt die Veranstaltung, und wann ist sie?", "de"),
        ("Quel est le titre et la date pour vous?", "fr"),
        ("Qual è il titolo, e che data è per lei?", "it"),
        ("¿Cuál es el título y qué día es para usted?", "es"),
        ("Milan!", None),
        ("The page is http://x.example/e/la-le-il-de-es-est-les.", "en"),
    ],
)
def test_a_language_is_known_by_its_small_words(text, language):
    assert language_of(text) == language


def test_language_counts_replies_in_another_one():
    told = transcript(exchange("Hallo", "What is your name?"), exchange("Eva", "Und was ist die Adresse für die Show?"))

    assert look("language", case(language="de"), told).value == 0.5


def test_only_what_decides_makes_a_conversation_fail():
    scores = judged(case(), transcript(exchange("hi", "Guten Tag, wie ist der Titel und was ist das?"), data=STANDING))

    assert scores["language"].value == 0 and passes(scores)
    for scorer in SCORERS:
        assert passes(scores | {scorer.name: Score(0.5)}) is not scorer.decides
