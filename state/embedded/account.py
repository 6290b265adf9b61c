"""Which user runs Postgres, which refuses root, and what that user can reach."""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from state.embedded.errors import EmbeddedPostgresError

_UNPRIVILEGED = "nobody"


@dataclass(frozen=True)
class Account:
    """A user of this machine other than the one we are."""

    uid: int
    gid: int

    def can_enter(self, folder: Path) -> bool:
        return self._can(["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)])

    def can_run(self, program: Path) -> bool:
        return self._can([str(program), "--version"])

    def _can(self, command: list[str]) -> bool:
        # Tried, not computed: access lists and security modules have a say beside the mode bits.
        try:
            tried = subprocess.run(
                command, cwd="/", user=self.uid, group=self.gid, extra_groups=[], capture_output=True, check=False
            )
        except PermissionError:
            return False
        return tried.returncode == 0


def account_for(cluster: Path) -> Account | None:
    """The user to run `cluster` as: its owner, else an unprivileged one. None to run as ourselves, who are not root."""
    if os.geteuid() != 0:
        return None
    if cluster.exists() and (owner := cluster.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    try:
        user = pwd.getpwnam(_UNPRIVILEGED)
    except KeyError:
        raise EmbeddedPostgresError(f"Postgres refuses to run as root, and there is no user {_UNPRIVILEGED}.") from None
    return Account(user.pw_uid, user.pw_gid)
