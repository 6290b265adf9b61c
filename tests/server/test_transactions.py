"""One transaction per request: committed before a byte of the answer goes out, gone whole when anything fails."""

from __future__ import annotations

import asyncio

import psycopg
import pytest

from tests.server.running import STAGES

TRAP = """
create function app.trap() returns trigger language plpgsql as $$
begin
  if new.session_id = 'fails-at-commit' then raise exception 'row %', new using errcode = '{code}'; end if;
  return null;
end $$;
create constraint trigger trap after insert on wizard_sessions deferrable initially deferred
  for each row execute function app.trap()
"""


@pytest.fixture
def trap(database_url):
    """Sets a trap that goes off at commit, with this SQLSTATE."""

    def set_up(code: str) -> None:
        with psycopg.connect(database_url) as connection:
            connection.execute(TRAP.format(code=code))

    yield set_up
    with psycopg.connect(database_url) as connection:
        connection.execute("drop trigger if exists trap on wizard_sessions")
        connection.execute("drop function if exists app.trap()")


@pytest.mark.parametrize(
    ("code", "status"),
    [("23514", 500), ("57P01", 503), ("53300", 503), ("57014", 503), ("55P03", 409), ("40P01", 409), ("40001", 409)],
)
async def test_a_commit_that_fails_is_no_success(anna, trap, code, status):
    trap(code)

    failed = await anna.http.post("/wizard/sessions", json={"session_id": "fails-at-commit"})
    read = await anna.http.get("/wizard/sessions/fails-at-commit")

    assert failed.status_code == status
    assert failed.headers["content-type"] == "application/problem+json"
    assert "location" not in failed.headers
    assert read.status_code == 404


async def test_what_nobody_foresaw_is_one_plain_sentence(anna, trap):
    trap("23514")

    failed = await anna.http.post("/wizard/sessions", json={"session_id": "fails-at-commit"})

    assert failed.json() == {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
        "detail": "Something went wrong here. Please try again.",
        "code": "internal",
        "error": "internal",
        "message": "Something went wrong here. Please try again.",
    }
    assert failed.headers["x-request-id"] and failed.headers["x-content-type-options"] == "nosniff"


async def test_an_answer_that_came_is_stored(anna, database_url):
    """Read by another connection the moment the answer is there."""
    for n in range(20):
        await anna.http.post("/wizard/sessions", json={"session_id": f"stored-{n}"})

        with psycopg.connect(database_url) as connection:
            found = connection.execute(
                "select count(*) from wizard_sessions where session_id = %s", [f"stored-{n}"]
            ).fetchone()
        assert found == (1,)


async def test_a_client_that_hangs_up_leaves_no_open_transaction(anna, database_url):
    session = await anna.session()
    with psycopg.connect(database_url) as holder:
        holder.execute("select 1 from wizard_sessions where session_id = %s for update", [session])
        waiting = [asyncio.create_task(anna.save(session, "eventSetup", {"title": f"Title {n}"})) for n in range(3)]
        await asyncio.sleep(0.3)
        for each in waiting:
            each.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    for _ in range(50):
        with psycopg.connect(database_url) as connection:
            busy = connection.execute(
                "select count(*) from pg_stat_activity where datname = current_database() "
                "and pid <> pg_backend_pid() and state <> 'idle'"
            ).fetchone()
        if busy == (0,):
            break
        await asyncio.sleep(0.1)
    assert busy == (0,)
    assert (await anna.save(session, "eventSetup", {"title": "Fine"})).status_code == 200


async def test_parallel_saves_of_one_session_lose_nothing(anna):
    session = await anna.session()
    fields = {"eventSetup": STAGES["eventSetup"], "organizerSetup": STAGES["organizerSetup"]}

    saves = [anna.save(session, stage, {name: value}) for stage, data in fields.items() for name, value in data.items()]
    answers = await asyncio.gather(*saves)

    stored = (await anna.http.get(f"/wizard/sessions/{session}")).json()
    assert {answer.status_code for answer in answers} == {200}
    assert {stage: stored["stages"][stage]["data"] for stage in fields} == fields
    assert stored["revision"] == len(answers)
    assert sorted(answer.json()["revision"] for answer in answers) == list(range(1, len(answers) + 1))
