"""Where the parts of an embedded Postgres lie: cluster, log, lock, and the folder of its socket.

All stand in DATA_DIR but the socket, whose path may be 107 bytes long at most. Where the user that runs Postgres cannot
enter DATA_DIR (one below /root, say), the cluster stands in /var/lib and DATA_DIR/postgres is a link to it, so that the
folder still decides: removed, it takes the database with it; moved, it keeps it. No folder of others is ever opened up.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

import structlog

from state.embedded.account import Account
from state.embedded.errors import EmbeddedPostgresError

ELSEWHERE = Path("/var/lib/event-setup-copilot")

_LOG_BYTES = 10_000_000

events = structlog.get_logger()


@dataclass(frozen=True)
class Places:
    """What is derived from DATA_DIR alone, the same in every process that shares it."""

    data_dir: Path

    @property
    def key(self) -> str:
        """Marks the socket folder and the title of every process of this cluster."""
        return f"event-setup-copilot-{_digest(self.data_dir)}"

    @property
    def cluster(self) -> Path:
        link = self.data_dir / "postgres"
        return link.readlink() if link.is_symlink() else link

    @property
    def log(self) -> Path:
        return self.data_dir / "postgres.log"

    @property
    def lock(self) -> Path:
        return self.data_dir / "postgres.lock"

    @property
    def socket(self) -> Path:
        # Not the temporary folder of the environment: two processes may differ in it.
        return Path("/tmp") / self.key

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/postgres?host={self.socket}"


def places(data_dir: Path) -> Places:
    data_dir.mkdir(parents=True, exist_ok=True)
    return Places(data_dir.resolve())


def within_reach(found: Places, account: Account | None) -> Path:
    """The cluster's folder, settled elsewhere first if `account` could not enter DATA_DIR."""
    cluster = found.cluster
    if account is None or account.can_enter(cluster.parent):
        return cluster
    if cluster.exists():
        raise EmbeddedPostgresError(f"The user that owns {cluster} cannot enter {cluster.parent}; let it in again.")
    cluster = _elsewhere() / f"{_digest(found.data_dir)}-{secrets.token_hex(4)}"
    link = found.data_dir / "postgres"
    link.unlink(missing_ok=True)
    link.symlink_to(cluster)
    events.warning("embedded_postgres_placed_elsewhere", data_dir=str(found.data_dir), cluster=str(cluster))
    return cluster


def runnable(binaries: Path, account: Account | None) -> Path:
    """The programs, or a copy of them where `account` cannot reach them."""
    if account is None or account.can_run(binaries / "initdb"):
        return binaries
    made = (binaries / "postgres").stat().st_mtime_ns
    copy = _elsewhere() / f"programs-{_digest(binaries, str(made))}"
    if not copy.exists():
        _copy_for_all(binaries.parent, copy)
        events.warning("embedded_postgres_programs_copied", programs=str(binaries), copy=str(copy))
    return copy.joinpath(*binaries.parts[-3:])


def _copy_for_all(installed: Path, copy: Path) -> None:
    draft = copy.with_name(f"{copy.name}.{secrets.token_hex(4)}")
    # A wheel keeps shared libraries in a folder beside the package, and programs look for them there.
    package, libraries = installed.parent, installed.parent.with_name(f"{installed.parent.name}.libs")
    # Libraries to link other programs against are half of the bytes.
    unneeded = shutil.ignore_patterns("*.a", "include")
    shutil.copytree(installed, draft / package.name / installed.name, symlinks=True, ignore=unneeded)
    if libraries.exists():
        shutil.copytree(libraries, draft / libraries.name)
    for path in (draft, *draft.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    try:
        draft.rename(copy)
    except OSError:
        # Another process was first: a folder cannot be renamed onto one with files in it.
        shutil.rmtree(draft)


def fresh_socket(found: Places, account: Account | None) -> None:
    """An empty folder that only the user running Postgres may enter. No server of this cluster may be alive."""
    if found.socket.exists():
        shutil.rmtree(found.socket)
    found.socket.mkdir(mode=0o700)
    own(found.socket, account)


def is_trusted(found: Places) -> bool:
    """Whether the socket's folder is the cluster owner's alone: anybody may make one of that name in /tmp."""
    try:
        socket, cluster = found.socket.lstat(), found.cluster.stat()
    except FileNotFoundError:
        return False
    return stat.S_ISDIR(socket.st_mode) and not socket.st_mode & 0o077 and socket.st_uid == cluster.st_uid


def opened_log(found: Places) -> int:
    """A descriptor to append to; what an earlier log grew to is kept once."""
    if found.log.exists() and found.log.stat().st_size > _LOG_BYTES:
        found.log.rename(found.log.with_suffix(".log.1"))
    return os.open(found.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def own(path: Path, account: Account | None) -> None:
    if account is not None:
        os.chown(path, account.uid, account.gid)


def _elsewhere() -> Path:
    ELSEWHERE.mkdir(parents=True, exist_ok=True)
    # Ours alone, and to be entered by the server's user, whatever the umask.
    ELSEWHERE.chmod(0o755)
    return ELSEWHERE


def _digest(path: Path, *more: str) -> str:
    return hashlib.sha256("\0".join((str(path), *more)).encode()).hexdigest()[:12]
