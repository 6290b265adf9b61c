"""Every benchmark of `make bench` runs to its end, at its smallest: its figures mean nothing here.

Of `wire`, the peer has an environment of its own; here our own server stands in for it.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest
import uvicorn

from benchmarks import __main__ as command
from benchmarks import wire_server
from benchmarks.wire_client import Variant
from tests.server.processes import forked


@contextmanager
def without_the_peer(_: Path, variant: Variant) -> Iterator[str]:
    served = "F" if variant.server == "F" else "ours"
    app = wire_server.application(served, cast(Any, variant.durability))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            thread.join(0.005)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


SMALLEST: dict[str, dict[str, Any]] = {
    "wire": {
        "ROUNDS": 1,
        "RUNS": 1,
        "AT_ONCE": 1,
        "PACED": 1,
        "TOKEN_SECONDS": 0.0,
        "EARLY": 1,
        "LATE": 2,
        "serving": without_the_peer,
    },
    "threads": {"EARLY": 2, "MIDDLE": 3, "LATE": 4, "PAIRS": 1, "COUNTED": 1},
    "publishing": {"AT_ONCE": 2, "ROUNDS": 2, "begun": forked},
    "plenty": {"EVENTS": 10, "TASKS": 50, "ROUNDS": 2, "begun": forked},
    "streams": {"QUIET_SECONDS": 0.1, "LOUD_SECONDS": 0.2, "begun": forked},
    "feed": {
        "READERS": 20,
        "EVENTS": (1,),
        "_CHANGES": 30,
        "_PAUSE": 0.01,
        "_WARM": 2,
        "_IDLE": 0.1,
        "_SETTLE": 0.1,
        "begun": forked,
    },
}


@pytest.mark.slow
@pytest.mark.parametrize("name", command._ALL)
def test_it_runs_and_says_what_it_measured(name, monkeypatch, capsys):
    for constant, value in SMALLEST[name].items():
        monkeypatch.setattr(sys.modules[f"benchmarks.{name}"], constant, value)

    command.main(Path("no/peer"), [name], [2])

    said = capsys.readouterr().out
    assert "\n### " in said and "| goal | measured |" in said and "nan" not in said
