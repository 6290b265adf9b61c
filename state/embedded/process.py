"""A running Postgres: its command line, its first answer, its end, and what an earlier one left behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import psutil
from psycopg import pq

from state.embedded import launch
from state.embedded.account import Account
from state.embedded.errors import EmbeddedPostgresError, died
from state.embedded.places import Places, opened_log, own

START_SECONDS = 60
_PATIENCE = {signal.SIGINT: 30, signal.SIGQUIT: 5, signal.SIGKILL: 5}
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "64MB",
    "jit": "off",
    "timezone": "UTC",
    # A refused statement is the application's to log: here it would write down the rows people entered.
    "log_min_messages": "log",
    "log_checkpoints": "off",
}
_CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Options:
    durable: bool
    max_connections: int

    def as_arguments(self, found: Places) -> list[str]:
        settings = _SETTINGS | {"cluster_name": found.key, "max_connections": str(self.max_connections)}
        if not self.durable:
            settings |= _CARELESS
        return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


class Child:
    """A program that ends with this process, whichever way that ends (Linux), and writes to `log`.

    Linux ties a child's life to the thread that made it. So a thread of its own makes it and waits for it, and callers
    may come from any thread. A process group of its own keeps it out of reach of the terminal's Ctrl-C.
    """

    def __init__(self, command: list[str], ending: signal.Signals, account: Account | None, log: int) -> None:
        user = (account.uid, account.gid) if account else (-1, -1)
        starter = [sys.executable, "-I", "-S", launch.__file__, *map(str, (os.getpid(), int(ending), *user))]
        whole = [*starter, *command]
        self._made: Future[subprocess.Popen[bytes]] = Future()
        self._thread = Thread(target=self._live, args=(whole, log), name="embedded-postgres", daemon=True)
        self._thread.start()
        self._process = self._made.result()

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def wait(self, seconds: float) -> int | None:
        self._thread.join(seconds)
        return self._process.returncode

    def end(self) -> None:
        """Fast shutdown; harder where that takes too long."""
        for ending, seconds in _PATIENCE.items():
            self._process.send_signal(ending)
            if self.wait(seconds) is not None:
                return

    def _live(self, command: list[str], log: int) -> None:
        try:
            process = subprocess.Popen(
                command, cwd="/", env=_ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, process_group=0
            )
        except OSError as failed:
            self._made.set_exception(failed)
            return
        self._made.set_result(process)
        process.wait()


def make_cluster(found: Places, cluster: Path, binaries: Path, account: Account | None, durable: bool) -> None:
    """An empty database in `cluster`, whole or not at all."""
    draft = cluster.with_name(f"{cluster.name}.new")
    for locale in ("C.UTF-8", "C"):
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        own(draft, account)
        command = [str(binaries / "initdb"), "-D", str(draft), "-U", "postgres", "--auth=trust", "-E", "UTF8"]
        command += [f"--locale={locale}", *([] if durable else ["--no-sync"])]
        if _ran(found, command, account):
            draft.rename(cluster)
            return
    raise died(found.log, 0, "A new database could not be made.")


def _ran(found: Places, command: list[str], account: Account | None) -> bool:
    log = opened_log(found)
    try:
        child = Child(command, signal.SIGKILL, account, log)
    finally:
        os.close(log)
    if child.wait(START_SECONDS) is None:
        child.end()
    return child.wait(0) == 0


def run(found: Places, cluster: Path, binaries: Path, account: Account | None, options: Options) -> Child:
    """A server that answers. Raises EmbeddedPostgresError with what it said if it does not."""
    log = opened_log(found)
    since = os.fstat(log).st_size
    command = [str(binaries / "postgres"), "-D", str(cluster), "-k", str(found.socket)]
    try:
        server = Child([*command, *options.as_arguments(found)], signal.SIGINT, account, log)
    finally:
        os.close(log)
    deadline = time.monotonic() + START_SECONDS
    while not answers(found):
        if not server.is_alive:
            raise died(found.log, since, "Postgres did not start.")
        if time.monotonic() > deadline:
            server.end()
            raise died(found.log, since, f"Postgres did not answer within {START_SECONDS} seconds.")
        time.sleep(0.01)
    return server


def answers(found: Places) -> bool:
    return pq.PGconn.ping(f"{found.url}&connect_timeout=5".encode()) == pq.Ping.OK


def end_leftovers(found: Places, cluster: Path) -> None:
    """Wait for the server of a process that is gone, which may still shut down; afterwards nobody uses `cluster`."""
    lock = cluster / "postmaster.pid"
    if not lock.exists():
        return
    for ending, seconds in _PATIENCE.items():
        for process in _processes(found):
            _signal(process, ending)
        if _have_ended(found, seconds):
            # The number in it may meanwhile be another program's, for which Postgres would refuse to start.
            lock.unlink(missing_ok=True)
            return
    raise EmbeddedPostgresError(f"An earlier Postgres on {cluster} does not end.")


def _have_ended(found: Places, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while left := _processes(found):
        if time.monotonic() > deadline:
            break
        time.sleep(0.02)
    return not left


def _processes(found: Places) -> list[psutil.Process]:
    """By their titles, since root in a container may not look at another user's working folders. Zombies have none."""
    return [
        process
        for process in psutil.process_iter(["name", "cmdline"])
        if process.info["name"] == "postgres" and found.key in " ".join(process.info["cmdline"] or [])
    ]


def _signal(process: psutil.Process, ending: signal.Signals) -> None:
    """Only the first of a server's processes is told, unless it is to be killed."""
    try:
        if ending is signal.SIGKILL or "-D" in process.cmdline():
            process.send_signal(ending)
    except psutil.NoSuchProcess:
        pass
