"""Many streaming runs at once on one `wizard serve`, and what a person at a form feels of it.

Server, Postgres, the fake of Gemini's service (one word each 50 ms) and the readers of the streams are processes of
their own and share the machine; the server's pools hold 10 connections each. Once all runs have been asked for, a REST
client reads its session RATE times a second, whatever became of the reads before: a slow answer does not thin out the
next, and streams that wait for their first word are part of the load.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from uuid import uuid4

import httpx
import orjson
import psutil

from benchmarks.tables import Goal, goals, number, table
from server import schema
from state import embedded
from tests import postgres
from tests.fakes.gemini import KEY
from tests.server.agui.process import Server, Talker
from tests.server.processes import ROOT, address_of, begun
from tests.server.running import SECRET

COUNTS = (50, 300)
WORDS_PER_SECOND, RATE = 20, 20
QUIET_SECONDS, LOUD_SECONDS = 3.0, 12.0
LIMIT_MS = 300.0
_POOL = "10"


@dataclass
class Load:
    """What `count` streams came to. Latencies in ms, memory in MB, `cpu` in cores.

    `read_ms` and `word_ms` are the server's CPU for one REST read and for one word of the model, all that a run costs
    counted in: figures that hold on a busy machine, too.

    `starved` is the share of its time that the server's main thread wanted a core and had none: near 0 on a machine of
    its own; where it is large, others were measured too.
    """

    count: int
    quiet: list[float] = field(default_factory=list)
    loud: list[float] = field(default_factory=list)
    refused: int = 0
    streams: list[dict[str, Any]] = field(default_factory=list)
    seconds: float = 0
    memory: tuple[float, float] = (0, 0)
    cpu: float = 0
    starved: float = 0
    read_ms: float = 0
    word_ms: float = 0
    warnings: Counter[str] = field(default_factory=Counter)

    @property
    def failed(self) -> int:
        return sum(stream["failed"] for stream in self.streams)

    @property
    def words(self) -> int:
        return sum(stream["words"] for stream in self.streams)

    @property
    def lateness(self) -> float:
        """How much longer a run took than its model, as a ratio."""
        return median(stream["last"] - stream["first"] for stream in self.streams) / self.seconds


@dataclass(frozen=True)
class Person:
    http: httpx.AsyncClient
    session: str


async def measure(counts: tuple[int, ...] = COUNTS) -> str:
    """Markdown: the figures, and the goals they meet or miss."""
    loads = [await load(count) for count in counts]
    rows = [_row(each) for each in loads]
    head = ["streams", "REST p50 / p99 ms, quiet", "loud", "REST refused", "streams failed", "first word p50 / p99 ms"]
    head += [
        "run / its model's time",
        "server CPU, cores",
        "starved",
        "CPU ms of a read / a word",
        "memory MB, quiet / loud",
        "warnings",
    ]
    return "\n".join(["### Many streams\n", goals(goal for each in loads for goal in _goals(each)), table(head, rows)])


def _goals(load: Load) -> list[Goal]:
    timeouts = load.refused + load.failed
    return [
        Goal(f"REST p99 ms beside {load.count} streams", _p99(load.loud), LIMIT_MS),
        Goal(f"refused or broken of {load.count} streams and their reads", timeouts, 0),
    ]


def _row(load: Load) -> list[str]:
    first = [stream["first"] * 1000 for stream in load.streams]
    cells = [_both(load.quiet), _both(load.loud), str(load.refused), str(load.failed), _both(first)]
    cells += [number(load.lateness), number(load.cpu), number(load.starved)]
    cells += [f"{number(load.read_ms)} / {number(load.word_ms)}", " / ".join(map(number, load.memory))]
    said = ", ".join(f"{name} {count}" for name, count in load.warnings.items())
    return [str(load.count), *cells, said or "none"]


async def load(count: int) -> Load:
    """One server, `count` streams on it, about half a minute."""
    found = Load(count)
    ramp = count / 60
    words = round(WORDS_PER_SECOND * (ramp + LOUD_SECONDS + 3))
    found.seconds = words / WORDS_PER_SECOND
    with ExitStack() as stack:
        folder = stack.enter_context(postgres.folder())
        server = await asyncio.to_thread(_served, stack, folder, words)
        memory = psutil.Process(server.process.pid)
        async with _person(server.address) as person:
            used, quiet = _cpu(memory), memory.memory_info().rss
            found.quiet = await _reads(person, QUIET_SECONDS, found)
            found.read_ms = (_cpu(memory) - used) * 1000 / len(found.quiet)
            used = _cpu(memory)
            readers = stack.enter_context(_module("stream_readers", server.address, str(ramp)))
            print(*(_request(server.address) for _ in range(count)), "", sep="\n", file=readers.stdin, flush=True)
            await asyncio.sleep(ramp + 1)
            before, since = _used(memory.pid), time.perf_counter()
            found.loud = await _reads(person, LOUD_SECONDS, found)
            seconds = time.perf_counter() - since
            found.cpu, found.starved = (
                (now - then) / seconds for now, then in zip(_used(memory.pid), before, strict=True)
            )
            found.memory = (quiet / 2**20, memory.memory_info().rss / 2**20)
            found.streams = orjson.loads(await asyncio.to_thread(_line, readers))
            found.word_ms = ((_cpu(memory) - used) * 1000 - found.read_ms * len(found.loud)) / found.words
        found.warnings = _warnings(folder / "server.log") + _ends(found.streams)
    return found


def _served(stack: ExitStack, folder: Path, words: int) -> Server:
    database = stack.enter_context(embedded.start(folder, durable=False))
    asyncio.run(schema.migrate(database.url, database.url))
    gemini = stack.enter_context(_module("paced_gemini", str(words), str(1 / WORDS_PER_SECOND)))
    settings = {"DATABASE_URL": database.url, "DATA_DIR": str(folder), "DATABASE_POOL_SIZE": _POOL, "PORT": "0"}
    settings |= {"MODEL": "google_genai:gemini-2.5-flash", "GOOGLE_API_KEY": KEY, "JWT_SECRET": SECRET}
    settings |= {"GEMINI_BASE_URL": _line(gemini).removeprefix("Ready on ").strip()}
    process = stack.enter_context(begun("serve", log=folder / "server.log", **settings))
    return Server(process, address_of(process))


def _request(address: str) -> str:
    """Somebody's run, as a line for stream_readers."""
    talker = Talker(address)
    body = orjson.dumps(talker.body(f"Tell me something, {uuid4()}")).decode()
    headers = talker.headers | {
        "Host": "bench",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "Connection": "close",
    }
    lines = ["POST /agui HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", body]
    return orjson.dumps("\r\n".join(lines)).decode()


@contextmanager
def _module(name: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", f"benchmarks.{name}", *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline()


@asynccontextmanager
async def _person(address: str) -> AsyncIterator[Person]:
    """Somebody with a session of his own."""
    talker = Talker(address)
    async with httpx.AsyncClient(headers=talker.headers, timeout=30) as http:
        base = f"{address}/api/v1/wizard/sessions"
        (await http.post(base, json={"session_id": talker.thread_id})).raise_for_status()
        yield Person(http, f"{base}/{talker.thread_id}")


async def _reads(person: Person, seconds: float, found: Load) -> list[float]:
    """Milliseconds of each read, from the moment it was due."""
    start = time.perf_counter()

    async def read(due: float) -> float:
        await asyncio.sleep(start + due - time.perf_counter())
        answer = await person.http.get(person.session)
        found.refused += answer.status_code != 200
        return (time.perf_counter() - start - due) * 1000

    return list(await asyncio.gather(*(read(index / RATE) for index in range(round(seconds * RATE)))))


def _cpu(process: psutil.Process) -> float:
    """CPU seconds of all its threads so far."""
    return sum(process.cpu_times()[:2])


def _used(process: int) -> tuple[float, float]:
    """Seconds its main thread has had a core, and has waited for one (Linux)."""
    running, waiting, _ = Path(f"/proc/{process}/schedstat").read_text().split()
    return int(running) / 1e9, int(waiting) / 1e9


def _warnings(log: Path) -> Counter[str]:
    """What the server warned of, by event name."""
    lines = (orjson.loads(line) for line in log.read_text().splitlines() if line.startswith("{"))
    # A library's words may name a connection, each time another one.
    names = (line["event"].split(" <")[0] for line in lines if line.get("level") in ("warning", "error", "critical"))
    return Counter(names)


def _ends(streams: list[dict[str, Any]]) -> Counter[str]:
    """How the streams ended that failed: the code of their RUN_ERROR, or without any: refused or cut off."""
    codes = (re.search(r'"code":"(\w+)"', stream["error"]) for stream in streams if stream["failed"])
    return Counter(f"ended as {code[1]}" if code else "no terminal event" for code in codes)


def _p99(values: list[float]) -> float:
    return quantiles(values, n=100)[-1]


def _both(values: list[float]) -> str:
    return f"{number(median(values))} / {number(_p99(values))}"


if __name__ == "__main__":
    print(asyncio.run(measure(tuple(map(int, sys.argv[1:])) or COUNTS)))
