"""Postgres as a waker: one LISTEN connection per process, and whoever waits for a channel's payloads.

A notification says that there is something to read, never what: it may be lost, so whoever waits looks by himself every
now and then, and everybody is woken when the connection is back.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager

import psycopg
import structlog
from psycopg.sql import SQL, Identifier

_PAUSE_SECONDS = 1.0
ALL = "*"

log = structlog.get_logger(__name__)
Heard = Callable[[str], None]


class Listener:
    """`heard` callbacks by channel get each payload; ALL after a gap. `run` is to be kept up."""

    def __init__(self, url: str, channels: Collection[str]) -> None:
        self._url, self._channels = url, channels
        self._heard: dict[str, set[Heard]] = {channel: set() for channel in channels}

    def add(self, channel: str, heard: Heard) -> None:
        self._heard[channel].add(heard)

    @asynccontextmanager
    async def news(self, channel: str, key: str) -> AsyncIterator[asyncio.Event]:
        """An event that is set when a payload names `key`; whoever waits clears it before he looks."""
        event = asyncio.Event()

        def heard(payload: str) -> None:
            if payload == ALL or key in payload.split(","):
                event.set()

        self._heard[channel].add(heard)
        try:
            yield event
        finally:
            self._heard[channel].discard(heard)

    async def run(self) -> None:
        """Listen until the connection is lost."""
        try:
            await self._listen()
        except psycopg.Error as error:
            log.warning("listening_interrupted", error=type(error).__name__)
        await asyncio.sleep(_PAUSE_SECONDS)

    async def _listen(self) -> None:
        arguments = {"autocommit": True, "connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 5}
        async with await psycopg.AsyncConnection.connect(self._url, **arguments) as connection:  # pyright: ignore[reportArgumentType]
            for channel in self._channels:
                await connection.execute(SQL("listen {}").format(Identifier(channel)))
                self._tell(channel, ALL)
            async for notification in connection.notifies():
                self._tell(notification.channel, notification.payload)

    def _tell(self, channel: str, payload: str) -> None:
        for heard in list(self._heard[channel]):
            heard(payload)
