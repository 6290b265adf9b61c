"""Work that a process keeps up as long as it lives: one round after another, whatever goes wrong in one of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import structlog

_PAUSE_SECONDS = 1.0

log = structlog.get_logger(__name__)


@asynccontextmanager
async def kept_up(name: str, work: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """`work` is one round; it is begun anew until this context ends, after a pause if it failed."""
    task = asyncio.create_task(_for_ever(name, work), name=name)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _for_ever(name: str, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await work()
        except Exception:
            log.exception("keeping_failed", work=name)
            await asyncio.sleep(_PAUSE_SECONDS)
