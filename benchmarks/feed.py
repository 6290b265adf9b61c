"""The live feed beside a plain one: how long a change takes to all its readers, and what each delivery costs.

Server, peer, Postgres and the readers are processes of their own and share the machine. Ours is measured from the
return of the commit, with hearing of the change, reading and presenting it; the peer from the moment it is asked to
tell: it is spared the database.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median, quantiles
from uuid import uuid4

import httpx
import orjson
import psutil

from benchmarks.tables import Goal, goals, number, table
from server import schema
from state import embedded
from state.database import Database
from tests import postgres
from tests.server.feed.happening import Happening, happening
from tests.server.processes import ROOT, address_of, begun
from tests.server.running import SECRET, token
from tests.state.worlds import somebody

READERS, EVENTS = 1000, (1, 100)
_CHANGES, _PAUSE = 100, 0.2
_WARM, _IDLE, _SETTLE = 20, 10.0, 1.0

# Tells everybody of change number so-and-so, and says when it was made.
Tell = Callable[[int], Awaitable[float]]


@dataclass(frozen=True)
class Found:
    """One side with so many feeds: milliseconds of each delivery, microseconds of CPU for one, KB of a connection.

    `idle` is the cores it takes while nothing happens.
    """

    side: str
    feeds: int
    delays: list[float]
    cpu: float
    idle: float
    memory: float
    missed: int

    @property
    def figures(self) -> tuple[float, ...]:
        return self.feeds, median(self.delays), self.p99, self.cpu, self.idle, self.memory, self.missed

    @property
    def p99(self) -> float:
        return quantiles(self.delays, n=100)[-1]


async def measure(count: int) -> str:
    """Markdown: the figures, and the goals they meet or miss."""
    found = [each for feeds in EVENTS for each in await _both(count, feeds)]
    rows = [[each.side, *map(number, each.figures)] for each in found]
    head = ["", "feeds", "p50 ms", "p99 ms", "CPU us of a delivery", "idle cores", "KB of a stream", "missed or twice"]
    pairs = zip(found[::2], found[1::2], strict=True)
    listed = [goal for ours, peer in pairs for goal in _goals(ours, peer)]
    return "\n".join([f"### Live feed, {count:,} readers\n", goals(listed), table(head, rows)])


def _goals(ours: Found, peer: Found) -> list[Goal]:
    """Beside the peer only where many follow one event: elsewhere reading costs more than telling, and it reads
    nothing."""
    where = f"{ours.feeds} feed{'s' if ours.feeds > 1 else ''}"
    listed = [Goal(f"missed or told twice, {where}", ours.missed, 0), Goal(f"p99 ms, {where}", ours.p99, 1000, 500)]
    if ours.feeds == 1:
        listed += [
            Goal("p99 / plain sse-starlette", ours.p99 / peer.p99, 1 / 3),
            Goal("CPU of a delivery / plain sse-starlette", ours.cpu / peer.cpu, 1 / 3),
            Goal("KB of a stream", ours.memory, 12),
        ]
    return listed


async def _both(count: int, feeds: int) -> tuple[Found, Found]:
    with ExitStack() as stack:
        folder = stack.enter_context(postgres.folder())
        url = stack.enter_context(embedded.start(folder, durable=False)).url
        await schema.migrate(url, url)
        settings = {"DATABASE_URL": url, "DATA_DIR": str(folder), "JWT_SECRET": SECRET, "PORT": "0", "WORKER": "off"}
        server = stack.enter_context(begun("serve", log=folder / "server.log", **settings))
        database = Database(url)
        ours = await _ours(database, server, count, feeds)
        await database.close()
    with ExitStack() as stack:
        command = [sys.executable, "-m", "benchmarks.feed_peer"]
        peer = stack.enter_context(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True))
        stack.callback(peer.kill)
        return ours, await _peer(peer, count, feeds)


async def _ours(database: Database, server: subprocess.Popen[str], count: int, feeds: int) -> Found:
    address, lead = address_of(server), somebody()
    shows = [await happening(database, lead) for _ in range(feeds)]

    async def tell(number: int) -> float:
        show: Happening = shows[number % feeds]
        await show.task(f"Task {number}")
        return time.monotonic()

    def head(index: int) -> str:
        bearer = token(uuid4(), lead.organization_id)
        path = f"/api/v1/events/{shows[index % feeds].id}/stream"
        return f"GET {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {bearer}\r\n\r\n"

    return await _measured("ours", server, address, [head(index) for index in range(count)], (feeds, tell))


async def _peer(server: subprocess.Popen[str], count: int, feeds: int) -> Found:
    address = address_of(server)
    record = {"name": "Task", "description": None, "id": str(uuid4())} | {f"column_{n}": "a value" for n in range(12)}
    async with httpx.AsyncClient(base_url=address) as http:

        async def tell(number: int) -> float:
            made = time.monotonic()
            change = {"table": "event_tasks", "type": "INSERT", "record": record, "old": None, "user_id": str(uuid4())}
            (await http.post(f"/change/{number % feeds}", json={"seq": number, "data": change})).raise_for_status()
            return made

        heads = [f"GET /feed/{index % feeds} HTTP/1.1\r\nHost: bench\r\n\r\n" for index in range(count)]
        return await _measured("sse-starlette", server, address, heads, (feeds, tell))


async def _measured(
    side: str, server: subprocess.Popen[str], address: str, heads: Sequence[str], telling: tuple[int, Tell]
) -> Found:
    feeds, tell = telling
    process = psutil.Process(server.pid)
    await _read(address, heads[:_WARM], lambda: asyncio.sleep(_SETTLE))
    empty, full, used, idle, moments = process.memory_info().rss, 0, 0.0, 0.0, list[float]()

    async def tell_all() -> None:
        nonlocal full, used, idle
        full, used = process.memory_info().rss, _cpu(process)
        await asyncio.sleep(_IDLE)
        idle, used = (_cpu(process) - used) / _IDLE, _cpu(process)
        for change in range(_CHANGES):
            moments.append(await tell(change))
            await asyncio.sleep(_PAUSE)
        await asyncio.sleep(_SETTLE)
        used = _cpu(process) - used

    read = await _read(address, heads, tell_all)
    delays, missed = [], 0
    for index, seen in enumerate(read):
        made = moments[index % feeds :: feeds]
        missed += abs(len(made) - len(seen))
        delays += [(there - then) * 1000 for then, there in zip(made, seen, strict=False)]
    return Found(side, feeds, delays, used * 1e6 / len(delays), idle, (full - empty) / 1024 / len(heads), missed)


def _cpu(process: psutil.Process) -> float:
    """CPU seconds of all its threads so far."""
    return sum(process.cpu_times()[:2])


async def _read(address: str, heads: Sequence[str], meanwhile: Callable[[], Awaitable[None]]) -> list[list[float]]:
    """What reached readers with these request heads while something happened."""
    command = [sys.executable, "-m", "benchmarks.feed_readers", address]
    pipe = asyncio.subprocess.PIPE
    readers = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=pipe, stdout=pipe, limit=2**27)
    assert readers.stdin and readers.stdout
    readers.stdin.write(b"\n".join([*(orjson.dumps(head) for head in heads), b"", b""]))
    await readers.stdin.drain()
    assert await readers.stdout.readline() == b"ready\n"
    await meanwhile()
    readers.stdin.close()
    answer = await readers.stdout.readline()
    await readers.wait()
    return orjson.loads(answer)


if __name__ == "__main__":
    print(asyncio.run(measure(int(sys.argv[1]) if sys.argv[1:] else READERS)))
