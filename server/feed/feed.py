"""All live feeds of a process: who follows what, who wakes whom, and how a stream catches up before it is live."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TypeVar
from uuid import UUID
from weakref import WeakSet

from server.auth import Caller
from server.feed import frames, records
from server.feed.cursors import beginning
from server.feed.followed import PAGE, Followed
from server.feed.frames import Numbered
from server.feed.handing import StreamResponse
from server.feed.inbox import KEPT, Inbox
from server.feed.looks import Looks, Watched
from server.feed.records import Around
from server.feed.stream import End, Stream, message
from server.keeping import kept_up
from server.live import ALL, Listener
from state.database import Database
from state.errors import TooMany, Unavailable
from state.events import activity, notifications
from state.events.access import Readers
from state.values import Principal

# Streams that catch up at the same time, each with a connection of the pool that requests need, too.
_CATCHING_UP = 3
_AGAIN_SECONDS = 1.0

Kind = TypeVar("Kind", bound=Watched)


class Feed:
    """`opened` keeps the streams going; `close` ends them all, so that the server can end."""

    def __init__(self, database: Database, address: str, ping_seconds: float, most: int = 20) -> None:
        self._database, self._address, self._ping_seconds, self._most = database, address, ping_seconds, most
        self._streams: set[Stream] = set()
        # Promised and not yet entered. One whose reader is gone before it begins is forgotten with its response.
        self._promised: WeakSet[Stream] = WeakSet()
        self._followed: dict[UUID, Followed] = {}
        self._inboxes: dict[UUID, Inbox] = {}
        self._looks = Looks(lambda: [*self._followed.values(), *self._inboxes.values()])
        self._catching_up = asyncio.Semaphore(_CATCHING_UP)
        self._is_closed = False

    @asynccontextmanager
    async def opened(self, listener: Listener) -> AsyncIterator[Feed]:
        listener.add(activity.CHANGES, self._heard(self._followed))
        listener.add(notifications.NOTIFIED, self._heard(self._inboxes))
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._looks.opened())
            await stack.enter_async_context(kept_up("feed pings", self._ping))
            yield self

    async def stream(self, caller: Caller, event: UUID, given: str | None) -> StreamResponse:
        """The stream of one who asks for it with this cursor.

        Raises NotFound where he does not see the event, TooMany where he has as many streams here as he may.
        """
        if self._is_closed:
            raise Unavailable("The server is restarting. Please try again in a moment.", retry_after=1)
        # A transaction that a route asks for lives as long as its response, and takes more memory than the stream.
        async with self._database.transaction(caller) as tx:
            begins = beginning(given, event, await activity.span(tx, event))
            seen = tuple(each.id for each in await notifications.recent(tx, KEPT))
        # Nothing is awaited between the count and what is counted next.
        if self._held_by(caller.user_id) >= self._most:
            raise TooMany(f"You follow {self._most} live feeds already; close one first.", "too_many_streams")
        stream = Stream(self, caller, event, begins, seen)
        self._promised.add(stream)
        return StreamResponse(stream, frames.opening(event, begins))

    def _held_by(self, user: UUID) -> int:
        inbox = self._inboxes.get(user)
        promised = sum(stream.caller.user_id == user for stream in self._promised)
        return promised + (len(inbox.streams) if inbox else 0)

    def close(self) -> None:
        self._is_closed = True
        for stream in self._streams:
            stream.end(End.restart)

    async def enter(self, stream: Stream) -> None:
        self._streams.add(stream)
        if self._is_closed:
            stream.end(End.restart)
        inbox = self._watched(self._inboxes, stream.caller.user_id, lambda: Inbox(self._database, stream.seen))
        inbox.streams.add(stream)
        self._promised.discard(stream)
        while stream.seq < (there := self._there(stream)):
            await self._catch_up(stream, there)
        # Nothing is awaited between the last look at where the others are and being one of them.
        followed = self._watched(self._followed, stream.event, lambda: Followed(stream.event, stream.seq, self._read))
        followed.streams.add(stream)

    def _there(self, stream: Stream) -> int:
        """How far the others are, and how far the log was when he asked."""
        followed = self._followed.get(stream.event)
        return max(stream.last, followed.seq if followed else 0)

    def leave(self, stream: Stream) -> None:
        self._streams.discard(stream)
        self._promised.discard(stream)
        _left(self._followed, stream.event, stream)
        _left(self._inboxes, stream.caller.user_id, stream)

    def _watched(self, known: dict[UUID, Kind], key: UUID, make: Callable[[], Kind]) -> Kind:
        """What is new here is looked at once: what happened since its reader asked has woken nobody."""
        if key not in known:
            known[key] = make()
            self._looks.wake(known[key])
        return known[key]

    async def _catch_up(self, stream: Stream, upto: int) -> None:
        """Hand over one page, with no connection held while the reader takes it."""
        try:
            async with self._catching_up:
                # Whoever leaves meanwhile must not take a connection with him that is in the middle of a statement.
                told, readers = await asyncio.shield(self._read(stream.caller, stream.event, stream.seq))
        except Unavailable:
            await asyncio.sleep(_AGAIN_SECONDS)
            return
        if told:
            stream.seq = told[-1].seq
            await stream.hand_over(message(frames.joined(told, readers.see_all(stream.caller))))
        else:
            stream.seq = upto
            await stream.hand_over(message(frames.reset(stream.event, upto)))

    async def _read(self, principal: Principal, event: UUID, seq: int) -> tuple[Sequence[Numbered], Readers]:
        async with self._database.transaction(principal) as tx:
            rows, readers = await activity.after(tx, event, seq, PAGE)
            around = Around(self._address, await records.names(tx, event, rows))
        return list(frames.changes(event, rows, seq, around)), readers

    def _heard(self, known: dict[UUID, Kind]) -> Callable[[str], None]:
        def heard(payload: str) -> None:
            for key in list(known) if payload == ALL else [UUID(payload)]:
                if watched := known.get(key):
                    self._looks.wake(watched)

        return heard

    async def _ping(self) -> None:
        await asyncio.sleep(self._ping_seconds)
        told = message(frames.PING)
        for stream in tuple(self._streams):
            stream.ping(told)


def _left(known: dict[UUID, Followed] | dict[UUID, Inbox], key: UUID, stream: Stream) -> None:
    """What nobody follows any more is forgotten."""
    if (watched := known.get(key)) is not None:
        watched.streams.discard(stream)
        if not watched.streams:
            del known[key]
