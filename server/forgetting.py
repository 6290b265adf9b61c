"""`wizard retention`: blank what is older than it may be kept, in the transcript and in the checkpoints."""

from __future__ import annotations

from server import checkpoints, schema
from server.settings import Settings
from state.database import Database
from state.wizard import retention


async def forget(settings: Settings) -> str:
    """What was forgotten, in a sentence."""
    with schema.database_url(settings) as url:
        database = Database(url, 1)
        try:
            async with checkpoints.opened(url, 1) as saver:
                threads, blanked = await forget_in(database, saver)
        finally:
            await database.close()
    return f"{blanked} messages of {threads} conversations are redacted."


async def forget_in(database: Database, saver: checkpoints.Saver) -> tuple[int, int]:
    """How many conversations and messages were due. Checkpoints go first: should the second half fail, running it
    again blanks the transcript."""
    async with database.service() as tx:
        threads = await retention.expired(tx)
    for thread in threads:
        await saver.adelete_thread(str(thread))
    async with database.service() as tx:
        blanked = await retention.redact(tx)
    return len(threads), blanked
