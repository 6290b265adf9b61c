"""Organizers: a script, one who answers from his facts, and one played by a model."""

from __future__ import annotations

from types import SimpleNamespace

from langchain_core.messages import AIMessage

from evals.cases import NO, YES, Case
from evals.organizers import Heard, Played, organizer_of
from tests.agent.scripted import ScriptedModel

FACTS = {
    "organizerSetup": {"name": "Ada Bo", "email": "ada@bo.example"},
    "eventSetup": {"title": "Seams", "timezone": "Europe/Oslo"},
}


def case(**members) -> Case:
    given = {
        "id": "c",
        "title": "A made-up case",
        "about": "journey",
        "facts": FACTS,
        "expect": {"stage": "eventSetup"},
    }
    return Case.model_validate(given | members)


def heard(text="", stage="organizerSetup", revision=0, approval=False, status="in_progress", **data) -> Heard:
    stages = {name: SimpleNamespace(data=data.get(name, {})) for name in FACTS}
    session = SimpleNamespace(stages=stages, current_stage=stage, revision=revision, status=status)
    return Heard(text, session, approval)


async def test_a_script_leaves_out_answers_to_approvals_that_are_not_open():
    organizer = organizer_of(case(says=["publish", YES, "bye", NO]))

    said = [await organizer.says(heard()), await organizer.says(heard()), await organizer.says(heard(approval=True))]

    assert said == ["publish", "bye", NO] and await organizer.says(heard()) is None


async def test_he_answers_what_he_is_asked():
    organizer = organizer_of(case(simulated={"consents": True}))

    assert await organizer.says(heard("Which e-mail address can we reach you at?")) == "my e-mail is ada@bo.example"


async def test_he_tells_as_many_facts_as_he_gives_at_a_time_and_none_that_are_held():
    organizer = organizer_of(case(simulated={"gives": 5, "consents": True}))

    told = await organizer.says(heard("Hello!", organizerSetup={"name": "ada bo"}))

    assert told == "my e-mail is ada@bo.example"


async def test_he_agrees_to_an_offer_that_names_what_he_knows_and_to_no_other():
    stage = {"stage": "eventSetup", "eventSetup": {"title": "Seams"}}

    right = organizer_of(case(simulated={"consents": True}))
    wrong = organizer_of(case(simulated={"consents": True}))

    assert await right.says(heard("Is that Europe/Oslo, the time of Oslo?", **stage)) == "yes"
    assert await wrong.says(heard("Is that Europe/Rome?", **stage)) == "the time zone is Europe/Oslo"


async def test_with_nothing_left_to_tell_he_goes_on_and_at_the_review_he_publishes():
    organizer = organizer_of(case(simulated={"consents": False}))

    assert await organizer.says(heard("Anything else?", organizerSetup=FACTS["organizerSetup"])) == "next"
    assert await organizer.says(heard("Here it is.", stage="reviewPublish", revision=1)) == "publish"
    assert await organizer.says(heard("Shall I?", stage="reviewPublish", revision=1, approval=True)) == NO
    assert await organizer.says(heard("As you like.", stage="reviewPublish", revision=1)) is None


async def test_he_gives_up_when_nothing_comes_of_his_answers():
    organizer = organizer_of(case(simulated={"patience": 2, "consents": True}))

    said = [await organizer.says(heard("What is your name?")) for _ in range(3)]

    assert said == ["my name is Ada Bo", "my name is Ada Bo", None]


async def test_who_does_not_want_to_publish_stops_where_the_case_ends():
    organizer = organizer_of(case(simulated={"consents": None}))

    assert await organizer.says(heard("Now the event.", stage="eventSetup", eventSetup=FACTS["eventSetup"])) is None


async def test_a_model_plays_him_from_the_facts_but_never_answers_an_approval():
    prompts: list[str] = []

    def script(messages, _):
        prompts.append(str(messages[0].text))
        return AIMessage("[end]" if len(prompts) > 1 else "I'm Ada")

    organizer = organizer_of(case(simulated={"consents": False}), ScriptedModel(script=script))
    assert isinstance(organizer, Played)

    assert await organizer.says(heard("Hello!")) == "I'm Ada"
    assert await organizer.says(heard("Shall I publish?", approval=True)) == NO
    assert await organizer.says(heard("And?")) is None
    assert "ada@bo.example" in prompts[0] and "Speak en" in prompts[0]
