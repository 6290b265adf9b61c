"""Each way the service can fail, at each stage: one visible end, nothing lost, and the next turn works."""

from __future__ import annotations

import asyncio
import time

import pytest

from agent.circuit import LONGEST_REST_SECONDS, Circuit
from agent.fallback import SENTENCES
from agent.faults import TREATMENTS
from agent.graph import build
from agent.nodes import Speaker
from server.agui import runs
from server.agui.runs import RunKeeper
from state.wizard import interactions, sessions
from state.wizard.view import view
from tests.agent.conversation import Conversation
from tests.agent.hosted import AMID, BEFORE, SLOW, Clock, connected, with_guided
from tests.fakes import gemini as fakes
from tests.state.worlds import PUBLIC_URL, STAGES, filled, somebody

# What is said at each stage, and where it must stand afterwards, whoever answers.
SAID = {
    "organizerSetup": ("My name is Bianca Neri", "organizerSetup", "name", "Bianca Neri"),
    "eventSetup": ("The title is Rome Nights", "eventSetup", "title", "Rome Nights"),
    "venueSetup": ("It holds 350 guests", "venueSetup", "capacity", 350),
    "ticketSetup": ("220 tickets in total", "ticketSetup", "total_capacity", 220),
    "sponsorsMedia": ("Gucci is a gold sponsor", "sponsorsMedia", "sponsors", None),
    "reviewPublish": ("what is missing?", "eventSetup", "title", "Milan Nights"),
}


@pytest.fixture(scope="module")
def fake():
    with fakes.serving() as server:
        yield server


@pytest.fixture(scope="module")
async def hosted(fake, checkpointer):
    """The model and its graph, patient and not: building them takes longer than talking to them."""
    async with connected(fake) as patient, connected(fake, limit=0.25) as hasty:
        models = [with_guided(patient), with_guided(hasty)]
        yield [(model, build(Speaker(model), checkpointer)) for model in models]


@pytest.fixture
async def talk(database, hosted, fake, request):
    """A conversation at this stage, with everything filled in, and the clock of the model's circuit."""
    fake.plan.clear()
    fake.illegal.clear()
    stage, failure = request.node.callspec.params["stage"], request.node.callspec.params["failure"]
    model, graph = hosted[failure in SLOW]
    clock = Clock()
    model.circuit = Circuit(clock)
    chat = Conversation(RunKeeper(database, graph, PUBLIC_URL, 30), somebody())
    await at(database, chat, stage)
    return chat, clock


async def at(database, chat, stage):
    row = await filled(database, chat.principal, chat.thread_id)
    for done in list(STAGES)[: list(SAID).index(stage)]:
        async with database.transaction(chat.principal) as tx:
            await sessions.complete(tx, row, done)


async def stored(database, chat):
    async with database.transaction(chat.principal) as tx:
        return view(await sessions.get(tx, chat.thread_id))


async def transcript(database, chat):
    async with database.transaction(chat.principal) as tx:
        row = await sessions.get(tx, chat.thread_id)
        return await interactions.newest(tx, row.id, 100)


def plan(fake, failure, **details):
    if failure == "unreachable":
        fake.close()
    else:
        fake.fail(failure, times=1 if details else 3, **details)


@pytest.mark.parametrize("stage", SAID)
@pytest.mark.parametrize("failure", BEFORE, ids=str)
async def test_a_failure_before_the_first_token_is_answered_in_the_same_run_and_the_fact_is_saved(
    database, talk, fake, stage, failure
):
    chat, clock = talk
    words, where, field, value = SAID[stage]
    plan(fake, failure)

    run = await chat.say(words)
    fake.plan.clear()
    if failure == "unreachable":
        fake.open()
    clock.now += LONGEST_REST_SECONDS
    asked = len(fake.requests)
    again = await chat.say("what is missing?")

    assert run.error is None and run.text.count(SENTENCES["fault"]) == 1 and run.text != SENTENCES["fault"]
    assert again.error is None and again.text and SENTENCES["fault"] not in again.text
    assert len(fake.requests) > asked, "the service is asked again"
    shown = {event["messageId"] for event in run.events if event["type"] == "TEXT_MESSAGE_START"}
    assert shown <= {row.message_id for row in await transcript(database, chat)}
    data = (await stored(database, chat)).stages[where].data
    assert data[field] == value or (value is None and "Gucci" in str(data[field]))
    assert fake.illegal == []


@pytest.mark.parametrize("stage", SAID)
@pytest.mark.parametrize("failure", AMID, ids=str)
async def test_a_failure_amid_an_answer_is_one_error_in_plain_words_and_the_next_turn_works(
    database, talk, fake, caplog, stage, failure
):
    chat, _ = talk
    before = (await stored(database, chat)).stages
    plan(fake, failure, visible=True)

    run = await chat.say("Hello, how are you?")
    again = await chat.say("what is missing?")

    assert run.error and run.error["message"] in {treatment.words for treatment in TREATMENTS.values()}
    assert fakes.KEY not in str(run.events) and "emini" not in str(run.events) and "oogle" not in str(run.events)
    assert "'model_fault'" in caplog.text and "'run_broke_off'" in caplog.text
    for secret in (fakes.KEY, fake.address, "emini", "oogle", "httpx"):
        assert secret not in "".join(record.getMessage() for record in caplog.records if record.levelname != "DEBUG")
    assert again.error is None and again.text
    assert "Hello, how are you?" in str(fake.requests[-1]["contents"]), "the next turn knows what was said"
    rows = await transcript(database, chat)
    assert [row.text for row in rows if row.role == "user"] == ["Hello, how are you?", "what is missing?"]
    assert all(row.text or row.tool_calls for row in rows) and "Well," not in str([row.text for row in rows])
    assert (await stored(database, chat)).stages == before
    assert fake.illegal == []


@pytest.mark.parametrize(("stage", "failure"), [("organizerSetup", "kept waiting")])
async def test_a_run_that_is_ended_closes_its_request_upstream(talk, fake, monkeypatch, stage, failure):
    monkeypatch.setattr(runs, "DRAIN_SECONDS", 0.05)
    chat, _ = talk
    fake.left = 0
    fake.fail("stalled", visible=True)
    asked = len(fake.requests)
    running = asyncio.create_task(chat.say("hello"))
    while len(fake.requests) == asked:
        await asyncio.sleep(0.01)

    await chat.keeper.close()
    run = await running
    deadline = time.monotonic() + 5
    while not fake.left and time.monotonic() < deadline:
        await asyncio.sleep(0.01)

    assert run.error and run.error["code"] == "stopped" and fake.left == 1
