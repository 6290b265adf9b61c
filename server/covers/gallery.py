"""The pictures of covers: those in the storage, and those drawn when they are asked for; a few are kept at hand."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from uuid import UUID

import structlog

from server.pages import cover
from state import objects
from state.database import Database
from state.errors import NotFound
from state.gateways.storage import Storage
from state.pictures.apart import Recoder
from state.pictures.recoding import SHARE, WIDE, Recoded
from state.values import Principal

log = structlog.get_logger(__name__)

SHARED, LARGE = objects.FILES
_SIZES = {SHARED: SHARE, LARGE: (WIDE, round(WIDE * SHARE[1] / SHARE[0]))}
_AT_HAND_BYTES = 32 * 2**20
_DRAWN_AT_ONCE = 2


@dataclass
class _AtHand:
    """Files by what they show, the least recently used forgotten first."""

    files: OrderedDict[tuple[str, str], bytes] = field(default_factory=OrderedDict)
    size: int = 0

    def get(self, name: tuple[str, str]) -> bytes | None:
        if (found := self.files.get(name)) is not None:
            self.files.move_to_end(name)
        return found

    def put(self, name: tuple[str, str], data: bytes) -> None:
        self.size += len(data) - len(self.files.pop(name, b""))
        self.files[name] = data
        while self.size > _AT_HAND_BYTES:
            self.size -= len(self.files.popitem(last=False)[1])


@dataclass(frozen=True)
class Gallery:
    """Of one process. An object's files never change, so what is at hand is never stale."""

    storage: Storage
    recoder: Recoder = field(default_factory=Recoder)
    _at_hand: _AtHand = field(default_factory=_AtHand)
    _drawing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_DRAWN_AT_ONCE))

    async def keep(self, database: Database, principal: Principal, made: Recoded) -> UUID:
        """Both files, as a new object that something has to refer to within the hour. Raises Unavailable."""
        async with database.transaction(principal) as tx:
            object_id = await objects.register(tx)
        for file, data in zip(objects.FILES, (made.share, made.wide), strict=True):
            await self.storage.put(objects.key(object_id, file), data)
        return object_id

    async def shown(self, slug: str, kind: str, object_id: UUID | None, file: str) -> bytes:
        """The stored picture, or a drawing. Raises Unavailable: a wrong picture would be remembered by who asks."""
        if object_id is not None:
            try:
                return await self.stored(object_id, file)
            except NotFound:
                log.error("cover_file_missing", object_id=str(object_id), file=file)
        return await self.drawn(slug, kind, file)

    async def stored(self, object_id: UUID, file: str) -> bytes:
        """Raises Unavailable and NotFound."""

        async def fetched() -> bytes:
            return await self.storage.get(objects.key(object_id, file))

        return await self._kept((str(object_id), file), fetched)

    async def drawn(self, slug: str, kind: str, file: str) -> bytes:
        """What stands in for a picture nobody gave."""

        async def painted() -> bytes:
            async with self._drawing:
                # Of many who ask for the same at once, one draws.
                return self._at_hand.get(name) or await asyncio.to_thread(cover.painted, slug, kind, _SIZES[file])

        name = (f"{slug} {kind}", file)
        return await self._kept(name, painted)

    async def _kept(self, name: tuple[str, str], make: Callable[[], Awaitable[bytes]]) -> bytes:
        if (found := self._at_hand.get(name)) is None:
            found = await make()
            self._at_hand.put(name, found)
        return found
