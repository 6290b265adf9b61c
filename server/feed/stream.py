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

import structlog
from starlette.types import Message, Receive, Send

from server.auth import Caller
from server.feed import frames
from server.feed.cursors import Beginning
from state.errors import NotFound

# A reader that takes nothing for this long is let go, and one for whom so much is waiting.
SEND_SECONDS = 30.0
MOST_WAITING, MOST_BYTES = 500, 2**20
_LONGEST_SECONDS = 7 * 24 * 3600.0
_FAREWELL_SECONDS = 1.0

log = structlog.get_logger(__name__)


class End(StrEnum):
    """Why a stream ends."""

    token_expired = "token_expired"
    access_lost = "access_lost"
    restart = "restart"
    slow = "slow"
    gone = "gone"
    failed = "failed"


# The others have nobody left to be told.
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


class Stream:
    """The changes of `event` after number `seq`, until it ends; `seq` moves on with what has been handed over.

    Up to number `last` they were there when he asked; `seen` are the notifications he need not be told.
    """

    __slots__ = (
        "__weakref__", "_bytes", "_end", "_main", "_send", "_source", "_waiting", "_work",
        "caller", "event", "last", "seen", "seq"
    )  # fmt: skip

    def __init__(self, source: Source, caller: Caller, event: UUID, begins: Beginning, seen: Collection[UUID]) -> None:
        self.caller, self.event, self.seq, self.last = caller, event, begins.seq, begins.last
        self.seen, self._source = seen, source
        self._end: End | None = None
        self._work: asyncio.Task[None] | None = None
        # What waits for a slow reader; a thousand quick ones need no queue.
        self._waiting: deque[Message] | None = None
        self._bytes = 0

    async def run(self, receive: Receive, send: Send) -> None:
        """Tell until it is over. The response has begun."""
        self._send, self._main = send, asyncio.current_task()
        left = min(self.caller.expires_at - time.time(), _LONGEST_SECONDS)
        expiry = asyncio.get_running_loop().call_later(left, self.end, End.token_expired)
        self._work = asyncio.create_task(self._at_work(self._source.enter(self)))
        try:
            end = await self._ended(receive)
        finally:
            expiry.cancel()
            self._source.leave(self)
            await _cancelled(self._work)
        if end in _TOLD:
            await self._farewell(end)
        elif end is not End.gone:
            log.info("feed_reader_let_go", reason=end.value)

    def end(self, why: End) -> None:
        if self._end is None:
            self._end = why
            # It waits for its reader's going; a task of its own for that would be a tenth of what a stream takes.
            if why is not End.gone and self._main:
                self._main.cancel()

    def push(self, told: Message) -> None:
        """Hand this over now, or as soon as the reader has taken what came before. Never waits."""
        if self._end:
            return
        if self._work:
            self._keep(told)
        elif rest := _begun(self._send(told)):
            self._work = asyncio.create_task(self._at_work(rest.in_time()))

    def ping(self, told: Message) -> None:
        """Nothing is owed: a reader who is busy needs none."""
        if not self._end and not self._waiting and (rest := _begun(self._send(told))):
            rest.close()

    async def hand_over(self, told: Message) -> None:
        """Wait until the server has taken it. Raises TimeoutError when the reader takes nothing."""
        async with asyncio.timeout(SEND_SECONDS):
            await self._send(told)

    def _keep(self, told: Message) -> None:
        self._waiting = self._waiting or deque()
        self._waiting.append(told)
        self._bytes += len(told["body"])
        if len(self._waiting) > MOST_WAITING or self._bytes > MOST_BYTES:
            self.end(End.slow)

    async def _at_work(self, first: Awaitable[None]) -> None:
        """Do this first, then hand over what has come meanwhile."""
        end: End | None = End.failed
        try:
            await first
            while self._waiting:
                told = self._waiting.popleft()
                self._bytes -= len(told["body"])
                await self.hand_over(told)
            end = self._waiting = None
        except TimeoutError:
            end = End.slow
        except NotFound:
            end = End.access_lost
        finally:
            self._work = None
            if end:
                self.end(end)

    async def _ended(self, receive: Receive) -> End:
        try:
            while (await receive())["type"] != "http.disconnect":
                pass
            self.end(End.gone)
        except asyncio.CancelledError:
            if not (self._end and self._main):
                raise
            self._main.uncancel()
        assert self._end
        return self._end

    async def _farewell(self, end: End) -> None:
        try:
            async with asyncio.timeout(_FAREWELL_SECONDS):
                await self._send(message(frames.closed(end), more=False))
        except TimeoutError:
            return


class _Rest:
    """What is left of a `send` that has been run up to its first wait; awaiting it runs it to its end, in good time."""

    def __init__(self, begun: Coroutine[Any, Any, None], waits_for: Any) -> None:
        self._begun, self._waits_for = begun, waits_for

    def __await__(self) -> Generator[Any, Any, None]:
        try:
            yield self._waits_for
            yield from self._begun.__await__()
        finally:
            self._begun.close()

    async def in_time(self) -> None:
        async with asyncio.timeout(SEND_SECONDS):
            await self

    def close(self) -> None:
        self._begun.close()


def _begun(sending: Any) -> _Rest | None:
    """Run a `send` right here: mostly that is all of it. What is left when it has to wait."""
    try:
        waits_for = sending.send(None)
    except StopIteration:
        return None
    return _Rest(sending, waits_for)


async def _cancelled(work: asyncio.Task[None] | None) -> None:
    if work:
        work.cancel()
        await asyncio.wait({work})
