"""What an operator does to the database from the command line: migrate it, seed it, look after its jobs."""

from __future__ import annotations

import asyncio

from server import demo, schema
from server.settings import Settings
from state import outbox
from state.database import Database


def migrate(settings: Settings) -> str:
    """What was done, in a sentence. Raises Unavailable when the database cannot be reached."""
    with schema.database_url(settings) as url:
        owner = settings.database_owner_url
        asyncio.run(schema.migrate(url, owner.get_secret_value() if owner else url))
    return "The database is at the newest version."


def seed(settings: Settings) -> str:
    """What was done, in a sentence; an embedded database is migrated first."""
    with schema.database_url(settings) as url:
        if settings.database_url is None:
            asyncio.run(schema.migrate(url, url))
        made = asyncio.run(_seed(url))
    told = f"The demo organization, with session {demo.SESSION_ID}, directories and an event, "
    return told + ("was made." if made else "was there already.")


def jobs(settings: Settings, retry: int | None) -> str:
    """How many jobs there are by status, and the dead ones, a line each. Raises NotFound when `retry` is not dead."""
    with schema.database_url(settings) as url:
        return asyncio.run(_jobs(url, retry))


async def _jobs(url: str, retry: int | None) -> str:
    database = Database(url, pool_size=1)
    try:
        async with database.service() as tx:
            if retry is not None:
                await outbox.revive(tx, retry)
            counts, dead = await outbox.counts(tx), await outbox.dead(tx)
    finally:
        await database.close()
    lines = [", ".join(f"{count} {status}" for status, count in sorted(counts.items())) or "No jobs."]
    lines += [_line(job) for job in dead]
    return "\n".join(lines + (["Try one again: wizard jobs --retry <id>"] if dead else []))


def _line(job: outbox.DeadJob) -> str:
    ids = "".join(f"  {name}={value}" for name, value in job.ids.items() if value)
    return f"{job.id}  {job.name}  tried {job.attempts} times, given up {job.at:%Y-%m-%d %H:%M} UTC{ids}"


async def _seed(url: str) -> bool:
    database = Database(url, pool_size=1)
    try:
        return await demo.seed(database)
    finally:
        await database.close()
