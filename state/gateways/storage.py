"""Where files lie: a folder, or a bucket that speaks S3. Keys are ours, never made of what somebody has sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

import structlog
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import LocalStore, S3Store

from state.errors import NotFound, Unavailable

if TYPE_CHECKING:
    from obstore.store import ObjectStore

log = structlog.get_logger(__name__)

# A bucket that does not answer must not hold a request for longer; retries are within.
_LONGEST = timedelta(seconds=10)
_CONNECTING = timedelta(seconds=3)
_GONE = "There is no such file."
_AWAY = "The file storage cannot be reached just now. Please try again."
# Those of the store's own tree, and what it lets through from the disk.
_FAILURES = (BaseError, OSError)


@dataclass(frozen=True)
class S3Access:
    """How to sign in at a bucket; None: as the machine's own role, if it has one. `endpoint` None is Amazon's."""

    key: str | None = None
    secret: str | None = None
    session_token: str | None = None
    region: str | None = None
    endpoint: str | None = None


@dataclass(frozen=True)
class Storage:
    """Objects by key. Each call raises Unavailable when the storage is away, full or refuses us.

    Opened by `connect` when it is first needed: a server whose folder cannot be used serves all the rest.
    """

    connect: Callable[[], ObjectStore]

    @cached_property
    def store(self) -> ObjectStore:
        return self.connect()

    async def put(self, key: str, data: bytes) -> None:
        """There whole or not at all."""
        try:
            await self.store.put_async(key, data)
        except _FAILURES as failure:
            raise _away(failure) from None

    async def get(self, key: str) -> bytes:
        """Raises NotFound."""
        try:
            return bytes(await (await self.store.get_async(key)).bytes_async())
        except (NotFoundError, FileNotFoundError):
            raise NotFound(_GONE, "file_not_found") from None
        except _FAILURES as failure:
            raise _away(failure) from None

    async def delete(self, key: str) -> None:
        """Deleting what is not there is no error."""
        try:
            await self.store.delete_async(key)
        except (NotFoundError, FileNotFoundError):
            return
        except _FAILURES as failure:
            raise _away(failure) from None


def opened(address: str, access: S3Access) -> Storage:
    """The storage at file:///folder, which is made if need be, or s3://bucket/prefix; nothing is looked at yet."""
    parts = urlsplit(address)
    if parts.scheme == "file":
        return Storage(lambda: LocalStore(Path(url2pathname(parts.path)), mkdir=True))
    return Storage(lambda: _bucket(parts.netloc, parts.path.strip("/"), access))


def _bucket(name: str, prefix: str, access: S3Access) -> S3Store:
    return S3Store(
        name,
        prefix=prefix or None,
        config=_config(access),
        client_options={
            "timeout": _LONGEST,
            "connect_timeout": _CONNECTING,
            "allow_http": (access.endpoint or "").startswith("http://"),
        },
        retry_config={"max_retries": 2, "retry_timeout": _LONGEST},
    )


def _config(access: S3Access) -> Any:
    # Many services that speak S3 know no deletion of several at once, which the store would use for one as well.
    given = {
        "disable_bulk_delete": True,
        "access_key_id": access.key,
        "secret_access_key": access.secret,
        "session_token": access.session_token,
        "region": access.region,
        "endpoint": access.endpoint,
    }
    return {name: value for name, value in given.items() if value}


def _away(failure: Exception) -> Unavailable:
    """What the store says may quote addresses and keys: nothing of it goes further, but its kind into the log."""
    log.warning("storage_failed", error=type(failure).__name__)
    return Unavailable(_AWAY)
