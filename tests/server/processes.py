"""The `wizard` command in processes of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.server.running import SECRET

ROOT = Path(__file__).parents[2]
# What the developer's own shell may have set must not reach a test.
_CLEAN = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}


def wizard(*arguments: str, folder: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end in this folder."""
    command = [sys.executable, "-m", "server.cli", *arguments]
    env = _CLEAN | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "200"} | environment
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=60)


@contextmanager
def processes(count: int, *options: str, **environment: str) -> Iterator[list[str]]:
    """The addresses of so many `wizard serve`, started at once; each must end well when told to."""
    started = [_serve(options, environment) for _ in range(count)]
    try:
        yield [_address(process) for process in started]
    finally:
        for process in started:
            process.terminate()
        codes = [process.wait(30) for process in started]
        for process in started:
            assert process.stdout
            process.stdout.close()
    assert codes == [0] * count


def _serve(options: tuple[str, ...], environment: dict[str, str]) -> subprocess.Popen[str]:
    env = _CLEAN | {"PYTHONPATH": str(ROOT), "JWT_SECRET": SECRET, "PORT": "0", "LOG_FORMAT": "json"} | environment
    command = [sys.executable, "-m", "server.cli", "serve", *options]
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    ready = next((line for line in process.stdout if line.startswith("Ready on ")), None)
    assert ready, "the server ended before it was ready"
    return ready.removeprefix("Ready on ").strip()
