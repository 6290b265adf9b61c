"""The leases of all runs of this process, renewed together; and the sweep of those that no process holds any more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import structlog

from state import runs
from state.database import Database
from state.errors import StateError

# Renewed so often that one missed beat, even two, loses nothing.
_BEATS_PER_LEASE = 4
# How long after its end a run's events can still be followed elsewhere.
EVENTS_KEPT = timedelta(seconds=60)
_SWEEP_EVERY_BEATS = 4

log = structlog.get_logger(__name__)


class Leases:
    """`on_stop` and `on_loss` are told the run that was asked to stop, or has lost its thread. `run` is one beat."""

    def __init__(
        self, database: Database, lease: timedelta, on_stop: Callable[[UUID], None], on_loss: Callable[[UUID], None]
    ) -> None:
        self.lease = lease
        self._database, self._on_stop, self._on_loss = database, on_stop, on_loss
        self._held: set[UUID] = set()
        self._beats = 0

    def hold(self, run: UUID) -> None:
        self._held.add(run)

    def let_go(self, run: UUID) -> None:
        self._held.discard(run)

    async def run(self) -> None:
        """One beat."""
        try:
            await self.renew(and_sweep=self._beats % _SWEEP_EVERY_BEATS == 0)
            self._beats += 1
        except StateError as error:
            # A moment without Postgres is survived. When it is back, every process first gets a lease's time to renew.
            log.warning("leases_not_renewed", code=error.code)
            self._beats = 1
        await asyncio.sleep(self.lease.total_seconds() / _BEATS_PER_LEASE)

    def heard(self, payload: str) -> None:
        """A process was told to stop a run, perhaps this one; after a gap, the next beat tells."""
        if run := next((run for run in self._held if str(run) == payload), None):
            self._on_stop(run)

    async def renew(self, and_sweep: bool = False) -> None:
        """Tell of the runs that were asked to stop, and of those that have lost their threads.

        The sweep shares the transaction: a process that was held up must not sweep away what it holds itself.
        """
        held, kept, lost = set(self._held), {}, 0
        if not held and not and_sweep:
            return
        async with self._database.service() as tx:
            if held:
                kept = await runs.keep(tx, held, self.lease)
            if and_sweep:
                lost = await runs.sweep(tx, EVENTS_KEPT)
        if lost:
            log.warning("runs_lost", count=lost)
        for run in held & self._held:
            if run not in kept:
                self._on_loss(run)
            elif kept[run]:
                self._on_stop(run)
