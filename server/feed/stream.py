"""One reader's stream: bytes pushed into his connection as they come, or kept for him, within bounds, while he is slow.

A push runs the server's `send` itself instead of waking a coroutine of the stream: with a thousand readers that is most
of what a change costs. A reader who does not take what is there is let go, and resumes at the cursor he has got to.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Collection, Coroutine, Generator
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from server.auth import Caller
from server.feed import frames
from server.feed.cursors import Beginning
from state.errors import NotFound

# A reader that takes nothing for this long is let go, and one for whom so much is waiting.
SEND_SECONDS = 30.0
MOST_WAITING, MOST_BYTES = 500, 2**20
_LONGEST_SECONDS = 7 * 24 * 3600.0
_FAREWELL_SECONDS = 1.0
_HEADERS = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}


class End(StrEnum):
    """Why a stream ends; the first three are told to its reader."""

    token_expired = "token_expired"
    access_lost = "access_lost"
    restart = "restart"
    slow = "slow"
    gone = "gone"
    failed = "failed"


_TOLD = {End.token_expired, End.access_lost, End.restart}


def message(data: bytes, more: bool = True) -> Message:
    """May be sent to any number of readers."""
    return {"type": "http.response.body", "body": data, "more_body": more}


class Source(Protocol):
    """Where a stream's changes come from."""

    async def enter(self, stream: Stream) -> None:
        """Hand over what the stream has missed; from then on what comes is pushed."""
        ...

    def leave(self, stream: Stream) -> None: ...


class Stream(Response):
    """The changes of `event` after number `seq`, until it ends; `seq` moves on with what has been handed over.

    Up to number `last` they were there when he asked; `seen` are the notifications he need not be told.
    """

    media_type = "text/event-stream"

    def __init__(self, source: Source, caller: Caller, event: UUID, begins: Beginning, seen: Collection[UUID]) -> None:
        self.status_code, self.background = 200, None
        self.init_headers(_HEADERS)
        self.caller, self.event, self.seq, self.last = caller, event, begins.seq, begins.last
        self.seen = seen
        self._source, self._opening = source, frames.opening(event, begins)
        self._over: asyncio.Future[End] = asyncio.get_running_loop().create_future()
        self._work: asyncio.Task[None] | None = None
        self._waiting: deque[Message] = deque()
        self._bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._send = send
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send(message(self._opening))
        left = min(self.caller.expires_at - time.time(), _LONGEST_SECONDS)
        expiry = asyncio.get_running_loop().call_later(left, self.end, End.token_expired)
        watching = asyncio.create_task(self._until_gone(receive))
        self._work = asyncio.create_task(self._at_work(self._source.enter(self)))
        try:
            end = await self._over
        finally:
            expiry.cancel()
            self._source.leave(self)
            await _cancelled(watching, self._work)
        if end in _TOLD:
            await self._farewell(end)

    def end(self, why: End) -> None:
        if not self._over.done():
            self._over.set_result(why)

    def push(self, told: Message) -> None:
        """Hand this over now, or as soon as the reader has taken what came before. Never waits, never raises."""
        if self._over.done():
            return
        if self._work:
            self._keep(told)
            return
        if rest := _begun(self._send(told)):
            self._work = asyncio.create_task(self._at_work(rest))

    def ping(self, told: Message) -> None:
        """Nothing is owed: a reader who is busy needs none."""
        if not self._over.done() and not self._waiting and (rest := _begun(self._send(told))):
            rest.close()

    async def hand_over(self, data: bytes) -> None:
        """Wait until the server has taken it. Raises TimeoutError when the reader takes nothing."""
        async with asyncio.timeout(SEND_SECONDS):
            await self._send(message(data))

    def _keep(self, told: Message) -> None:
        self._waiting.append(told)
        self._bytes += len(told["body"])
        if len(self._waiting) > MOST_WAITING or self._bytes > MOST_BYTES:
            self.end(End.slow)

    async def _at_work(self, first: Awaitable[None]) -> None:
        """Do this first, then hand over what has come meanwhile."""
        end: End | None = End.failed
        try:
            async with asyncio.timeout(SEND_SECONDS if isinstance(first, _Rest) else None):
                await first
            while self._waiting:
                told = self._waiting.popleft()
                self._bytes -= len(told["body"])
                await self.hand_over(told["body"])
            end = None
        except TimeoutError:
            end = End.slow
        except NotFound:
            end = End.access_lost
        finally:
            self._work = None
            if end:
                self.end(end)

    async def _until_gone(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self.end(End.gone)

    async def _farewell(self, end: End) -> None:
        try:
            async with asyncio.timeout(_FAREWELL_SECONDS):
                await self._send(message(frames.closed(end), more=False))
        except TimeoutError:
            return


class _Rest:
    """What is left of a coroutine that has been run up to its first wait; awaiting it runs it to its end."""

    def __init__(self, begun: Coroutine[Any, Any, None], waits_for: Any) -> None:
        self._begun, self._waits_for = begun, waits_for

    def __await__(self) -> Generator[Any, Any, None]:
        try:
            yield self._waits_for
            yield from self._begun.__await__()
        finally:
            self._begun.close()

    def close(self) -> None:
        self._begun.close()


def _begun(sending: Any) -> _Rest | None:
    """Run a `send` right here: mostly that is all of it. What is left when it has to wait."""
    try:
        waits_for = sending.send(None)
    except StopIteration:
        return None
    return _Rest(sending, waits_for)


async def _cancelled(*tasks: asyncio.Task[None] | None) -> None:
    begun = {task for task in tasks if task}
    for task in begun:
        task.cancel()
    await asyncio.wait(begun)
