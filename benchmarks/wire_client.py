"""A server process of one variant, and a client that reads its streams as they come and keeps count."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import orjson

ROOT = Path(__file__).parents[1]
_FIRST_WORD = b'"TEXT_MESSAGE_CONTENT"'


@dataclass(frozen=True)
class Variant:
    """What stands in the table, which server it is (wire_server.VARIANTS), and when it checkpoints."""

    name: str
    server: str
    durability: str


@dataclass(frozen=True)
class Streamed:
    """One run as the client got it; times in seconds from the request on."""

    body: bytes
    first_word: float

    @property
    def events(self) -> int:
        return self.body.count(b"data: ")


@dataclass(frozen=True)
class Costs:
    """CPU seconds of the server process so far, and the checkpoints it holds."""

    cpu: float
    checkpoints: int


@dataclass
class Server:
    http: httpx.AsyncClient

    async def run(self, thread_id: str | None = None, history: list[dict[str, Any]] | None = None) -> Streamed:
        """A turn on this thread; `history` is what the client holds of it already."""
        message = {"id": str(uuid4()), "role": "user", "content": "I am Anna, anna.rossi@example.com"}
        body = {
            "threadId": thread_id or str(uuid4()),
            "runId": str(uuid4()),
            "messages": [*(history or ()), message],
            "state": {},
            "tools": [],
            "context": [],
            "forwardedProps": {},
        }
        return await self._read(body)

    async def floor(self, runs: int) -> None:
        (await self.http.post("/floor", params={"runs": runs})).raise_for_status()

    async def pace(self, seconds: float) -> None:
        (await self.http.post("/pause", params={"seconds": seconds})).raise_for_status()

    async def costs(self) -> Costs:
        return Costs(**(await self.http.get("/costs")).raise_for_status().json())

    async def _read(self, body: dict[str, Any]) -> Streamed:
        read, first = bytearray(), 0.0
        begun = time.perf_counter()
        async with self.http.stream("POST", "/agui", json=body) as response:
            response.raise_for_status()
            async for part in response.aiter_raw():
                read += part
                if not first and _FIRST_WORD in read:
                    first = time.perf_counter() - begun
        assert read.rstrip().rsplit(b"data: ", 1)[1].startswith(b'{"type":"RUN_FINISHED"'), read[-500:]
        return Streamed(bytes(read), first)


def snapshot_of_messages(body: bytes) -> list[dict[str, Any]]:
    """The last MESSAGES_SNAPSHOT of a stream: what its client sends back with the next turn."""
    events = [orjson.loads(line[6:]) for line in body.splitlines() if b"MESSAGES_SNAPSHOT" in line[:60]]
    return events[-1]["messages"] if events else []


@contextmanager
def serving(python: Path, variant: Variant) -> Iterator[str]:
    """The address of a server process of this variant, run by this Python."""
    command = [str(python), "-m", "benchmarks.wire_server", variant.server, variant.durability]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            ready = process.stdout.readline()
            assert ready.startswith("Ready on "), f"{variant.name} did not start"
            yield ready.removeprefix("Ready on ").strip()
        finally:
            process.kill()
