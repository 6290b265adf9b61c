"""What a process keeps an eye on: looked at as soon as it is woken, and now and then by itself, a few at a time.

A wake-up says only that there is something to see, and may be lost. However often something is woken, it is looked at
once per PAUSE_SECONDS at most, and never twice at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager

import structlog

from server.keeping import kept_up
from state.errors import StateError

PAUSE_SECONDS = 0.05
_TICK_SECONDS = 1.0
# How many look at the same time, each with a connection of the pool that requests need, too.
_LOOKERS = 3

log = structlog.get_logger(__name__)


class Watched:
    """Something to look at; `look` is safe to repeat and begins where it got to."""

    __slots__ = ("is_due", "is_looked_at", "looked_at")
    poll_seconds = 5.0

    def __init__(self) -> None:
        self.looked_at = _now()
        self.is_due = self.is_looked_at = False

    async def look(self) -> None:
        raise NotImplementedError


class Looks:
    """`opened` keeps looking; what `watched` lists is looked at by itself every `poll_seconds` of its own."""

    def __init__(self, watched: Callable[[], Iterable[Watched]]) -> None:
        self._watched = watched
        self._due: asyncio.Queue[Watched] = asyncio.Queue()

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(kept_up("feed polls", self._poll))
            for _ in range(_LOOKERS):
                await stack.enter_async_context(kept_up("feed", self._look))
            yield

    def wake(self, watched: Watched) -> None:
        if watched.is_due:
            return
        watched.is_due = True
        if not watched.is_looked_at:
            self._queue(watched)

    def _queue(self, watched: Watched) -> None:
        pause = watched.looked_at + PAUSE_SECONDS - _now()
        if pause > 0:
            asyncio.get_running_loop().call_later(pause, self._due.put_nowait, watched)
        else:
            self._due.put_nowait(watched)

    async def _poll(self) -> None:
        await asyncio.sleep(_TICK_SECONDS)
        for watched in self._watched():
            if _now() - watched.looked_at >= watched.poll_seconds:
                self.wake(watched)

    async def _look(self) -> None:
        watched = await self._due.get()
        watched.is_due, watched.is_looked_at = False, True
        try:
            await watched.look()
        except StateError as error:
            log.warning("feed_waits", code=error.code)
            await asyncio.sleep(_TICK_SECONDS)
            watched.is_due = True
        finally:
            watched.looked_at, watched.is_looked_at = _now(), False
            if watched.is_due:
                self._queue(watched)


def _now() -> float:
    return asyncio.get_running_loop().time()
