"""What an operator does to the database from the command line: migrate it, seed it."""

from __future__ import annotations

import asyncio

from server import demo, schema
from server.settings import Settings
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
    return f"Session {demo.SESSION_ID} of the demo user " + ("was made." if made else "was there already.")


async def _seed(url: str) -> bool:
    database = Database(url, pool_size=1)
    try:
        return await demo.seed(database)
    finally:
        await database.close()
