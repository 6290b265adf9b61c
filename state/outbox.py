"""Work for later, as rows of the queue: enqueued in the caller's own transaction, done by a worker, seen when dead.

A job names rows by id and loads them anew; it may be run twice, and must not mind. Only `enqueue` is for callers; the
rest runs as the server itself.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from state.database import Transaction
from state.errors import NotFound

# Tried this often, a job is dead until somebody looks at it.
MOST_ATTEMPTS = 8

_ENQUEUE = text("""
select app.enqueue(j.job, cast(:ids as jsonb)) from unnest(cast(:jobs as text[])) with ordinality j(job, place)
order by j.place""")
_SWEEP = text("select app.sweep_jobs(:lease, :longest, :most)")
_COUNTS = text("select status::text, count(*) from jobs.procrastinate_jobs group by status")
_DEAD = text("""
select j.id, j.task_name, j.attempts, j.args, max(e.at) from jobs.procrastinate_jobs j
left join jobs.procrastinate_events e on e.job_id = j.id
where j.status in ('failed', 'aborted') group by j.id order by j.id""")
_REVIVE = text("""
update jobs.procrastinate_jobs set status = 'todo', attempts = 0, scheduled_at = null
where id = :id and status in ('failed', 'aborted') returning id""")

# One under way has its worker; it finds the rows it is about, or their absence, by itself.
_DROP = text("""
delete from jobs.procrastinate_jobs where args ->> 'user_id' = :user and status <> 'doing' returning id""")
_OF_USER = text("""
select to_jsonb(j) - 'worker_id' from jobs.procrastinate_jobs j where args ->> 'user_id' = :user order by id""")


@dataclass(frozen=True)
class DeadJob:
    """A job nobody tries any more; `ids` are the rows it was about, `at` is when it was given up."""

    id: int
    name: str
    attempts: int
    ids: dict[str, str | None]
    at: datetime | None


async def enqueue(tx: Transaction, *jobs: str, **ids: UUID) -> None:
    """Have them done once this transaction has committed; if it does not, there is none. They act for the caller."""
    rows = json.dumps({name: str(value) for name, value in ids.items()})
    await tx.execute(_ENQUEUE, {"jobs": list(jobs), "ids": rows})


async def sweep(tx: Transaction, lease: timedelta, longest: timedelta) -> int:
    """Give back the jobs of workers not heard of for `lease`, and those under way for longer than `longest`."""
    return (await tx.execute(_SWEEP, {"lease": lease, "longest": longest, "most": MOST_ATTEMPTS})).scalar_one()


async def counts(tx: Transaction) -> dict[str, int]:
    """How many jobs there are by status; done ones are not kept."""
    return {status: count for status, count in await tx.execute(_COUNTS)}


async def dead(tx: Transaction) -> Sequence[DeadJob]:
    return [DeadJob(*row) for row in await tx.execute(_DEAD)]


async def revive(tx: Transaction, job: int) -> None:
    """Have a dead job tried again from the start. Raises NotFound when it is not dead."""
    if (await tx.execute(_REVIVE, {"id": job})).first() is None:
        raise NotFound(f"There is no dead job {job}.")


async def of_user(tx: Transaction, user: UUID) -> list[dict[str, Any]]:
    """Jobs that wait, run or were given up in this user's name."""
    return list((await tx.execute(_OF_USER, {"user": str(user)})).scalars())


async def drop(tx: Transaction, user: UUID) -> int:
    """Drop whatever this user ordered and no worker is at; how many."""
    return len((await tx.execute(_DROP, {"user": str(user)})).all())
