"""`wizard worker`: a process that does jobs and nothing else."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from server import checkpoints, logs, schema
from server.covers.gallery import Gallery
from server.covers.opening import opened_storage
from server.jobs.job import Means
from server.jobs.worker import Pace, working
from server.paying import payments
from server.resources import lent_to_jobs
from server.settings import Settings
from state.database import Database

# Nobody's stream has to end first, so jobs have all of a supervisor's patience.
GRACE_SECONDS = 8


def work(settings: Settings) -> None:
    """Work until SIGTERM or Ctrl-C."""
    logs.configure(settings.log_format)
    asyncio.run(_work(settings))


async def _work(settings: Settings) -> None:
    told_to_end = asyncio.Event()
    for ending in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(ending, told_to_end.set)
    async with _means(settings) as (means, url):
        async with working(means, settings.direct(url), Pace(lease=settings.job_lease_seconds, grace=GRACE_SECONDS)):
            print("Working.", flush=True)
            await told_to_end.wait()


@asynccontextmanager
async def _means(settings: Settings) -> AsyncIterator[tuple[Means, str]]:
    async with AsyncExitStack() as stack:
        url = stack.enter_context(schema.database_url(settings))
        if settings.database_url is None:
            await schema.migrate(url, url)
        database = Database(url, settings.database_pool_size)
        stack.push_async_callback(database.close)
        saver = await stack.enter_async_context(checkpoints.opened(url, settings.database_pool_size))
        gallery = Gallery(opened_storage(settings))
        paying = await stack.enter_async_context(payments(settings))
        yield lent_to_jobs(settings, database, saver, gallery, paying), url
