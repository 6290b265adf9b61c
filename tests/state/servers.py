"""Processes round an embedded Postgres: those that own or attach to one, and its own."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from state import embedded
from state.embedded.places import places

ROOT = Path(__file__).parents[2]


@dataclass
class Process:
    """Another process with an embedded Postgres of the same DATA_DIR."""

    popen: subprocess.Popen[str]

    def answer(self) -> dict[str, object]:
        assert self.popen.stdout is not None
        return json.loads(self.popen.stdout.readline())

    def finish(self) -> None:
        self.popen.communicate(timeout=20)

    def kill(self) -> None:
        self.popen.kill()
        self.popen.wait()


def begun(data_dir: Path) -> Process:
    command = [sys.executable, "-m", __name__, str(data_dir)]
    return Process(subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))


def servers(data_dir: Path) -> list[psutil.Process]:
    key = places(data_dir).key
    found = psutil.process_iter(["name", "cmdline"])
    return [one for one in found if one.info["name"] == "postgres" and key in " ".join(one.info["cmdline"] or [])]


def first(data_dir: Path) -> psutil.Process:
    [one] = [one for one in servers(data_dir) if "-D" in one.info["cmdline"]]
    return one


def gone(data_dir: Path, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while (left := servers(data_dir)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not left


def remember(url: str, word: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("drop table if exists memory")
        connection.execute("create table memory as select %s as word", [word])


def remembered(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [word for (word,) in connection.execute("select word from memory order by word")]


def main(data_dir: str) -> None:
    """Say whether this process owns it, and live as long as the input does."""
    with embedded.start(Path(data_dir), durable=False) as postgres:
        print(json.dumps({"owned": postgres.owned, "url": postgres.url}), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1])
