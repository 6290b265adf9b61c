"""Many readers of live feeds: `python -m benchmarks.feed_readers <address>`, with one request head per line on stdin.

A process of its own, on bare sockets. Says "ready" once every stream has begun; the end of stdin makes it print, for
each reader, the moments (CLOCK_MONOTONIC, in seconds) at which changes reached it, as JSON.
"""

from __future__ import annotations

import asyncio
import sys
import time
from urllib.parse import urlsplit

import orjson

_CHANGE = b"event: change"


class Reader(asyncio.Protocol):
    """One stream. Every change is far smaller than what arrives at once, so none is cut in two."""

    def __init__(self, head: bytes) -> None:
        self.head, self.begun, self.moments = head, asyncio.get_running_loop().create_future(), list[float]()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(self.head)

    def data_received(self, data: bytes) -> None:
        if not self.begun.done():
            self.begun.set_result(data.startswith(b"HTTP/1.1 200"))
        self.moments += [time.monotonic()] * data.count(_CHANGE)


async def main(address: str) -> None:
    loop, parts = asyncio.get_running_loop(), urlsplit(address)
    host, port = parts.hostname or "", parts.port or 0
    heads = iter(sys.stdin.buffer.readline, b"\n")
    readers: list[Reader] = []
    for head in heads:
        reader = Reader(orjson.loads(head).encode())
        await loop.create_connection(lambda reader=reader: reader, host, port)
        assert await reader.begun, "a stream was refused"
        readers.append(reader)
    print("ready", flush=True)
    await loop.run_in_executor(None, sys.stdin.buffer.read)
    print(orjson.dumps([reader.moments for reader in readers]).decode(), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
