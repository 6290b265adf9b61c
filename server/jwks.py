"""Public keys of an identity provider, fetched with httpx and kept for a while.

One fetch at a time, however many requests wait for it. A key id that is not in the set causes one more fetch (keys
rotate); if that was in vain, none for a while, so invented ids cannot make this server hammer the provider. While the
provider is away the keys it last gave stay good for an hour.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from math import inf

import httpx
import structlog
from jwt import PyJWK, PyJWKSet
from jwt.exceptions import PyJWTError

from state.errors import Unavailable

FRESH_SECONDS = 300
STALE_SECONDS = 3600
PAUSE_SECONDS = 10
_LARGEST = 256 * 1024

log = structlog.get_logger(__name__)


class UnknownKey(Exception):
    """The provider publishes no such key."""


class KeySet:
    """The keys at one address. `clock` gives seconds that only grow."""

    def __init__(self, url: str, client: httpx.AsyncClient, clock: Callable[[], float] = time.monotonic) -> None:
        self._url, self._client, self._clock = url, client, clock
        self._lock = asyncio.Lock()
        self._keys: list[PyJWK] = []
        self._fetched_at = self._tried_at = self._vain_at = -inf

    async def key(self, key_id: str | None, algorithm: str) -> PyJWK:
        """The key of this id for this algorithm. Raises UnknownKey, or Unavailable when none can be had."""
        asked_at = self._clock()
        if asked_at - self._fetched_at > FRESH_SECONDS:
            await self._fetch(asked_at)
        if found := self._find(key_id, algorithm):
            return found
        if self._fetched_at < asked_at and asked_at - self._vain_at > PAUSE_SECONDS:
            await self._fetch(asked_at)
            if found := self._find(key_id, algorithm):
                return found
            self._vain_at = self._clock()
        if self._tried_at > self._fetched_at:
            raise Unavailable("Sign-in cannot be checked for a moment. Please try again.")
        raise UnknownKey

    def _find(self, key_id: str | None, algorithm: str) -> PyJWK | None:
        """Without a key id the set must hold exactly one key that fits."""
        if self._clock() - self._fetched_at > STALE_SECONDS:
            return None
        fitting = [key for key in self._keys if key.algorithm_name == algorithm and key_id in (None, key.key_id)]
        return fitting[0] if len(fitting) == 1 or (fitting and key_id is not None) else None

    async def _fetch(self, asked_at: float) -> None:
        """Replace the keys, unless somebody has tried since this caller asked, or a failure was just now."""
        async with self._lock:
            failed_at = self._tried_at if self._tried_at > self._fetched_at else -inf
            if self._fetched_at >= asked_at or self._clock() - failed_at < PAUSE_SECONDS:
                return
            try:
                self._keys = await self._download()
                self._fetched_at = self._tried_at = self._clock()
            except (httpx.HTTPError, PyJWTError, ValueError) as error:
                self._tried_at = self._clock()
                log.warning("jwks_unavailable", error=type(error).__name__)

    async def _download(self) -> list[PyJWK]:
        answer = await self._client.get(self._url, follow_redirects=False)
        answer.raise_for_status()
        if len(answer.content) > _LARGEST:
            raise ValueError("too large")
        document = answer.json()
        if not isinstance(document, dict):
            raise ValueError("not a key set")
        return [key for key in PyJWKSet.from_dict(document).keys if key.public_key_use in (None, "sig")]
