"""The moment a stream joins those that are there: the narrow places, each entered on purpose.

Nobody listens to notifications here: only what a feed does by itself can tell a change.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
import pytest
from starlette.types import Message

from server.auth import Caller
from server.feed import stream as stream_module
from server.feed.cursors import Beginning
from server.feed.feed import Feed
from server.feed.stream import End, Stream
from server.live import Listener
from state.events.activity import CHANGES
from state.events.notifications import NOTIFIED
from tests.server.feed.happening import Happening
from tests.server.running import FAR_FUTURE


class Connection:
    """The other end of a stream, within this process; `takes` is False while it takes nothing."""

    def __init__(self) -> None:
        self.received, self.takes, self.is_gone = b"", asyncio.Event(), asyncio.Event()
        self.takes.set()

    async def receive(self) -> Message:
        await self.is_gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if not self.takes.is_set():
            await self.takes.wait()
        self.received += message["body"]

    @property
    def seqs(self) -> list[int]:
        return [int(seq) for seq in re.findall(rb"^id: [0-9a-f-]+:(\d+)$", self.received, re.MULTILINE)]

    async def until(self, seq: int) -> list[int]:
        async with asyncio.timeout(2):
            while seq not in self.seqs:
                await asyncio.sleep(0.01)
        return self.seqs

    @asynccontextmanager
    async def on(self, stream: Stream) -> AsyncIterator[Stream]:
        running = asyncio.create_task(stream.run(self.receive, self.send))
        try:
            await asyncio.sleep(0)
            yield stream
        finally:
            self.is_gone.set()
            self.takes.set()
            await running


@pytest.fixture
async def feed(database, database_url) -> AsyncIterator[Feed]:
    async with Feed(database, "https://events.example", 60).opened(Listener(database_url, (CHANGES, NOTIFIED))) as made:
        yield made


def _stream(feed: Feed, show: Happening, seq: int, last: int) -> Stream:
    caller = Caller(show.lead.user_id, show.lead.organization_id, FAR_FUTURE)
    return Stream(feed, caller, show.id, Beginning(seq, last), ())


async def test_a_change_between_asking_and_joining_is_told_though_nobody_was_woken(feed, show):
    stream, connection = _stream(feed, show, 1, 1), Connection()
    await show.task()

    async with connection.on(stream):
        assert await connection.until(2) == [2]


async def test_who_joins_behind_the_others_catches_up_with_them_first(feed, show):
    first, second = Connection(), Connection()
    for _ in range(3):
        await show.task()

    async with first.on(_stream(feed, show, 4, 4)):
        while show.id not in feed._followed:
            await asyncio.sleep(0.01)
        # He asked when the log had one line, and comes when the others have read four.
        async with second.on(_stream(feed, show, 1, 1)):
            assert await second.until(4) == [2, 3, 4]


async def test_who_comes_with_a_newer_cursor_than_the_others_is_told_nothing_twice(feed, show):
    behind, ahead = Connection(), Connection()
    async with behind.on(_stream(feed, show, 1, 1)):
        await asyncio.sleep(0.2)
        for _ in range(2):
            await show.task()
        async with ahead.on(_stream(feed, show, 2, 2)):
            await asyncio.sleep(0.05)
            feed._looks.wake(feed._followed[show.id])
            assert await behind.until(3) == [2, 3]
            assert await ahead.until(3) == [3]


async def test_where_the_log_has_lost_what_comes_next_its_reader_is_told_to_look_anew(feed, show, database_url):
    connection = Connection()
    for _ in range(4):
        await show.task()
    with psycopg.connect(database_url) as purging:
        purging.execute("delete from activity_logs where event_id = %s and seq <= 3", [show.id])

    async with connection.on(_stream(feed, show, 1, 5)):
        assert await connection.until(5) == [3, 4, 5]
    assert connection.received.startswith(b"id: %b:3\nevent: reset\ndata: {}\n\n" % str(show.id).encode())


async def test_what_comes_while_a_reader_is_busy_is_handed_over_in_order(feed, show):
    connection, stream = Connection(), _stream(feed, show, 1, 1)
    async with connection.on(stream):
        await asyncio.sleep(0.2)
        connection.takes.clear()
        for _ in range(4):
            await show.task()
            feed._looks.wake(feed._followed[show.id])
            await asyncio.sleep(0.1)
        assert connection.seqs == [] and len(stream._waiting or ()) == 3, "one is under way, the others wait"
        connection.takes.set()
        assert await connection.until(5) == [2, 3, 4, 5]


async def test_a_reader_who_takes_nothing_for_long_is_let_go_however_little_waits(feed, show, monkeypatch):
    monkeypatch.setattr(stream_module, "SEND_SECONDS", 0.3)
    connection = Connection()
    async with connection.on(_stream(feed, show, 1, 1)) as stream:
        await asyncio.sleep(0.2)
        connection.takes.clear()
        await show.task()
        feed._looks.wake(feed._followed[show.id])
        async with asyncio.timeout(3):
            while stream in feed._streams:
                await asyncio.sleep(0.02)

    assert stream._end is End.slow
