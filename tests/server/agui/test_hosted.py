"""A real server on the hosted model's wire: a conversation to a published event, outages, and long threads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from agent.fallback import SENTENCES
from tests.agent.conversation import Run, frames, legal
from tests.fakes import gemini as fakes
from tests.fakes.gemini_brain import signature
from tests.server.agui.process import Talker, serving

CONVERSATION = Path("docs/first-conversation.txt")
HOSTED = {"MODEL": "google_genai:gemini-2.5-flash", "GOOGLE_API_KEY": fakes.KEY, "MODEL_TIMEOUT_SECONDS": "5"}


@pytest.fixture(scope="module")
def running(database_url, tmp_path_factory) -> Iterator[tuple[fakes.FakeGemini, str]]:
    """The fake service, and the address of a server that uses it."""
    with fakes.serving() as fake:
        environment = HOSTED | {"GEMINI_BASE_URL": fake.address}
        with serving(database_url, tmp_path_factory.mktemp("data"), **environment) as server:
            yield fake, server.address


@pytest.fixture
def fake(running):
    running[0].plan.clear()
    running[0].call_id = None
    yield running[0]
    assert running[0].illegal == []


@pytest.fixture
def talker(running, fake):
    return Talker(running[1])


def test_a_conversation_over_the_wire_publishes_an_event(fake, talker, database_url):
    fake.call_id = "the-same-id-again"
    *lines, last = [line.strip() for line in CONVERSATION.read_text().splitlines() if line.strip()]

    runs = [talker.run(line) for line in lines]
    entry = {"interruptId": runs[-1].interrupts[0]["id"], "status": "resolved"}
    done = talker.run(resume=[entry | {"payload": {"confirmed": True, "terms_accepted": True}}])

    assert last == "yes" and all(run.error is None and (run.text or run.interrupts) for run in runs)
    assert done.session["status"] == "completed" and done.session["completion_percentage"] == 100
    made = [event["toolCallId"] for run in runs for event in run.events if event["type"] == "TOOL_CALL_START"]
    assert len(made) == len(set(made)) > 5 and "the-same-id-again" not in made
    with psycopg.connect(database_url) as connection:
        spoken, tokens = connection.execute(
            "select array_agg(distinct model), min(tokens_used) from wizard_interactions i join wizard_sessions s "
            "on s.id = i.wizard_session_id where s.user_id = %s and i.role = 'assistant'",
            [talker.user],
        ).fetchone()
        cost = connection.execute(
            "select sum(cost_micros) from model_usage where organization_id = %s", [talker.user]
        ).fetchone()[0]
    assert spoken == ["gemini-2.5-flash"] and tokens > 0 and cost > 0


def test_thought_signatures_come_back_in_the_next_turn(fake, talker):
    talker.run("I am Anna Rossi")
    talker.run("anna@example.com")

    sent = [part for turn in fake.requests[-1]["contents"] for part in turn["parts"] if turn["role"] == "model"]
    calls = [part for part in sent if "functionCall" in part]
    assert calls and [part["thoughtSignature"] for part in calls] == [
        signature(f"call:{part['functionCall']['name']}") for part in calls
    ]
    assert any(part.get("text") == "" and part.get("thoughtSignature") for part in sent)


def test_an_answer_that_breaks_off_is_one_error_without_a_word_of_what_is_behind(fake, talker):
    fake.fail("error object", visible=True)

    response = talker.post(talker.body("Hello"))
    run = Run(legal(frames(response.content)))
    again = talker.run("Hello again")

    assert run.error and run.error["code"] == "model_error_in_stream" and again.error is None and again.text
    for secret in (fakes.KEY, fake.address, "emini", "oogle", "Traceback"):
        assert secret not in response.text


def test_without_a_key_guided_mode_serves_and_says_so_once(database_url, tmp_path):
    with serving(database_url, tmp_path, MODEL=HOSTED["MODEL"], GOOGLE_API_KEY="") as server:
        talker = Talker(server.address)
        first, second = talker.run("hello"), talker.run("I am Anna Rossi")

    assert first.text.startswith(SENTENCES["no_key"]) and SENTENCES["no_key"] not in second.text
    assert second.session["stages"]["organizerSetup"]["data"] == {"name": "Anna Rossi"}


@pytest.mark.slow
def test_sixty_turns_cost_no_more_than_twenty(running, fake):
    """Bytes sent to the model and to the browser per turn, over five turns each."""
    talker = Talker(running[1])
    talker.run("I am Anna Rossi, anna@example.com, fashion designer")
    sent, received = [], []
    for turn in range(60):
        before = len(fake.sizes)
        response = talker.post(talker.body(f"my name is Anna Rossi{'abcdefghij'[turn % 10]}"))
        sent.append(max(fake.sizes[before:]))
        received.append(len(response.content))

    for sizes in (sent, received):
        assert sum(sizes[55:]) <= 1.25 * sum(sizes[15:20]), sizes


def test_an_outage_is_bridged_by_guided_mode(fake, talker):
    """Stands last: afterwards this server leaves the service alone for a while."""
    fake.fail("connection cut", times=3)

    run = talker.run("I am Anna Rossi, anna@example.com, fashion designer")

    assert run.error is None and run.text.startswith(SENTENCES["fault"])
    assert run.session["stages"]["organizerSetup"]["data"]["email"] == "anna@example.com"
