"""The `wizard` command: in this process, in one of its own, or in one that need not import everything anew."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from server import cli
from tests.server.running import SECRET

ROOT = Path(__file__).parents[2]
# What the developer's own shell may have set must not reach a test.
_CLEAN = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.server.preloaded"])


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


@dataclass
class Forked:
    """As much of a Popen as tests need."""

    process: ForkServerProcess
    stdout: IO[str]

    @property
    def pid(self) -> int:
        assert self.process.pid
        return self.process.pid

    def poll(self) -> int | None:
        return self.process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self.process.join(timeout)
        if (code := self.poll()) is None:
            raise subprocess.TimeoutExpired("wizard", timeout or 0)
        return code

    def send_signal(self, number: signal.Signals) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


Process = subprocess.Popen[str] | Forked


@contextmanager
def forked(*arguments: str, log: Path | None = None, **environment: str) -> Iterator[Forked]:
    """As `begun`, out of a process that has imported everything: doing so anew takes three seconds of CPU each time.

    What lies between the shell and that point is shown by test_commands.py.
    """
    reader, writer = _FORKS.Pipe(duplex=False)
    process = _FORKS.Process(target=_live, args=(arguments, environment, writer, log), daemon=True)
    process.start()
    writer.close()
    with reader, os.fdopen(os.dup(reader.fileno())) as stdout:
        running = Forked(process, stdout)
        try:
            yield running
        finally:
            running.kill()
            running.wait()


def _live(arguments: tuple[str, ...], environment: dict[str, str], out: Connection, log: Path | None) -> None:
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(_CLEAN | {"LOG_FORMAT": "json"} | environment)
    os.dup2(out.fileno(), 1)
    os.dup2(os.open(log or os.devnull, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
    out.close()
    cli.main(list(arguments))


@contextmanager
def processes(count: int, **environment: str) -> Iterator[list[str]]:
    """The addresses of so many servers, started at once; each must end well when told to."""
    with ExitStack() as stack:
        settings = {"JWT_SECRET": SECRET, "PORT": "0"} | environment
        started = [stack.enter_context(forked("serve", log=None, **settings)) for _ in range(count)]
        yield [address_of(process) for process in started]
        for process in started:
            process.terminate()
        assert [process.wait(30) for process in started] == [0] * count


def address_of(process: Process) -> str:
    assert process.stdout
    ready = next((line for line in process.stdout if line.startswith("Ready on ")), None)
    assert ready, "the server ended before it was ready"
    return ready.removeprefix("Ready on ").strip()
