"""The worker: takes jobs off the queue, a few at a time, and gives back those that another worker died over.

A job that fails is tried again after ever longer pauses, up to `MOST_ATTEMPTS` times, and is dead then: `wizard jobs`
lists it. The worker outlives a Postgres that goes away: it starts anew when it is back.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import procrastinate
import structlog
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job as QueuedJob

from server.jobs.job import Hopeless, Job, Means, Order
from server.jobs.table import JOBS
from server.keeping import kept_up
from state import outbox
from state.database import LIMITS
from state.errors import StateError
from state.values import Principal

AT_ONCE = 4
# Longer than any job should need. One that is under way for twice as long was lost with what it wanted to write.
LONGEST_SECONDS = 120
_LONGEST_PAUSE_SECONDS = 3600
_BEATS_PER_LEASE = 3
_PAUSE_SECONDS = 1

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Pace:
    """Seconds: until a dead worker's jobs are taken back, between looks at the queue when nobody calls, before the
    first new attempt of a failed job (each further pause is four times as long), and for jobs to end at shutdown."""

    lease: float = 30
    look: float = 5
    retry: float = 2
    grace: float = 2


@asynccontextmanager
async def working(means: Means, url: str, pace: Pace, jobs: Sequence[Job] = JOBS) -> AsyncIterator[None]:
    """Jobs are done as long as this context lasts; then it waits a moment for those under way."""
    for name in ("procrastinate", "psycopg.pool"):
        # Prose about its own doings; failures come as errors, and what was done we say ourselves.
        logging.getLogger(name).setLevel(logging.ERROR)

    async def work() -> None:
        await _work(means, url, pace, jobs)

    async def sweep() -> None:
        await _sweep(means, pace)

    async with kept_up("worker", work), kept_up("job sweep", sweep):
        yield


async def _work(means: Means, url: str, pace: Pace, jobs: Sequence[Job]) -> None:
    """One life of a worker, from its connections to its end; by itself it ends for want of something it needs."""
    queue = procrastinate.App(connector=_connector(url))
    for job in jobs:
        _add(queue, job, means, _BackOff(pace.retry))
    async with queue.open_async():
        await queue.run_worker_async(
            queues=[job.name for job in jobs],
            concurrency=AT_ONCE,
            fetch_job_polling_interval=pace.look,
            delete_jobs="successful",
            install_signal_handlers=False,
            shutdown_graceful_timeout=pace.grace,
            update_heartbeat_interval=pace.lease / _BEATS_PER_LEASE,
            stalled_worker_timeout=pace.lease,
        )
    await asyncio.sleep(_PAUSE_SECONDS)


async def _sweep(means: Means, pace: Pace) -> None:
    try:
        async with means.database.service() as tx:
            swept = await outbox.sweep(tx, timedelta(seconds=pace.lease), timedelta(seconds=2 * LONGEST_SECONDS))
    except StateError as error:
        log.warning("jobs_not_swept", code=error.code)
    else:
        if swept:
            log.warning("jobs_taken_back", count=swept)
    await asyncio.sleep(pace.lease / _BEATS_PER_LEASE)


class _BackOff(BaseRetryStrategy):
    """First soon, then ever later; a job that a shutdown cut short counts as one attempt."""

    def __init__(self, first: float) -> None:
        self.first = first

    def get_retry_decision(self, *, exception: BaseException, job: QueuedJob) -> RetryDecision | None:
        known = {"job": job.task_name, "job_id": job.id, "attempt": job.attempts + 1, "error": type(exception).__name__}
        if isinstance(exception, Hopeless) or job.attempts + 1 >= outbox.MOST_ATTEMPTS:
            log.error("job_dead", **known)
            return None
        pause = min(self.first * 4**job.attempts, _LONGEST_PAUSE_SECONDS)
        log.warning("job_failed", **known, again_in_seconds=round(pause, 1))
        return RetryDecision(retry_at=datetime.now(UTC) + timedelta(seconds=pause))


def _add(queue: procrastinate.App, job: Job, means: Means, retry: BaseRetryStrategy) -> None:
    async def run(timestamp: int | None = None, **members: str | None) -> None:
        started = time.perf_counter()
        async with asyncio.timeout(LONGEST_SECONDS):
            await job.run(means, _order(members))
        log.info("job_done", job=job.name, duration_ms=round((time.perf_counter() - started) * 1000, 1))

    task = queue.task(name=job.name, queue=job.name, retry=retry)(run)
    if job.cron:
        queue.periodic(cron=job.cron)(task)  # pyright: ignore[reportArgumentType]


def _order(members: dict[str, str | None]) -> Order:
    ids = {name: UUID(value) for name, value in members.items() if value}
    user, organization = ids.pop("user_id", None), ids.pop("organization_id", None)
    return Order(Principal(user, organization) if user and organization else None, ids)


def _connector(url: str) -> procrastinate.PsycopgConnector:
    """A small pool of its own, as the server itself, with the queue's schema before all others."""
    arguments: dict[str, Any] = {
        "connect_timeout": 5,
        "options": f"-c role=service_role -c search_path=jobs {LIMITS}",
    }
    # As for checkpoints: given up early, so that the next attempt comes as soon as Postgres is back.
    pool: dict[str, Any] = {"min_size": 0, "max_size": 3, "timeout": 3, "reconnect_timeout": 1, "name": "jobs"}
    return procrastinate.PsycopgConnector(conninfo=url, kwargs=arguments, **pool)
