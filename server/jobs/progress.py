"""Counts anew, once a day, how far events are: what was counted wrong for whatever reason does not stay wrong."""

from __future__ import annotations

import structlog

from server.jobs.job import Means, Order
from state.events import programme

# Events in one transaction: their rows are locked for its length.
BATCH = 200

log = structlog.get_logger(__name__)


async def run(means: Means, _: Order) -> None:
    mended = 0
    while True:
        async with means.database.service() as tx:
            found = await programme.recount(tx, BATCH)
        mended += found
        if found < BATCH:
            break
    if mended:
        log.warning("progress_was_wrong", events=mended)
