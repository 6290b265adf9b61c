"""`wizard retention`: blank what is older than it may be kept, in the transcript and in the checkpoints."""

from __future__ import annotations

from server import checkpoints, schema
from server.settings import Settings
from state.database import Database
from state.wizard import retention


async def forget(settings: Settings) -> str:
    """Checkpoints go first: should the second half fail, running it again blanks the transcript."""
    with schema.database_url(settings) as url:
        database = Database(url, 1)
        try:
            async with database.service() as tx:
                threads = await retention.expired(tx)
            async with checkpoints.opened(url, 1) as saver:
                for thread in threads:
                    await saver.adelete_thread(str(thread))
            async with database.service() as tx:
                blanked = await retention.redact(tx)
        finally:
            await database.close()
    return f"{blanked} messages of {len(threads)} conversations are redacted."
