"""Publishing while everything breaks: one event, complete, or none; the same key then ends in 201, once."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from state import outbox
from state.database import Database
from state.values import Principal
from state.wizard import actions
from tests.fakes import smtp
from tests.server.crowd import Crowd
from tests.server.cutting_proxy import Cut, Proxy, When, standing_before
from tests.server.processes import Forked, address_of, forked
from tests.server.running import SECRET, Person, serving, settings_for
from tests.state.test_outbox import queue
from tests.state.worlds import filled, published_once, somebody

KILLS = int(os.environ.get("PUBLISH_KILLS", "12"))
AT_ONCE = 4
NONE, ONE = (0, 0, 0, 0), (1, 1, 1, 1)
MOST_STATEMENTS = 40
# The first statement that a keyed publish sends of its own.
CLAIM = b"app.claim_answer"


def traces(database_url: str, user: UUID) -> tuple[int, int, int, int]:
    """Complete events, events at all, entries counted, answers stored. A complete one has its session and its rows."""
    with psycopg.connect(database_url) as connection:
        row = connection.execute(
            "select count(*) filter (where s.event_id = e.id and s.status = 'completed' and "
            "(select count(*) from event_budget_categories b where b.event_id = e.id) = 8 and "
            "(select count(*) from event_team t where t.event_id = e.id) = 1 and "
            "(select count(*) from event_sponsors p where p.event_id = e.id) = 1), count(e.id), "
            "(select count(*) from analytics_entries where organization_id = %(user)s), "
            "(select count(*) from wizard_actions where user_id = %(user)s) "
            "from events e join wizard_sessions s on s.id = e.wizard_session_id where e.created_by = %(user)s",
            {"user": user},
        ).fetchone()
    assert row
    return row


def mails_ordered(database_url: str, user: UUID) -> int:
    with psycopg.connect(database_url) as connection:
        row = connection.execute(
            "select count(*) from jobs.procrastinate_jobs where args ->> 'user_id' = %s and task_name = %s",
            [str(user), "published_mail"],
        ).fetchone()
    assert row
    return row[0]


@pytest.fixture(scope="module")
async def crowd(database, database_url) -> Crowd:
    return Crowd(database_url, await filled(database, somebody()))


async def until_answered(anna: Person, session: str, key: str) -> httpx.Response:
    """As a client does: again with the same key while it is told to come back."""
    deadline = time.monotonic() + 30
    while (answer := await anna.publish(session, key)).status_code in (409, 503):
        assert time.monotonic() < deadline, answer.text
        await asyncio.sleep(0.05)
    return answer


async def settled(anna: Person, session: str, key: str) -> httpx.Response:
    """The answer of the retry, once a further one is seen to be a replay of it."""
    answer, again = [await until_answered(anna, session, key) for _ in range(2)]
    assert answer.status_code == again.status_code == 201 and answer.content == again.content
    assert again.headers["idempotency-replayed"] == "true"
    return answer


@contextmanager
def failing_at(database: Database, number: int) -> Iterator[list[str]]:
    """The statements sent meanwhile, the last of which, the Nth, Postgres refuses."""
    sent: list[str] = []

    def spoil(_, __, statement, parameters, ___, ____):
        sent.append(statement)
        return ("select 1 / 0", {}) if len(sent) == number else (statement, parameters)

    event.listen(database.engine.sync_engine, "before_cursor_execute", spoil, retval=True)
    try:
        yield sent
    finally:
        event.remove(database.engine.sync_engine, "before_cursor_execute", spoil)


async def test_whichever_statement_fails_there_is_no_event_and_the_same_key_ends_in_one(database, database_url, crowd):
    for number in range(1, MOST_STATEMENTS):
        user, row, _ = crowd.next()
        anna = Principal(user, user)
        failed = False
        with failing_at(database, number) as sent:
            try:
                async with database.transaction(anna) as tx:
                    await published_once(tx, row, "a-key")
            except DBAPIError:
                failed = True
        if not failed:
            break
        assert traces(database_url, anna.user_id) == NONE, sent[-1]
        assert mails_ordered(database_url, anna.user_id) == 0, sent[-1]
        await _once_after_all(database, anna, row)
        assert traces(database_url, anna.user_id) == ONE and mails_ordered(database_url, anna.user_id) == 1
    assert 7 < number < MOST_STATEMENTS - 1, "every statement of a publish was tried"


async def _once_after_all(database: Database, anna: Principal, row: UUID) -> None:
    answers: list[actions.Answer] = []
    for _ in range(2):
        async with database.transaction(anna) as tx:
            answers.append(await published_once(tx, row, "a-key"))
    assert [(each.status, each.replayed) for each in answers] == [(201, False), (201, True)]
    assert answers[0].body == answers[1].body


@pytest.fixture(scope="module")
def proxied(database_url) -> Iterator[tuple[Proxy, str]]:
    with standing_before(database_url) as (proxy, url):
        # What listens and what works go past it.
        with serving(settings_for(url, database_direct_url=database_url)) as address:
            yield proxy, address


@pytest.fixture
async def at_proxy(proxied) -> AsyncIterator[Person]:
    anna = Person(proxied[1], uuid4())
    yield anna
    await anna.http.aclose()


@pytest.mark.parametrize("when", ["before", "after"])
async def test_wherever_the_connection_breaks_the_same_key_ends_in_one_event(
    proxied, at_proxy, crowd, database_url, when: When
):
    """Cut after the last statement, the COMMIT, the event is there and its answer is lost."""
    committed = 0
    for number in range(1, MOST_STATEMENTS):
        user, _, session = crowd.next()
        anna = Person(at_proxy.address, user)
        cut = proxied[0].arm(Cut(CLAIM, number, when))
        broken = await anna.publish(session, "a-key")
        if not cut.fired:
            await anna.http.aclose()
            break
        assert broken.status_code == 503 and broken.headers["retry-after"], number
        left = traces(database_url, user)
        assert left in (NONE, ONE), number
        committed += left == ONE
        await settled(anna, session, "a-key")
        assert traces(database_url, user) == ONE and mails_ordered(database_url, user) == 1
        await anna.http.aclose()
    assert 7 < number < MOST_STATEMENTS - 1, "every statement of a publish was tried"
    assert committed == (1 if when == "after" else 0)


async def until_mailed(database: Database, database_url: str) -> list[tuple[int, str, int]]:
    """What is left of the jobs (id, status, attempts), once there is nothing or it has taken too long.

    A job whose worker was killed eight times is given up and listed as dead: an operator has it tried again.
    """
    deadline = time.monotonic() + 60
    while (left := queue(database_url, "id, status::text, attempts")) and time.monotonic() < deadline:
        for job, status, attempts in left:
            if status == "failed":
                assert attempts == outbox.MOST_ATTEMPTS
                async with database.service() as tx:
                    await outbox.revive(tx, job)
        await asyncio.sleep(0.1)
    return left


@dataclass
class Doomed:
    """One publish at a server that dies; `answer` is what was acknowledged."""

    user: UUID
    session: str
    key: str = field(default_factory=lambda: uuid4().hex)
    answer: httpx.Response | None = None

    async def publish(self, address: str) -> None:
        anna = Person(address, self.user)
        try:
            self.answer = await anna.publish(self.session, self.key)
        except httpx.HTTPError:
            return
        finally:
            await anna.http.aclose()


@pytest.fixture(scope="module")
def post() -> Iterator[smtp.FakeSmtp]:
    with smtp.serving() as fake:
        yield fake


@pytest.fixture(scope="module")
def mailing(post) -> dict[str, str]:
    return {"smtp_url": f"smtp://127.0.0.1:{post.port}", "smtp_from": "events@example.com", "job_lease_seconds": "2"}


Lives = Callable[[], AbstractContextManager[Forked]]


@pytest.fixture(scope="module")
def lives(database_url, mailing) -> Lives:
    """Each is a whole server."""
    settings = {"DATABASE_URL": database_url, "JWT_SECRET": SECRET, "PORT": "0"}
    return partial(forked, "serve", **settings | {name.upper(): value for name, value in mailing.items()})


async def _a_life(lives: Lives, crowd: Crowd, seconds: float | None) -> tuple[list[Doomed], float]:
    """Publishes under way at a server that is killed after so many seconds (None: once they are done); how long they
    took."""
    doomed = [Doomed(user, session) for user, _, session in [crowd.next() for _ in range(AT_ONCE)]]
    with lives() as server:
        address = await asyncio.to_thread(address_of, server)
        began = time.perf_counter()
        asked = asyncio.gather(*(each.publish(address) for each in doomed))
        if seconds is None:
            await asked
        else:
            await asyncio.sleep(seconds)
        took = time.perf_counter() - began
        server.kill()
        await asked
    return doomed, took


@pytest.mark.slow
@pytest.mark.timeout(120 + 10 * KILLS)
async def test_whenever_the_server_is_killed_there_is_one_event_and_its_mail(
    lives, post, mailing, crowd, database, database_url
):
    doomed, whole = await _a_life(lives, crowd, None)
    for number in range(KILLS):
        doomed += (await _a_life(lives, crowd, whole * number / KILLS))[0]
    acknowledged = [each for each in doomed if each.answer]

    slugs = []
    with serving(settings_for(database_url, worker=True, **mailing)) as address:
        for each in doomed:
            anna = Person(address, each.user)
            answer = await settled(anna, each.session, each.key)
            await anna.http.aclose()
            slugs.append(answer.json()["slug"])
            if each.answer:
                assert (each.answer.status_code, each.answer.content) == (201, answer.content)
            assert traces(database_url, each.user) == ONE
        waiting = await until_mailed(database, database_url)

    mailed = "".join(body.get_content() for message in post.mails if (body := message.get_body(("plain",))))
    assert waiting == []
    assert [slug for slug in slugs if slug not in mailed] == []
    assert AT_ONCE <= len(acknowledged) < len(doomed), "some were killed before their answer, and some after"
