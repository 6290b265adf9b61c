"""The `wizard` command, in this process or in ones of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from server import cli
from tests.server.running import SECRET

ROOT = Path(__file__).parents[2]
# What the developer's own shell may have set must not reach a test.
_CLEAN = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}


@dataclass(frozen=True)
class Said:
    """What a command said, and the code it ended with."""

    code: int
    out: str
    err: str


def wizard(*arguments: str, **environment: str) -> Said:
    """Run a command to its end, here in this process: importing everything anew takes seconds."""
    out, err, code = StringIO(), StringIO(), 0
    before, handlers = dict(os.environ), {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        os.environ.clear()
        os.environ.update(_CLEAN | {"NO_COLOR": "1", "COLUMNS": "200"} | environment)
        with TemporaryDirectory() as folder, chdir(folder), redirect_stdout(out), redirect_stderr(err):
            cli.main(list(arguments))
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        os.environ.clear()
        os.environ.update(before)
        if threading.current_thread() is threading.main_thread():
            for each, handler in handlers.items():
                signal.signal(each, handler)
    return Said(code, out.getvalue(), err.getvalue())


@contextmanager
def begun(*arguments: str, log: Path | None = None, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """A command that runs until the end of this context, unless it ends before; `log` gets what it says on stderr."""
    command = [sys.executable, "-m", "server.cli", *arguments]
    env = _CLEAN | {"PYTHONPATH": str(ROOT), "LOG_FORMAT": "json"} | environment
    with ExitStack() as stack:
        errors = stack.enter_context(open(log, "w")) if log else subprocess.DEVNULL
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=errors, text=True)
        stack.enter_context(process)
        stack.callback(process.kill)
        yield process


@contextmanager
def processes(count: int, **environment: str) -> Iterator[list[str]]:
    """The addresses of so many servers, started at once; each must end well when told to."""
    with ExitStack() as stack:
        settings = {"JWT_SECRET": SECRET, "PORT": "0"} | environment
        started = [stack.enter_context(begun("serve", log=None, **settings)) for _ in range(count)]
        yield [address_of(process) for process in started]
        for process in started:
            process.terminate()
        assert [process.wait(30) for process in started] == [0] * count


def address_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    ready = next((line for line in process.stdout if line.startswith("Ready on ")), None)
    assert ready, "the server ended before it was ready"
    return ready.removeprefix("Ready on ").strip()
