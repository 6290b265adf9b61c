"""`wizard retention`: sessions expire, old words are blanked, old sessions deleted, and checkpoints go with them; old
notifications, counts and deliveries are deleted.

Batch after batch, each a short transaction. Within it checkpoints go first: should the rest fail, it is found again.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from server import checkpoints, schema
from server.covers.opening import opened_storage
from server.covers.sweeping import sweep
from server.settings import Settings
from state.database import Database, Transaction
from state.gateways.storage import Storage
from state.payments import deliveries
from state.wizard import retention

Find = Callable[[Transaction], Awaitable[Sequence[UUID]]]
Forget = Callable[[Transaction, Sequence[UUID]], Awaitable[int]]
Batch = Callable[[Transaction], Awaitable[int]]


@dataclass
class Forgotten:
    """How many messages of how many conversations were redacted, sessions marked as expired and deleted; how many
    pictures, deliveries of Stripe, notifications and counts were deleted."""

    messages: int = 0
    conversations: int = 0
    expired: int = 0
    deleted: int = 0
    files: int = 0
    deliveries: int = 0
    notifications: int = 0
    counts: int = 0

    def __str__(self) -> str:
        return (
            f"{self.messages} messages of {self.conversations} conversations are redacted; "
            f"{self.expired} sessions have expired, {self.deleted} are deleted; "
            f"{self.files} pictures that nothing shows any more are deleted; {self.deliveries} deliveries of Stripe, "
            f"{self.notifications} notifications and {self.counts} counts have grown old and are deleted."
        )


@dataclass(frozen=True)
class Forgetter:
    """`seconds` is for how long new batches are begun; what is left then is found the next time."""

    database: Database
    saver: checkpoints.Saver
    storage: Storage
    seconds: float = float("inf")
    _begun: float = field(default_factory=time.monotonic)

    async def forget(self) -> Forgotten:
        done = Forgotten(expired=await self._all(retention.expire))
        done.conversations, done.messages = await self._each(retention.redactable, retention.redact)
        _, done.deleted = await self._each(retention.deletable, retention.delete)
        done.notifications = await self._all(retention.forget_notifications)
        done.counts = await self._all(retention.forget_analytics)
        done.files = await sweep(self.database, self.storage, self._has_time)
        done.deliveries = await self._all(deliveries.forget)
        return done

    async def _all(self, batch: Batch) -> int:
        """Batch after batch until there is nothing left; how many in all."""
        done = 0
        while self._has_time():
            async with self.database.service() as tx:
                these = await batch(tx)
            done += these
            if these == 0:
                break
        return done

    async def _each(self, find: Find, forget: Forget) -> tuple[int, int]:
        """How many sessions were found, and the sum of what `forget` says of them."""
        found, forgotten = 0, 0
        while self._has_time():
            async with self.database.service() as tx:
                sessions = await find(tx)
                await self.saver.delete_threads(sessions)
                forgotten += await forget(tx, sessions)
            found += len(sessions)
            if not sessions:
                break
        return found, forgotten

    def _has_time(self) -> bool:
        return time.monotonic() - self._begun < self.seconds


async def forget(settings: Settings) -> str:
    """What was forgotten, in a sentence."""
    with schema.database_url(settings) as url:
        database = Database(url, 1)
        try:
            async with checkpoints.opened(url, 1) as saver:
                return str(await Forgetter(database, saver, opened_storage(settings)).forget())
        finally:
            await database.close()
