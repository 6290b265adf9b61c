"""Jobs as rows: part of the caller's transaction and of nobody else's, in his name alone, given back when lost."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from state import outbox
from state.errors import NotFound
from tests.state.worlds import somebody

LEASE, LONGEST = timedelta(seconds=30), timedelta(seconds=240)


@pytest.fixture(autouse=True)
def empty(database_url):
    run(database_url, "truncate jobs.procrastinate_jobs, jobs.procrastinate_workers restart identity cascade")


def run(url: str, statement: str, *values: object) -> list[tuple]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement, values)  # type: ignore[call-overload]
        return cursor.fetchall() if cursor.description else []


def queue(url: str, columns: str = "task_name, queue_name, status::text, args") -> list[tuple]:
    return run(url, f"select {columns} from jobs.procrastinate_jobs order by id")


async def test_a_job_exists_from_the_commit_of_its_transaction_on(database, database_url):
    principal, event = somebody(), uuid4()
    async with database.transaction(principal) as tx:
        await outbox.enqueue(tx, "note", event_id=event)
        assert queue(database_url) == []

    stamped = {
        "event_id": str(event),
        "user_id": str(principal.user_id),
        "organization_id": str(principal.organization_id),
    }
    assert queue(database_url) == [("note", "note", "todo", stamped)]


async def test_a_transaction_that_fails_leaves_no_job(database, database_url):
    with pytest.raises(RuntimeError):
        async with database.transaction(somebody()) as tx:
            await outbox.enqueue(tx, "note", event_id=uuid4())
            raise RuntimeError

    assert queue(database_url) == []


async def test_nobody_orders_a_job_in_another_one_s_name(database, database_url):
    principal, other = somebody(), somebody()
    async with database.transaction(principal) as tx:
        await outbox.enqueue(tx, "note", user_id=other.user_id, organization_id=other.organization_id)

    [(args,)] = queue(database_url, "args")
    assert UUID(args["user_id"]) == principal.user_id and UUID(args["organization_id"]) == principal.organization_id


@pytest.mark.parametrize("role", ["authenticated", "anon", "checkpointer"])
@pytest.mark.parametrize(
    "statement",
    [
        "select * from jobs.procrastinate_jobs",
        "insert into jobs.procrastinate_jobs (queue_name, task_name) values ('retention', 'retention')",
        "select jobs.procrastinate_defer_jobs_v1('{}')",
        "select app.sweep_jobs('1 second', '1 second', 1)",
    ],
)
def test_no_request_role_reaches_the_queue_itself(database_url, role, statement):
    with psycopg.connect(database_url) as connection:
        connection.execute("select set_config('role', %s, true)", [role])
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)


def test_who_is_nobody_orders_nothing(database_url):
    with psycopg.connect(database_url) as connection:
        connection.execute("select set_config('role', 'anon', true)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select app.enqueue('note', '{}')")


async def test_the_server_itself_orders_in_nobody_s_name_whatever_it_passes(database, database_url):
    somebody_s = {name: uuid4() for name in ("user_id", "organization_id")}
    async with database.service() as tx:
        await outbox.enqueue(tx, "note", **somebody_s)

    assert queue(database_url, "args") == [({"user_id": None, "organization_id": None},)]


def taken(url: str, worker: int | None, attempts: int = 0, started: str = "now()") -> int:
    """A job under way."""
    [(job,)] = run(
        url,
        "insert into jobs.procrastinate_jobs (queue_name, task_name, status, worker_id, attempts) "
        "values ('note', 'note', 'doing', %s, %s) returning id",
        worker,
        attempts,
    )
    run(url, f"insert into jobs.procrastinate_events (job_id, type, at) values (%s, 'started', {started})", job)
    return job


def worker(url: str, heard: str) -> int:
    [(made,)] = run(
        url, f"insert into jobs.procrastinate_workers (last_heartbeat) values (now() - interval '{heard}') returning id"
    )
    return made


async def swept(database) -> int:
    async with database.service() as tx:
        return await outbox.sweep(tx, LEASE, LONGEST)


async def test_the_sweep_gives_back_what_a_dead_worker_held_and_leaves_the_rest(database, database_url):
    living, dead = worker(database_url, "5 seconds"), worker(database_url, "31 seconds")
    for held_by in (living, dead, None):
        taken(database_url, held_by)

    assert await swept(database) == 2
    assert queue(database_url, "status::text, worker_id, attempts") == [
        ("doing", living, 0), ("todo", None, 1), ("todo", None, 1)
    ]  # fmt: skip
    assert await swept(database) == 0


async def test_what_takes_longer_than_any_job_may_was_lost(database, database_url):
    living = worker(database_url, "1 second")
    taken(database_url, living, started="now() - interval '239 seconds'")
    taken(database_url, living, started="now() - interval '241 seconds'")

    assert await swept(database) == 1
    assert queue(database_url, "status::text") == [("doing",), ("todo",)]


async def test_a_job_that_kills_every_worker_is_dead_one_day(database, database_url):
    taken(database_url, None, attempts=outbox.MOST_ATTEMPTS - 1)
    args = json.dumps({"event_id": "x"})
    run(database_url, "update jobs.procrastinate_jobs set args = %s", args)

    await swept(database)

    async with database.service() as tx:
        [dead], counts = await outbox.dead(tx), await outbox.counts(tx)
    assert (dead.name, dead.attempts, dead.ids) == ("note", outbox.MOST_ATTEMPTS, {"event_id": "x"})
    assert dead.at is not None and counts == {"failed": 1}


async def test_many_sweeps_at_once_give_each_job_back_once(database, database_url):
    for _ in range(50):
        taken(database_url, None)

    counts = await asyncio.gather(*(swept(database) for _ in range(8)))

    assert sum(counts) == 50
    assert set(queue(database_url, "status::text, attempts")) == {("todo", 1)}


async def test_a_dead_job_can_be_tried_again_and_only_a_dead_one(database, database_url):
    job = taken(database_url, None, attempts=outbox.MOST_ATTEMPTS - 1)
    await swept(database)

    async with database.service() as tx:
        await outbox.revive(tx, job)

    assert queue(database_url, "status::text, attempts") == [("todo", 0)]
    for none in (job, job + 1):
        with pytest.raises(NotFound):
            async with database.service() as tx:
                await outbox.revive(tx, none)
