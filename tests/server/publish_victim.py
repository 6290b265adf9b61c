"""Servers to be killed by the dozen: imported once, forked for each life, since a process of its own takes seconds.

`python -m tests.server.publish_victim` reads lines; each begins a life, a whole `wizard serve` with the settings of the
environment, which says its process id and then its address.
"""

from __future__ import annotations

import os
import signal
import sys

from server import serving
from server.settings import load


def main() -> None:
    settings = load(None)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("Waiting.", flush=True)
    for _ in sys.stdin:
        if os.fork() == 0:
            print(os.getpid(), flush=True)
            serving.serve(settings)
            os._exit(0)


if __name__ == "__main__":
    main()
