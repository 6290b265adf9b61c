"""Forgets what may be kept no longer; as `wizard retention` does."""

from __future__ import annotations

from server import forgetting
from server.jobs.job import Means, Order


async def run(means: Means, _: Order) -> None:
    await forgetting.forget_in(means.database, means.saver)
