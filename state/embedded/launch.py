"""Runs a program that ends with its parent: `launch.py <parent> <signal> <user> <group> <program> [arguments]`.

Run as a file by the parent, which has threads: what it does between two programs would be unsafe in a fork of that one.
User and group are numbers, or -1 to stay who we are. Elsewhere than on Linux no signal can be asked for.
"""

from __future__ import annotations

import ctypes
import os
import sys

_PR_SET_PDEATHSIG = 1


def main(parent: int, signal: int, user: int, group: int, *command: str) -> None:
    if user != -1:
        os.setgroups([])
        os.setgid(group)
        os.setuid(user)
    # After the change of user, which would clear it again.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal)
    # The parent may have died before its death could be watched.
    if os.getppid() == parent:
        os.execv(command[0], command)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:5]), *sys.argv[5:])  # pyright: ignore[reportArgumentType]
