"""Publishing that people can follow: steps as a stream, lines in the log, an entry that counts; true once committed."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from state.wizard.publish_steps import STEPS
from tests.server.processes import address_of, forked
from tests.server.running import SECRET, Person

STREAM = {"Accept": "text/event-stream"}
TRAP = """
create function app.trap() returns trigger language plpgsql as $$
begin raise exception 'trapped' using errcode = '40001'; end $$;
create constraint trigger trap after insert on events deferrable initially deferred
  for each row execute function app.trap()"""


@pytest.fixture
def trap(database_url):
    """Every publish fails at its commit, until this is called."""
    with psycopg.connect(database_url) as connection:
        connection.execute(TRAP.encode())

    def open_it() -> None:
        with psycopg.connect(database_url) as connection:
            connection.execute("drop trigger if exists trap on events; drop function if exists app.trap()")

    yield open_it
    open_it()


def events_in(text: str) -> list[tuple[str, Any]]:
    parts = [part.split("\n") for part in text.split("\n\n") if part]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in parts]


async def followed(anna: Person, session: str, key: str | None = None, **headers: str) -> httpx.Response:
    body = {"session_id": session, "confirmed": True, "terms_accepted": True}
    keyed = {"Idempotency-Key": key} if key else {}
    return await anna.http.post("/events/publish", json=body, headers=STREAM | keyed | headers)


def counted(database_url: str, anna: Person) -> list[tuple[str, str, dict[str, Any]]]:
    with psycopg.connect(database_url) as connection:
        return connection.execute(
            "select name, event_id::text, properties from analytics_entries where organization_id = %s", [anna.user]
        ).fetchall()


async def test_a_form_follows_each_step_and_gets_the_very_answer(anna):
    session = await anna.filled()

    answer = await followed(anna, session, "a-key")
    again = await anna.publish(session, "a-key")

    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["x-accel-buffering"] == "no"
    told = events_in(answer.text)
    steps = [(data["step"], data["status"]) for name, data in told if name == "step"]
    assert steps == [(step.id, status) for step in STEPS for status in ("running", "done")]
    assert [data["title"] for name, data in told if name == "step"][::2] == [step.title for step in STEPS]
    name, done = told[-1]
    assert (name, done["status"], done["replayed"]) == ("done", 201, False)
    assert again.status_code == 201 and again.headers["idempotency-replayed"] == "true"
    assert b'"body":' + again.content + b"}\n\n" in answer.content


async def test_a_stream_replays_what_was_answered_in_one_piece(anna):
    session = await anna.filled()
    published = await anna.publish(session, "a-key")

    replayed = await followed(anna, session, "a-key")

    assert events_in(replayed.text) == [("done", {"status": 201, "replayed": True, "body": published.json()})]


async def test_a_refusal_ends_the_stream_as_a_problem_and_leaves_nothing(anna, database_url):
    session = await anna.session()

    answer = await followed(anna, session)
    plain = await anna.publish(session)

    told = events_in(answer.text)
    assert [data.get("status") for _, data in told] == ["running", 422]
    assert told[-1] == ("problem", plain.json())
    assert counted(database_url, anna) == []


async def test_the_last_step_is_done_once_the_commit_is(anna, database_url, trap):
    session = await anna.filled()

    failed = events_in((await followed(anna, session, "a-key")).text)
    trap()
    done = events_in((await followed(anna, session, "a-key")).text)

    assert failed[-2:] == [
        ("step", {"step": "published", "title": STEPS[-1].title, "status": "running"}),
        ("problem", failed[-1][1]),
    ]
    assert failed[-1][1]["status"] == 409
    assert done[-1][1]["status"] == 201 and len(counted(database_url, anna)) == 1


async def test_a_client_that_goes_away_in_the_middle_cuts_nothing_in_two(anna, database_url):
    sessions = [await anna.filled() for _ in range(6)]
    for number, session in enumerate(sessions):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.004 * (number + 1)):
                await followed(anna, session, f"key-{number}")
                raise TimeoutError

    answers = []
    for number, session in enumerate(sessions):
        while (answer := await anna.publish(session, f"key-{number}")).status_code == 409:
            await asyncio.sleep(0.05)
        answers.append(answer)

    assert [each.status_code for each in answers] == [201] * 6
    assert len(counted(database_url, anna)) == 6


async def test_a_client_that_goes_away_does_not_stop_what_it_began(anna, database_url):
    session = await anna.filled()
    body = {"session_id": session, "confirmed": True, "terms_accepted": True}
    with psycopg.connect(database_url) as connection:
        # The event waits for this sponsor, of the same name.
        connection.execute("insert into sponsors (organization_id, company_name) values (%s, 'Prada')", [anna.user])
        async with anna.http.stream("POST", "/events/publish", json=body, headers=STREAM) as answer:
            async for line in answer.aiter_lines():
                if '"event"' in line:
                    break
        await asyncio.sleep(0.3)
        connection.rollback()

    deadline = asyncio.get_running_loop().time() + 10
    while not counted(database_url, anna):
        assert asyncio.get_running_loop().time() < deadline, "nothing was published"
        await asyncio.sleep(0.05)


async def test_a_published_event_is_counted_once_and_without_anything_personal(anna, database_url):
    session = await anna.filled()

    event = (await anna.publish(session, "a-key")).json()
    await anna.publish(session, "a-key")
    await anna.publish(session)

    ((name, event_id, properties),) = counted(database_url, anna)
    assert (name, event_id) == ("event_published", event["event_id"])
    assert properties == {"tiers": 2, "paid": True, "sponsors": 1}


async def test_an_entry_cannot_be_changed_nor_written_past_its_function(anna, database_url):
    await anna.publish(await anna.filled())
    claims = json.dumps({"sub": str(anna.user), "role": "authenticated"})
    verbs = ("update analytics_entries set name = name", "delete from analytics_entries",
             "insert into analytics_entries (organization_id, name) values (app.organization_id(), 'x')")  # fmt: skip

    for verb in verbs:
        with psycopg.connect(database_url) as connection:
            connection.execute(
                "select set_config('role', 'authenticated', true), set_config('request.jwt.claims', %s, true)", [claims]
            )
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(verb)


def published_lines(log: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in log.splitlines()]
    return [line for line in lines if line["event"] in ("publish_step", "event_published")]


async def test_the_log_has_a_line_for_each_step_and_one_for_the_event_once_it_is_there(database_url, tmp_path, trap):
    settings = {"DATABASE_URL": database_url, "JWT_SECRET": SECRET, "PORT": "0", "WORKER": "off"}
    with forked("serve", log=tmp_path / "log", **settings) as process:
        anna = Person(address_of(process), uuid4())
        session = await anna.filled()
        assert (await anna.publish(session)).status_code == 409
        failed = published_lines((tmp_path / "log").read_text())
        trap()
        event = (await anna.publish(session)).json()
        await anna.http.aclose()
        process.terminate()
        process.wait(20)

    text = (tmp_path / "log").read_text()
    done = published_lines(text)[len(failed) :]
    assert [line["step"] for line in failed] == [step.id for step in STEPS[:-1]]
    assert [line.get("step") for line in done] == [*(step.id for step in STEPS), None]
    assert all(line["duration_ms"] >= 0 and line["request_id"] for line in done)
    assert len({line["session"] for line in done[:-1]}) == 1
    assert (done[-1]["event_id"], done[-1]["organization_id"]) == (event["event_id"], str(anna.user))
    assert done[-1].items() >= {"tiers": 2, "paid": True, "sponsors": 1}.items()
    for personal in ("Anna", "anna@example.com", "Milan Nights", session):
        assert personal not in text
