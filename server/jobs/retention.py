"""Forgets what may be kept no longer; as `wizard retention` does."""

from __future__ import annotations

from server.forgetting import Forgetter
from server.jobs.job import Means, Order

# Well within what a job may take; the next one goes on where this one stopped.
SECONDS = 60


async def run(means: Means, _: Order) -> None:
    await Forgetter(means.database, means.saver, means.gallery.storage, SECONDS).forget()
