"""Stands between a server and its Postgres, and cuts a connection at the Nth statement after a given one was seen.

It speaks enough of Postgres' wire to know where a statement begins (Query, Execute) and where its answer ends
(ReadyForQuery). Cut `before`, the statement never arrives; cut `after`, it is carried out and its answer is lost.
"""

from __future__ import annotations

import asyncio
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

from psycopg.conninfo import conninfo_to_dict

When = Literal["before", "after"]


@dataclass
class Cut:
    """Armed for one connection: the next on which `begins` is seen. `statements` are those counted so far."""

    begins: bytes
    number: int
    when: When
    statements: int = 0
    fired: bool = False
    taken: bool = False


@dataclass
class Link:
    """One connection: what its named statements say, and the cut that it has taken on."""

    names: dict[bytes, bytes] = field(default_factory=dict)
    bound: bytes = b""
    cut: Cut | None = None
    swallowing: bool = False


class Proxy:
    def __init__(self, host: str, port: int) -> None:
        self.host, self.port, self.cut = host, port, Cut(b"", 0, "before", taken=True)

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self.host.startswith("/"):
            return await asyncio.open_unix_connection(f"{self.host}/.s.PGSQL.{self.port}")
        return await asyncio.open_connection(self.host, self.port)

    def arm(self, cut: Cut) -> Cut:
        self.cut = cut
        return cut

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        up_reader, up_writer = await self._connected()
        link = Link()
        pumps = [
            asyncio.ensure_future(self._forward(link, reader, up_writer)),
            asyncio.ensure_future(self._back(link, up_reader, writer)),
        ]
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        for pump in pumps:
            pump.cancel()
        for each in (writer, up_writer):
            each.close()

    async def _forward(self, link: Link, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            # The first packet of a connection has no kind.
            size = await reader.readexactly(4)
            writer.write(size + await reader.readexactly(struct.unpack("!i", size)[0] - 4))
            while True:
                kind, body = await _message(reader)
                if self._is_cut(link, kind, body):
                    return
                writer.write(kind + struct.pack("!i", len(body) + 4) + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            return

    async def _back(self, link: Link, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                kind, body = await _message(reader)
                if link.swallowing:
                    if kind == b"Z":
                        return
                    continue
                writer.write(kind + struct.pack("!i", len(body) + 4) + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            return

    def _is_cut(self, link: Link, kind: bytes, body: bytes) -> bool:
        if kind == b"P":
            name, said = body.split(b"\0")[:2]
            link.names[name] = said
        elif kind == b"B":
            link.bound = link.names.get(body.split(b"\0")[1], b"")
        elif kind in (b"Q", b"E"):
            return self._at_statement(link, body if kind == b"Q" else link.bound)
        return False

    def _at_statement(self, link: Link, said: bytes) -> bool:
        if not self.cut.taken and self.cut.begins in said:
            self.cut.taken, link.cut = True, self.cut
        cut = link.cut
        if cut is None or cut.fired or cut is not self.cut:
            return False
        cut.statements += 1
        if cut.statements < cut.number:
            return False
        cut.fired, link.swallowing = True, cut.when == "after"
        return cut.when == "before"


async def _message(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    kind = await reader.readexactly(1)
    (size,) = struct.unpack("!i", await reader.readexactly(4))
    return kind, await reader.readexactly(size - 4)


@contextmanager
def standing_before(url: str) -> Iterator[tuple[Proxy, str]]:
    """A proxy with a loop of its own, and the address of the same database through it."""
    parts = urlsplit(url)
    known = conninfo_to_dict(url)
    proxy = Proxy(str(known.get("host") or "127.0.0.1"), int(known.get("port") or 5432))
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(proxy.serve, "127.0.0.1", 0))
    port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    who = parts.netloc.rpartition("@")[0]
    through = parts._replace(netloc=f"{who}@127.0.0.1:{port}", query="sslmode=disable&gssencmode=disable")
    try:
        yield proxy, urlunsplit(through)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        server.close()
        loop.close()
