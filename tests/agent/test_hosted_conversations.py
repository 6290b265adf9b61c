"""The same whole conversations over the hosted model's wire, as they are and with the service failing all the time."""

from __future__ import annotations

import pytest

from agent.circuit import Circuit
from agent.fallback import SENTENCES
from agent.graph import build
from agent.nodes import Speaker
from server.agui.runs import RunKeeper
from tests.agent.conversation import Conversation
from tests.agent.hosted import connected, with_guided
from tests.agent.whole import CONVERSATIONS, judge, said
from tests.fakes import gemini as fakes
from tests.state.worlds import PUBLIC_URL, somebody


@pytest.fixture(scope="module")
def fake():
    with fakes.serving() as server:
        yield server


@pytest.fixture(scope="module")
async def hosted(fake, checkpointer):
    """The model and its graph: building them takes longer than talking to them."""
    async with connected(fake) as primary:
        model = with_guided(primary)
        yield model, build(Speaker(model), checkpointer)


@pytest.fixture
def chat(database, hosted, fake):
    model, graph = hosted
    model.circuit = Circuit()
    fake.plan.clear()
    fake.illegal.clear()
    return Conversation(RunKeeper(database, graph, PUBLIC_URL, 30), somebody())


@pytest.mark.parametrize("case", CONVERSATIONS, ids=lambda case: case["temper"])
async def test_a_conversation_over_the_wire_ends_with_exactly_what_was_said(fake, chat, case):
    run = None
    for line in case["says"]:
        asked = len(fake.requests)
        run = await said(chat, line, run)
        assert run.error is None and (run.text or run.interrupts), line
        assert len(fake.requests) > asked or line == "!no", "the hosted model answers"
        assert not any(sentence in run.text for sentence in SENTENCES.values()), line

    judge(run.session, case)
    assert fake.illegal == []
