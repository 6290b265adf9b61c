"""The leases of a process: kept by who holds them, even when that process was held up for longer than a lease."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import uuid4

from server.agui.leases import Leases
from server.keeping import kept_up
from state import runs
from state.wizard import sessions
from tests.state.worlds import somebody


async def begun(database, principal, lease):
    async with database.transaction(principal) as tx:
        row, _ = await sessions.create_or_resume(tx, str(uuid4()))
        return await runs.start(tx, row, "run-1", lease, None)


async def test_a_process_that_was_held_up_keeps_its_runs_and_sweeps_those_of_nobody(database):
    anna, lost = somebody(), []
    held = await begun(database, anna, timedelta(0))
    orphan = await begun(database, anna, timedelta(0))
    leases = Leases(database, timedelta(seconds=30), lost.append, lost.append)
    leases.hold(held)

    async with kept_up("leases", leases.run), asyncio.timeout(10):
        while await _status(database, anna, orphan) == "running":
            await asyncio.sleep(0.05)

    assert await _status(database, anna, held) == "running" and lost == []


async def _status(database, principal, run):
    async with database.transaction(principal) as tx:
        row = await tx.get(runs.Run, run)
        return row.status
