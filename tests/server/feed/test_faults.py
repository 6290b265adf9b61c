"""The feed beside what goes wrong: notifications lost, Postgres away, readers who read nothing, streams torn down."""

from __future__ import annotations

import asyncio
import random
import re
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import suppress
from time import monotonic
from urllib.parse import urlsplit

import psycopg
import pytest

from server import schema
from server.feed import stream
from server.serving import GRACE_SECONDS, _listener
from state import embedded
from state.database import Database
from tests import postgres
from tests.server.feed.following import followed, following, signed
from tests.server.feed.happening import Happening, happening
from tests.server.processes import address_of, forked
from tests.server.running import SECRET, Inside, inside, serving, settings_for

NOBODY = "postgresql://nobody:nothing@127.0.0.1:1/nothing"


async def test_without_notifications_changes_arrive_by_looking(database_url, show):
    with serving(settings_for(database_url, database_direct_url=NOBODY)) as address:
        async with following(address, show.id, show.lead) as anna:
            # Whoever is new is looked for once by himself.
            await anna.nothing(0.5)
            await show.task()
            assert (await anna.next(seconds=7)).seq == 2


async def test_a_listening_connection_that_is_killed_costs_nothing(server, show, database_url):
    async with following(server, show.id, show.lead) as anna:
        with psycopg.connect(database_url, autocommit=True) as connection:
            killed = connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where datname = current_database() and query ilike 'listen %'"
            ).fetchall()
        await show.task()
        first = await anna.next(seconds=7)
        await asyncio.sleep(1.5)
        began = monotonic()
        await show.task()
        second = await anna.next()

    assert killed and [first.seq, second.seq] == [2, 3]
    assert monotonic() - began < 1, "it listens again"


async def test_streams_outlive_a_database_that_stops_and_returns():
    with postgres.folder() as data_dir, embedded.start(data_dir, durable=False) as first:
        await schema.migrate(first.url, first.url)
        database = Database(first.url)
        show = await happening(database)
        with serving(settings_for(first.url, sse_ping_seconds=1)) as address:
            async with following(address, show.id, show.lead) as anna:
                first.stop()
                while (ping := await anna.frame()) and ping.comment != "ping":
                    pass
                await asyncio.sleep(1)
                refused = await followed(address, show.id, signed(show.lead))
                with embedded.start(data_dir, durable=False) as second:
                    await database.close()
                    database = Database(second.url)
                    await Happening(database, show.lead, show.id).task()
                    told = await anna.next(seconds=10)
                    await database.close()

    assert ping and refused.status == 503 and refused.headers["retry-after"]
    assert told.seq == 2


async def test_a_quiet_stream_is_pinged(database_url, show):
    with serving(settings_for(database_url, sse_ping_seconds=1)) as address:
        async with following(address, show.id, show.lead) as anna:
            pings = [await anna.frame(2), await anna.frame(2)]

    assert [told and told.comment for told in pings] == ["ping", "ping"]


@pytest.fixture(scope="module")
def running(database_url) -> Iterator[Inside]:
    with inside(settings_for(database_url)) as server:
        yield server


BURSTS, _PAGE_BYTES = 8, 2**19
_MANY = (
    "insert into event_tasks (event_id, name, description, phase, workflow_category, deadline) "
    "select :event, 'Task ' || n, repeat('x', 1000), 'pre_production', 'event_planning', now() "
    "from generate_series(1, 600) n"
)


@pytest.mark.slow
async def test_a_reader_who_reads_nothing_is_let_go_within_bounds_and_can_resume(running, show):
    feed, last = running.app.state.resources.feed, 1 + 600 * BURSTS
    idle, waiting = await asyncio.to_thread(_connected, running.address, show), 0
    async with following(running.address, show.id, show.lead) as anna:
        for burst in range(BURSTS):
            await show.do(_MANY)
            assert await anna.seqs(600) == [*range(2 + 600 * burst, 2 + 600 * (burst + 1))]
            waiting = max(waiting, *(each._bytes for each in feed._streams))
        await _until(lambda: len(feed._streams) == 1)

    numbers = _numbers(await asyncio.to_thread(_read_to_the_end, idle))
    assert numbers == list(range(1, 1 + len(numbers))) and numbers[-1] < last
    assert waiting <= stream.MOST_BYTES + _PAGE_BYTES
    async with following(running.address, show.id, show.lead, f"{show.id}:{numbers[-1]}") as again:
        assert await again.seqs(last - numbers[-1]) == [*range(numbers[-1] + 1, last + 1)]


def test_a_connection_whose_other_end_takes_nothing_is_given_up_by_the_kernel(database_url):
    with _listener(settings_for(database_url, port=0)) as listener:
        listener.listen()
        with socket.create_connection(listener.getsockname()):
            taken, _ = listener.accept()
            with taken:
                assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 60_000


async def test_streams_that_are_torn_down_leave_nothing_behind(running, show, database_url):
    before, chance = await _held(running, database_url), random.Random(7)
    for _ in range(4):
        torn = [
            await asyncio.to_thread(_connected, running.address, show, chance.choice([":0", ""])) for _ in range(50)
        ]
        await show.task()
        for each in torn:
            # Half of them with a reset, as a network that is gone.
            each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", chance.choice([0, 1]), 0))
            each.close()

    await _until_held(running, database_url, before)


async def test_a_server_that_is_told_to_end_says_so_to_its_streams_and_ends_well(database_url, tmp_path, show):
    settings = {"DATABASE_URL": database_url, "DATA_DIR": str(tmp_path), "JWT_SECRET": SECRET, "PORT": "0"}
    with forked("serve", **settings) as process:
        address = address_of(process)
        async with following(address, show.id, show.lead) as anna, following(address, show.id, show.lead) as ben:
            began = monotonic()
            process.terminate()
            reasons = [await anna.ended(), await ben.ended()]
            code = await asyncio.to_thread(process.wait, 10)

    assert reasons == ["restart", "restart"] and code == 0
    assert monotonic() - began < GRACE_SECONDS - 1


def _connected(address: str, show: Happening, cursor: str | None = None) -> socket.socket:
    """A stream that has begun, over a connection that takes little in advance."""
    parts = urlsplit(address)
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect((parts.hostname, parts.port))
    headers = signed(show.lead) | ({"Last-Event-ID": f"{show.id}{cursor}"} if cursor else {})
    lines = [f"GET /api/v1/events/{show.id}/stream HTTP/1.1", "Host: localhost"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    connection.sendall("\r\n".join([*lines, "", ""]).encode())
    assert connection.recv(12) == b"HTTP/1.1 200"
    return connection


def _read_to_the_end(connection: socket.socket) -> bytes:
    connection.settimeout(10)
    parts = []
    with suppress(ConnectionError):
        while part := connection.recv(65_536):
            parts.append(part)
    return b"".join(parts)


def _numbers(received: bytes) -> list[int]:
    """The cursors of whole frames, as a client would keep them."""
    frames = received.replace(b"\r\n", b"\n").split(b"\n\n")[:-1]
    return [int(found[1]) for each in frames if (found := re.search(rb"(?:^|\n)id: [0-9a-f-]+:(\d+)", each))]


async def _held(running: Inside, database_url: str) -> dict[str, int]:
    resources = running.app.state.resources
    with psycopg.connect(database_url) as connection:
        idle = connection.execute(
            "select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in%'"
        ).fetchone()
    feed = resources.feed
    return {
        "streams": len(feed._streams) + len(feed._promised) + len(feed._followed) + len(feed._inboxes),
        "tasks": len(asyncio.all_tasks(running.loop)),
        "connections": len(running.server.server_state.connections),
        "out of the pool": resources.database.engine.pool.checkedout(),
        "open transactions": idle[0] if idle else 0,
    }


async def _until_held(running: Inside, database_url: str, expected: dict[str, int]) -> None:
    deadline = monotonic() + 10
    while (now := await _held(running, database_url)) != expected:
        assert monotonic() < deadline, (now, expected)
        await asyncio.sleep(0.05)


async def _until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not is_so():
            await asyncio.sleep(0.02)
