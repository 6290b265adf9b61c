"""The worker: each job once, failed ones later and later, dead ones in the open, and no harm from a lost connection."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack, suppress
from itertools import pairwise
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from server.jobs import worker
from server.jobs.job import Hopeless, Job, Means, Order
from server.jobs.table import JOBS
from server.jobs.worker import Pace, working
from state import outbox
from state.errors import Unavailable
from state.wizard import publishing
from tests.server.galleries import gallery
from tests.state.test_outbox import queue, run
from tests.state.worlds import PUBLIC_URL, YES, filled, somebody

PACE = Pace(lease=2, look=0.1, retry=0.05, grace=0.2)


@pytest.fixture(autouse=True)
def empty(database_url):
    run(database_url, "truncate jobs.procrastinate_jobs, jobs.procrastinate_workers restart identity cascade")


@pytest.fixture
def means(database, checkpointer):
    return Means(database, checkpointer, "http://127.0.0.1", None, gallery())


async def ordered(database, job: str, count: int = 1, **ids: Any):
    principal = somebody()
    async with database.transaction(principal) as tx:
        for _ in range(count):
            await outbox.enqueue(tx, job, **ids)
    return principal


async def until(condition, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came to that"
        await asyncio.sleep(0.02)


async def test_a_job_is_done_in_the_name_of_who_ordered_it_and_then_gone(database, database_url, means):
    orders: list[Order] = []

    async def note(_: Means, order: Order) -> None:
        orders.append(order)

    event = uuid4()
    async with working(means, database_url, PACE, [Job("note", note)]):
        principal = await ordered(database, "note", event_id=event)
        await until(lambda: orders and not queue(database_url))

    assert orders == [Order(principal, {"event_id": event})]


async def test_a_commit_wakes_the_worker(database, database_url, means):
    done: list[float] = []

    async def note(_: Means, __: Order) -> None:
        done.append(time.perf_counter())

    async with working(means, database_url, Pace(look=60), [Job("note", note)]):
        await until(lambda: run(database_url, "select 1 from jobs.procrastinate_workers"))
        # Once it listens; what comes before is found by looking.
        await asyncio.sleep(0.5)
        started = time.perf_counter()
        await ordered(database, "note")
        await until(lambda: done)

    assert done[0] - started < 1


async def test_several_workers_do_each_job_once(database, database_url, means):
    done: list[str] = []

    async def note(_: Means, order: Order) -> None:
        done.append(str(order.ids["event_id"]))
        await asyncio.sleep(0.005)

    events = [uuid4() for _ in range(60)]
    async with AsyncExitStack() as stack:
        for _ in range(3):
            await stack.enter_async_context(working(means, database_url, PACE, [Job("note", note)]))
        for event in events:
            await ordered(database, "note", event_id=event)
        await until(lambda: not queue(database_url))

    assert sorted(done) == sorted(str(event) for event in events)


async def test_a_failed_job_is_tried_again_after_ever_longer_pauses(database, database_url, means):
    tries: list[float] = []

    async def note(_: Means, __: Order) -> None:
        tries.append(time.monotonic())
        if len(tries) < 4:
            raise ValueError("not yet")

    async with working(means, database_url, PACE, [Job("note", note)]):
        await ordered(database, "note")
        await until(lambda: len(tries) == 4 and not queue(database_url))

    pauses = [later - earlier for earlier, later in pairwise(tries)]
    assert pauses[0] >= 0.05 and pauses[1] >= 0.2 and pauses[2] >= 0.8


async def test_a_job_that_never_succeeds_is_given_up_and_seen(database, database_url, means):
    tries: list[int] = []

    async def note(_: Means, __: Order) -> None:
        tries.append(1)
        raise ValueError("never")

    event = uuid4()
    async with working(means, database_url, Pace(lease=2, look=0.05, retry=0), [Job("note", note)]):
        await ordered(database, "note", event_id=event)
        await until(lambda: ("failed",) in queue(database_url, "status::text"))

    async with database.service() as tx:
        [dead] = await outbox.dead(tx)
    assert len(tries) == dead.attempts == outbox.MOST_ATTEMPTS
    assert dead.name == "note" and dead.ids["event_id"] == str(event)


async def test_a_job_that_no_attempt_will_help_is_given_up_at_once(database, database_url, means):
    async def note(_: Means, __: Order) -> None:
        raise Hopeless("never")

    async with working(means, database_url, PACE, [Job("note", note)]):
        await ordered(database, "note")
        await until(lambda: queue(database_url, "status::text, attempts") == [("failed", 1)])


async def test_a_job_the_worker_does_not_know_waits_for_one_that_does(database, database_url, means):
    done: list[int] = []

    async def note(_: Means, __: Order) -> None:
        done.append(1)

    await ordered(database, "newer")
    async with working(means, database_url, PACE, [Job("note", note)]):
        await ordered(database, "note")
        await until(lambda: done)
        await asyncio.sleep(0.3)

    assert queue(database_url, "task_name, status::text") == [("newer", "todo")]


async def test_a_job_that_a_shutdown_cuts_short_is_done_by_the_next_worker(database, database_url, means):
    begun: list[int] = []

    async def slow(_: Means, __: Order) -> None:
        begun.append(1)
        await asyncio.sleep(60 if len(begun) == 1 else 0)

    async with working(means, database_url, PACE, [Job("note", slow)]):
        await ordered(database, "note")
        await until(lambda: begun)
        stopped = time.monotonic()
    assert time.monotonic() - stopped < 2
    assert queue(database_url, "status::text") == [("todo",)]

    async with working(means, database_url, PACE, [Job("note", slow)]):
        await until(lambda: not queue(database_url))
    assert len(begun) == 2


async def test_the_worker_outlives_every_connection_it_had(database, database_url, means):
    done: list[int] = []

    async def note(_: Means, __: Order) -> None:
        done.append(1)

    async with working(means, database_url, PACE, [Job("note", note)]):
        await ordered(database, "note")
        # Written down, too: an end that was cut off is found by the sweep, long after.
        await until(lambda: len(done) == 1 and not queue(database_url))
        with psycopg.connect(database_url, autocommit=True) as connection:
            connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where datname = current_database() and pid <> pg_backend_pid()"
            )
        with suppress(Unavailable):  # the caller's own pool notices, too
            await ordered(database, "note")
        async with asyncio.timeout(10):
            await ordered(database, "note")
            await until(lambda: len(done) >= 2 and not queue(database_url))


async def test_a_job_that_hangs_is_ended_and_tried_again(database, database_url, means, monkeypatch):
    monkeypatch.setattr(worker, "LONGEST_SECONDS", 0.2)
    tries: list[int] = []

    async def note(_: Means, __: Order) -> None:
        tries.append(1)
        await asyncio.sleep(60 if len(tries) == 1 else 0)

    async with working(means, database_url, PACE, [Job("note", note)]):
        await ordered(database, "note")
        await until(lambda: len(tries) == 2 and not queue(database_url))


async def test_a_worker_that_cannot_work_does_not_start_anew_without_a_pause(database_url, means):
    async def tick(_: Means, __: Order) -> None:
        raise AssertionError

    run(database_url, "revoke insert on jobs.procrastinate_periodic_defers from service_role")
    try:
        async with working(means, database_url, PACE, [Job("tick", tick, cron="* * * * * *")]):
            await asyncio.sleep(2.5)
    finally:
        run(database_url, "grant insert on jobs.procrastinate_periodic_defers to service_role")

    [(lives,)] = run(database_url, "select last_value from jobs.procrastinate_workers_id_seq")
    assert 2 <= lives <= 4


async def test_what_comes_up_by_itself_comes_up_once_for_all_workers(database, database_url, means):
    done: list[int] = []

    async def tick(_: Means, order: Order) -> None:
        assert order == Order(None, {})
        done.append(1)

    job, started = Job("tick", tick, cron="* * * * * *"), time.monotonic()
    async with working(means, database_url, PACE, [job]), working(means, database_url, PACE, [job]):
        await until(lambda: len(done) >= 4)

    # The second that had begun when they started counts, too.
    assert len(done) <= time.monotonic() - started + 2


async def test_retention_is_a_job_that_does_what_the_command_does(database, database_url, means):
    [retention] = [job for job in JOBS if job.name == "retention"]
    assert retention.cron

    await retention.run(means, Order(None, {}))


def test_each_kind_of_job_stands_once_in_the_table():
    names = [job.name for job in JOBS]

    assert len(names) == len(set(names))


async def test_progress_that_is_wrong_is_counted_anew(database, database_url, means):
    [progress] = [job for job in JOBS if job.name == "progress"]
    owner = somebody()
    session = await filled(database, owner)
    async with database.transaction(owner) as tx:
        await publishing.publish(tx, session, YES, PUBLIC_URL)
    wrong = "update events set progress_percentage = 77 where organization_id = %s"
    with psycopg.connect(database_url) as connection:
        connection.execute(wrong.encode(), [owner.organization_id])

    await progress.run(means, Order(None, {}))

    with psycopg.connect(database_url) as connection:
        row = connection.execute(
            "select progress_percentage from events where organization_id = %s", [owner.organization_id]
        ).fetchone()
    assert progress.cron and row == (0,)
