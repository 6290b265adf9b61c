"""Deletes files that nothing refers to any more: replaced, removed, gone with their session, or never come to be used.

Bytes first, then their row: broken off anywhere, it is found again.
"""

from __future__ import annotations

from collections.abc import Callable

from state import objects
from state.database import Database
from state.gateways.storage import Storage

BATCH = 50


async def sweep(database: Database, storage: Storage, has_time: Callable[[], bool] = lambda: True) -> int:
    """How many were deleted. Raises Unavailable when the storage is away; what is left is found the next time."""
    swept = 0
    while has_time():
        async with database.service() as tx:
            found = await objects.unused(tx, BATCH)
        if not found:
            break
        for object_id in found:
            for file in objects.FILES:
                await storage.delete(objects.key(object_id, file))
        async with database.service() as tx:
            swept += await objects.forget(tx, found)
    return swept
