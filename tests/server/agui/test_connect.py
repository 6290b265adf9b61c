"""Joining a thread: after the run, in the middle of it, at another process, after a kill; and stopping it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from uuid import uuid4

import httpx
import psycopg
import pytest

from tests.agent.conversation import Run, frames, legal, legal_join
from tests.fakes import gemini as fakes
from tests.server.agui.process import Server, Talker, serving
from tests.server.running import SECRET

READY = [
    "I am Anna Rossi, anna@rossi.example, event organizer",
    "next",
    "a runway show called Milan Nights on 15 June 2031 at 19:30 in Milan",
    "next",
    "physical, Via Tortona 27, Milan, 300 guests",
    "next",
    "free entry, 100 places",
    "100 in total",
    "next",
    "no sponsors",
    "publish",
]


@pytest.fixture(scope="module")
def fake() -> Iterator[fakes.FakeGemini]:
    with fakes.serving() as serving_fake:
        yield serving_fake


@pytest.fixture(autouse=True)
def _no_plan(fake):
    fake.plan.clear()


@pytest.fixture(scope="module")
def servers(database_url, tmp_path_factory, fake) -> Iterator[list[Server]]:
    """Two processes on one database, with a hosted model that can be slow."""
    hosted = {
        "MODEL": "google_genai:gemini-2.5-flash",
        "GOOGLE_API_KEY": fakes.KEY,
        "GEMINI_BASE_URL": fake.address,
        "MODEL_TIMEOUT_SECONDS": "30",
    }
    with (
        serving(database_url, tmp_path_factory.mktemp("one"), **hosted) as one,
        serving(database_url, tmp_path_factory.mktemp("two"), **hosted) as two,
    ):
        yield [one, two]


@pytest.fixture
def talker(servers):
    return Talker(servers[0].address)


class Reading:
    """A stream that is read in the background."""

    def __init__(self, talker: Talker, path: str, body: dict, address: str | None = None) -> None:
        self.talker, self.path, self.body = talker, path, body
        self.address = address or talker.address
        self.received = bytearray()
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self) -> None:
        with httpx.stream(
            "POST", f"{self.address}{self.path}", json=self.body, headers=self.talker.headers, timeout=30
        ) as response:
            self.status = response.status_code
            for part in response.iter_raw():
                self.received += part

    def until(self, words: bytes, seconds: float = 10) -> None:
        deadline = time.monotonic() + seconds
        while words not in self.received:
            assert time.monotonic() < deadline, bytes(self.received[-2000:])
            time.sleep(0.005)

    def events(self) -> list[dict]:
        self.thread.join(30)
        assert not self.thread.is_alive(), "the stream has no end"
        return frames(bytes(self.received))


def said(events: list[dict]) -> str:
    return "".join(event["delta"] for event in events if event["type"] == "TEXT_MESSAGE_CONTENT")


def slow(talker: Talker, fake: fakes.FakeGemini) -> Reading:
    """A run whose answer does not end by itself."""
    fake.fail("slow words")
    running = Reading(talker, "/agui", talker.body("hello"))
    running.until(b"TEXT_MESSAGE_CONTENT")
    return running


def stop(talker: Talker, address: str) -> dict:
    response = httpx.post(
        f"{address}/copilotkit/agent/wizard/stop/{talker.thread_id}", headers=talker.headers, timeout=30
    )
    assert response.status_code == 200, response.text
    return response.json()


def test_a_thread_nobody_has_spoken_on_is_an_empty_stream(talker):
    mine = talker.connect()
    foreign = Talker(talker.address)
    talker.run("hello")
    foreign.thread_id = talker.thread_id

    assert (mine.status_code, mine.content) == (200, b"")
    assert (foreign.connect().status_code, foreign.connect().content) == (200, b"")


def test_a_thread_comes_back_with_the_messages_and_the_state_that_were_streamed(talker, servers):
    first = talker.run("I am Anna Rossi")
    second = talker.run("anna@rossi.example")

    for server in servers:
        events = legal_join(frames(talker.connect(server.address).content))
        messages = events[1]["messages"]
        streamed = [e["messageId"] for run in (first, second) for e in run.events if e["type"] == "TEXT_MESSAGE_START"]
        calls = [call for message in messages for call in message.get("toolCalls", ())]
        told = [message["id"] for message in messages if message["role"] == "assistant" and message.get("content")]
        assert [event["type"] for event in events] == [
            "RUN_STARTED",
            "MESSAGES_SNAPSHOT",
            "STATE_SNAPSHOT",
            "RUN_FINISHED",
        ]
        assert told == streamed
        assert {call["id"] for call in calls} == {
            e["toolCallId"] for run in (first, second) for e in run.events if e["type"] == "TOOL_CALL_START"
        }
        assert [m["content"] for m in messages if m["role"] == "user"] == ["I am Anna Rossi", "anna@rossi.example"]
        assert events[2]["snapshot"]["session"] == talker.session()


def test_joining_writes_nothing(talker, database_url):
    talker.run("I am Anna Rossi")
    before = talker.session()

    for _ in range(3):
        talker.connect()

    assert talker.session() == before
    with psycopg.connect(database_url) as connection:
        count = connection.execute(
            "select count(*) from runs r join wizard_sessions s on s.id = r.wizard_session_id where s.user_id = %s",
            [talker.user],
        ).fetchone()
    assert count == (1,)


def test_an_open_approval_comes_back_and_can_be_answered(talker, servers):
    for line in READY:
        run = talker.run(line)
    asked = run.interrupts[0]

    events = legal_join(frames(talker.connect(servers[1].address).content))
    back = events[-1]["outcome"]["interrupts"][0]
    talker.address = servers[1].address
    entry = {"interruptId": back["id"], "status": "resolved"}
    done = talker.run(resume=[entry | {"payload": {"confirmed": True, "terms_accepted": True}}])

    assert back == asked and done.session["status"] == "completed"
    last = events[1]["messages"][-1]
    assert [call["id"] for call in last["toolCalls"]] == [asked["toolCallId"]], "the call waits, without an answer"


@pytest.mark.parametrize("where", [0, 1], ids=["same process", "another process"])
def test_who_joins_in_mid_run_sees_all_of_it_and_its_end(talker, servers, fake, where):
    talker.run("I am Anna Rossi")
    running = slow(talker, fake)
    address = servers[where].address

    joined = Reading(talker, "/copilotkit/agent/wizard/connect", talker.body(), address)
    joined.until(b"TEXT_MESSAGE_CONTENT")
    behind = said(frames(bytes(running.received[: running.received.rfind(b"\n\n") + 2])))
    stop(talker, servers[0].address)
    mine, theirs = legal(running.events()), legal_join(joined.events())

    assert len(said(mine)) >= len(behind) > 0 and said(theirs) == said(mine)
    assert theirs[2]["type"] == "STATE_SNAPSHOT" and theirs[-1] == mine[-1]
    assert [message["content"] for message in theirs[1]["messages"] if message["role"] == "user"][-1] == "hello"


@pytest.mark.parametrize("where", [0, 1], ids=["same process", "another process"])
def test_stop_ends_the_answer_and_the_call_behind_it_within_a_second_and_frees_the_thread(
    talker, servers, fake, where, database_url
):
    running = slow(talker, fake)

    started = time.monotonic()
    answer = stop(talker, servers[where].address)
    while fake.answering and time.monotonic() < started + 5:
        time.sleep(0.005)
    took = time.monotonic() - started
    again = talker.run("I am Anna Rossi")
    events = legal(running.events())

    assert answer["stopped"] is True and took < 1
    assert events[-1]["outcome"] == {"type": "success"}
    assert again.error is None and again.session["stages"]["organizerSetup"]["data"] == {"name": "Anna Rossi"}
    kept = next(m for m in frames(talker.connect().content)[1]["messages"] if m["role"] == "assistant")
    assert kept["content"] == said(events), "what was read before the stop stays"
    assert fake.illegal == []


def test_stop_where_nothing_runs_says_so_and_a_foreign_thread_is_unknown(talker):
    talker.run("hello")
    foreign = Talker(talker.address, thread_id=talker.thread_id)

    assert stop(talker, talker.address)["stopped"] is False
    response = httpx.post(
        f"{talker.address}/copilotkit/agent/wizard/stop/{talker.thread_id}", headers=foreign.headers, timeout=30
    )
    unknown = httpx.post(f"{talker.address}/copilotkit/agent/wizard/stop/{uuid4()}", headers=foreign.headers)
    assert response.status_code == unknown.status_code == 404
    assert {**response.json(), "instance": 0} == {**unknown.json(), "instance": 0}


def test_a_second_message_on_a_busy_thread_is_refused_in_human_words(talker, servers, fake):
    running = slow(talker, fake)

    refused = [talker.post(talker.body("and?"), address=server.address) for server in servers]
    stop(talker, talker.address)
    running.events()

    for response in refused:
        assert response.status_code == 409 and response.json()["error"] == "thread_busy"
        assert "still answering" in response.json()["message"]


@pytest.mark.slow
def test_who_followed_a_run_whose_process_was_killed_is_told_and_the_thread_goes_on(
    database_url, tmp_path, servers, fake
):
    hosted = {
        "MODEL": "google_genai:gemini-2.5-flash",
        "GOOGLE_API_KEY": fakes.KEY,
        "GEMINI_BASE_URL": fake.address,
        "RUN_LEASE_SECONDS": "2",
    }
    with serving(database_url, tmp_path, **hosted) as doomed:
        talker = Talker(doomed.address)
        fake.fail("slow words")
        running = threading.Thread(target=_read_until_it_breaks, args=(talker,), daemon=True)
        running.start()
        joined = None
        deadline = time.monotonic() + 10
        while joined is None or b"TEXT_MESSAGE_CONTENT" not in joined.received:
            assert time.monotonic() < deadline
            if joined is None or not joined.thread.is_alive():
                joined = Reading(talker, "/copilotkit/agent/wizard/connect", talker.body(), servers[1].address)
            time.sleep(0.05)
        doomed.kill()

    events = joined.events()
    talker.address = servers[1].address
    after = frames(talker.connect().content)
    run = talker.run("I am Anna Rossi")

    assert events[-1]["code"] == after[-1]["code"] == "run_lost"
    assert [m["content"] for m in after[1]["messages"]] == ["hello"]
    assert run.error is None and run.session["stages"]["organizerSetup"]["data"] == {"name": "Anna Rossi"}
    assert frames(talker.connect().content)[-1]["type"] == "RUN_FINISHED"


def _read_until_it_breaks(talker: Talker) -> None:
    try:
        talker.post(talker.body("hello"))
    except httpx.HTTPError:
        return


def test_a_stream_ends_with_the_token_it_was_asked_with_and_the_run_goes_on(talker, servers, fake):
    import jwt

    fake.fail("slow words")
    claims = {"sub": str(talker.user), "aud": "authenticated", "exp": int(time.time()) + 2}
    short = {"Authorization": f"Bearer {jwt.encode(claims, SECRET, 'HS256')}"}
    response = httpx.post(f"{talker.address}/agui", json=talker.body("hello"), headers=short, timeout=30)

    events = frames(response.content)
    assert (events[-1]["type"], events[-1]["code"]) == ("RUN_ERROR", "token_expired")
    assert talker.post(talker.body("and?")).status_code == 409
    assert stop(talker, talker.address)["stopped"] is True


def test_the_single_address_answers_like_the_routes(talker):
    def call(method: str, **members):
        return httpx.post(
            f"{talker.address}/copilotkit", json={"method": method} | members, headers=talker.headers, timeout=30
        )

    params = {"agentId": "wizard", "threadId": talker.thread_id}
    ran = call("agent/run", params=params, body=talker.body("I am Anna Rossi"))
    joined = call("agent/connect", params=params, body=talker.body())

    assert Run(legal(frames(ran.content))).session["stages"]["organizerSetup"]["data"] == {"name": "Anna Rossi"}
    assert [e["type"] for e in frames(joined.content)][:2] == ["RUN_STARTED", "MESSAGES_SNAPSHOT"]
    assert call("agent/stop", params=params).json()["stopped"] is False
    assert call("info").json() == httpx.get(f"{talker.address}/copilotkit/info", headers=talker.headers).json()
    assert call("agent/dance").status_code == call("agent/run", body={"threadId": 7}).status_code == 422
    assert call("agent/run", params={"agentId": "other"}, body=talker.body()).status_code == 404


@pytest.mark.parametrize("path", ["run", "connect"])
def test_an_agent_that_is_not_there_is_404(talker, path):
    response = httpx.post(
        f"{talker.address}/copilotkit/agent/other/{path}", json=talker.body("hi"), headers=talker.headers
    )

    assert response.status_code == 404 and response.json()["error"] == "agent_not_found"


def test_more_answers_at_once_than_a_process_carries_are_refused_at_once_and_the_others_go_on(
    database_url, tmp_path, fake
):
    hosted = {
        "MODEL": "google_genai:gemini-2.5-flash",
        "GOOGLE_API_KEY": fakes.KEY,
        "GEMINI_BASE_URL": fake.address,
        "RUNS_AT_ONCE": "1",
    }
    with serving(database_url, tmp_path, **hosted) as server:
        first, second = Talker(server.address), Talker(server.address)
        running = slow(first, fake)
        refused = second.post(second.body("hello"))
        stop(first, server.address)
        again = second.run("I am Anna Rossi")

    assert refused.status_code == 503 and refused.headers["Retry-After"] == "2"
    assert "in a moment" in refused.json()["message"]
    assert legal(running.events())[-1]["type"] == "RUN_FINISHED"
    assert again.session["stages"]["organizerSetup"]["data"] == {"name": "Anna Rossi"}
