"""A Postgres of our own for machines without one: in DATA_DIR, behind a socket, alive as long as who started it.

A second process with the same DATA_DIR attaches to it, and loses it when the first one ends: where processes come and
go on their own, set DATABASE_URL.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from state.embedded import process
from state.embedded.account import account_for
from state.embedded.binaries import fitting
from state.embedded.errors import EmbeddedPostgresError
from state.embedded.places import Places, fresh_socket, is_trusted, places, runnable, within_reach

__all__ = ["EmbeddedPostgres", "EmbeddedPostgresError", "start"]

_PAUSE_SECONDS = 0.05


@dataclass(frozen=True)
class EmbeddedPostgres:
    """A server that answers at `url`. `owned` says whether this process started it, and so ends it with `stop`."""

    url: str
    owned: bool
    cluster: Path
    _closing: ExitStack = field(default_factory=ExitStack, repr=False, compare=False)
    _process: int = field(default_factory=os.getpid, repr=False, compare=False)

    def stop(self) -> None:
        """End it where it is owned; what is committed stays. May be called again."""
        # A fork of the owner has a copy of all this, and no say.
        if os.getpid() == self._process:
            self._closing.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def start(
    data_dir: Path, *, durable: bool = True, max_connections: int = 100, binaries: Path | None = None
) -> EmbeddedPostgres:
    """The Postgres of `data_dir`: the one that runs, or else a new one. Blocks for a second; any thread may call it.

    `durable=False` is for tests: a crash of the machine may lose everything. `binaries` is a folder of Postgres
    programs to use instead of those found. Raises EmbeddedPostgresError.
    """
    options = process.Options(durable, max_connections)
    try:
        found = places(data_dir)
        deadline = time.monotonic() + 2 * process.START_SECONDS
        while time.monotonic() < deadline:
            if (lock := _lock(found)) is not None:
                return _started(found, lock, options, binaries)
            if is_trusted(found) and process.answers(found):
                return EmbeddedPostgres(found.url, owned=False, cluster=found.cluster)
            time.sleep(_PAUSE_SECONDS)
    except OSError as failed:
        raise EmbeddedPostgresError(f"The embedded Postgres cannot use {data_dir}: {failed}.") from failed
    raise EmbeddedPostgresError(f"Another process is starting the Postgres in {data_dir} and does not get there.")


def _lock(found: Places) -> int | None:
    """Held by the owner as long as he lives, so that who gets it knows that there is none."""
    lock = os.open(found.lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock


def _started(found: Places, lock: int, options: process.Options, binaries: Path | None) -> EmbeddedPostgres:
    with ExitStack() as closing:
        closing.callback(os.close, lock)
        account = account_for(found.cluster)
        cluster = within_reach(found, account)
        programs = runnable(fitting(cluster, binaries), account)
        process.end_leftovers(found, cluster)
        if not (cluster / "PG_VERSION").exists():
            process.make_cluster(found, cluster, programs, account, options.durable)
        closing.callback(shutil.rmtree, found.socket, ignore_errors=True)
        fresh_socket(found, account)
        closing.callback(process.run(found, cluster, programs, account, options).end)
        postgres = EmbeddedPostgres(found.url, owned=True, cluster=cluster, _closing=closing.pop_all())
    # On Linux it ends with us anyway; elsewhere this is all there is.
    atexit.register(postgres.stop)
    return postgres
