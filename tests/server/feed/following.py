"""Somebody who follows an event over a bare connection, and what he is told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from state.values import Principal
from tests.server.running import token


@dataclass(frozen=True)
class Told:
    """One frame; a comment has neither name nor data."""

    name: str | None = None
    id: str | None = None
    data: Any = None
    comment: str | None = None

    @property
    def seq(self) -> int:
        assert self.id
        return int(self.id.rsplit(":", 1)[1])


@dataclass
class Follower:
    """One stream; `cursor` is the last id received, as a client keeps it."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    cursor: str | None = None
    raw: bytes = b""
    is_over: bool = False

    async def frame(self, seconds: float = 5) -> Told | None:
        """The next frame whatever it is; None at the end of the stream."""
        async with asyncio.timeout(seconds):
            while b"\n\n" not in self.raw:
                if not await self._more():
                    return None
        block, self.raw = self.raw.split(b"\n\n", 1)
        return self._read(block.decode())

    async def next(self, name: str = "change", seconds: float = 5) -> Told:
        """The next event, which is to be one of this name; comments and bare ids are passed over."""
        while True:
            told = await self.frame(seconds)
            assert told, f"the stream has ended before a {name}"
            if told.name:
                assert told.name == name, told
                return told

    async def seqs(self, count: int) -> list[int]:
        return [(await self.next()).seq for _ in range(count)]

    async def ended(self, seconds: float = 5) -> str | None:
        """The reason it was closed for, once it has ended."""
        reason = None
        while told := await self.frame(seconds):
            reason = told.data["reason"] if told.name == "closed" else reason
        return reason

    async def nothing(self, seconds: float = 0.5) -> None:
        """Raises unless no event comes for so long."""
        try:
            raise AssertionError(await self.next(seconds=seconds))
        except TimeoutError:
            return

    async def leave(self) -> None:
        self.writer.close()

    async def _more(self) -> bool:
        try:
            size = int(await self.reader.readline() or b"0", 16)
            self.raw += (await self.reader.readexactly(size + 2))[:-2] if size else b""
        except (ConnectionError, asyncio.IncompleteReadError):
            size = 0
        self.is_over = size == 0
        return size > 0

    def _read(self, block: str) -> Told:
        members: dict[str, str] = {}
        for line in block.split("\n"):
            name, _, value = line.partition(":")
            members[name] = value.removeprefix(" ")
        self.cursor = members.get("id", self.cursor)
        data = json.loads(members["data"]) if "data" in members else None
        return Told(members.get("event"), members.get("id"), data, members.get(""))


async def followed(address: str, event: UUID | str, headers: dict[str, str], query: str = "") -> Follower:
    parts = urlsplit(address)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    head = [f"GET /api/v1/events/{event}/stream{query} HTTP/1.1", "Host: localhost"]
    head += [f"{name}: {value}" for name, value in headers.items()]
    writer.write("\r\n".join([*head, "", ""]).encode())
    status, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
    told = dict(line.lower().split(": ", 1) for line in lines)
    return Follower(reader, writer, int(status.split()[1]), told)


def signed(who: Principal, **claims: Any) -> dict[str, str]:
    return {"Authorization": f"Bearer {token(who.user_id, who.organization_id, **claims)}"}


@asynccontextmanager
async def following(
    address: str, event: UUID | str, who: Principal, cursor: str | None = None, **claims: Any
) -> AsyncIterator[Follower]:
    """A stream that has begun: what happens from now on is told."""
    headers = signed(who, **claims) | ({"Last-Event-ID": cursor} if cursor is not None else {})
    follower = await followed(address, event, headers)
    try:
        assert follower.status == 200, follower.headers
        if not cursor:
            opening = await follower.frame()
            assert opening and opening.id and opening.name is None
        yield follower
    finally:
        follower.writer.close()
