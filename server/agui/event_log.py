"""The log of all runs of this process: one writer puts their frames into Postgres, at most every tenth of a second.

A run writes nothing by itself: with a writer per run the database would be the slowest part of a stream. While Postgres
is away the log waits, up to a bound; what it must drop, followers elsewhere notice by the gap.
"""

from __future__ import annotations

import asyncio
from uuid import UUID

import structlog

from server.agui.live_run import Sink
from state import run_events
from state.database import Database
from state.errors import StateError
from state.run_events import Batch

PAUSE_SECONDS = 0.1
_MOST_BYTES = 16 * 2**20

log = structlog.get_logger(__name__)


class EventLog:
    """`run` is a round of its writer, kept up for ever; `close` writes what is left."""

    def __init__(self, database: Database, pause: float = PAUSE_SECONDS) -> None:
        self._database, self._pause = database, pause
        self._waiting: dict[UUID, list[Batch]] = {}
        self._bytes = 0
        self._something = asyncio.Event()

    def sink(self, run: UUID) -> Sink:
        """Where this run's frames go."""

        def take(first: int, frames: list[bytes], ends: bool) -> None:
            joined = b"".join(frames)
            if self._bytes + len(joined) > _MOST_BYTES:
                self._drop()
            batch = Batch(run, first, first + len(frames) - 1, ends, joined.decode())
            self._waiting.setdefault(run, []).append(batch)
            self._bytes += len(joined)
            self._something.set()

        return take

    async def run(self) -> None:
        """One round of writing."""
        await self._something.wait()
        if not await self._write():
            await asyncio.sleep(1)
        await asyncio.sleep(self._pause)

    async def close(self) -> None:
        await self._write()

    async def _write(self) -> bool:
        """All that waits, in one statement; it waits on if Postgres is away."""
        taken, self._waiting, self._bytes = self._waiting, {}, 0
        self._something.clear()
        if not taken:
            return True
        try:
            async with self._database.service() as tx:
                await run_events.append(tx, [_joined(batches) for batches in taken.values()])
            return True
        except asyncio.CancelledError:
            # The writer ends; what it had in hand is written by `close`.
            self._put_back(taken)
            raise
        except StateError as error:
            log.warning("run_events_wait", code=error.code)
            self._put_back(taken)
            return False

    def _put_back(self, taken: dict[UUID, list[Batch]]) -> None:
        """In front of what came since; where some of that was dropped, the gap must stay to be seen."""
        for run, batches in taken.items():
            since = self._waiting.get(run, [])
            if not since or since[0].first == batches[-1].last + 1:
                self._waiting[run] = [*batches, *since]
        self._bytes = sum(len(batch.frames) for batches in self._waiting.values() for batch in batches)
        self._something.set()

    def _drop(self) -> None:
        log.warning("run_events_dropped", runs=len(self._waiting))
        self._waiting, self._bytes = {}, 0


def _joined(batches: list[Batch]) -> Batch:
    """What one run said since the last time, as one row."""
    first, last = batches[0], batches[-1]
    return Batch(first.run, first.first, last.last, last.ends, "".join(batch.frames for batch in batches))
