"""Whole conversations in guided mode, judged by the session row: what was said is there, what was not is not."""

from __future__ import annotations

import pytest

from agent.graph import build
from agent.guided.model import GuidedModel
from agent.nodes import Speaker
from server.agui.runs import RunKeeper
from tests.agent.conversation import Conversation
from tests.agent.whole import CONVERSATIONS, judge, told
from tests.state.worlds import PUBLIC_URL, somebody


@pytest.fixture
def chat(database, checkpointer):
    return Conversation(RunKeeper(database, build(Speaker(GuidedModel()), checkpointer), PUBLIC_URL, 30), somebody())


@pytest.mark.parametrize("case", CONVERSATIONS, ids=lambda case: case["temper"])
async def test_a_conversation_ends_with_exactly_what_was_said(chat, case):
    run = await told(chat, case["says"])

    judge(run.session, case)


EVENT = [
    "hi",
    "the venue is in Milan",
    "Ada Bo, ada@bo.example, agency",
    "next",
    "a panel called Seams on 5 May 2031 at 18:00",
]


async def test_the_zone_of_the_city_is_offered_and_a_yes_takes_exactly_that(chat):
    run = await told(chat, EVENT)
    assert run.text.endswith("Is that Europe/Rome, the time of Milan?")

    run = await told(chat, ["yes"])

    assert run.session["stages"]["eventSetup"]["data"]["timezone"] == "Europe/Rome"


async def test_a_declined_offer_is_not_made_again_and_a_yes_then_means_nothing(chat):
    run = await told(chat, [*EVENT, "no"])
    assert "Europe/Rome" not in run.text and run.text.endswith("A city such as Milan is enough.")

    run = await told(chat, ["yes"])

    assert "timezone" not in run.session["stages"]["eventSetup"]["data"]


async def test_a_gap_that_is_asked_for_is_not_listed_too(chat):
    run = await told(chat, ["hi", "Ada Bo, ada@bo.example", "next"])
    assert run.text.count("role") == 1 and "missing" not in run.text

    run = await told(chat, ["agency", "next", "a panel called Seams", "next"])

    assert run.text.startswith("Not quite there yet; still open after this: start and time zone.")


READY = [
    *EVENT,
    "yes",
    "next",
    "physical, Via Roma 1, Milan, 80 guests",
    "next",
    "free entry, 80 places",
    "80 in total",
]


@pytest.mark.parametrize("says", [["publish"], ["no sponsors", "publish"], ["next", "publish"]], ids=str)
async def test_publish_passes_over_the_empty_sponsors_stage_and_asks_for_approval(chat, says):
    run = await told(chat, [*READY, *says])

    assert run.interrupts and run.session["status"] == "in_progress"


async def test_no_sponsors_said_early_is_answered_and_changes_nothing(chat):
    run = await told(chat, ["hi", "no sponsors"])

    assert run.text.startswith("Sponsors and media are optional") and run.session["current_stage"] == "organizerSetup"
