"""The examples of docs/connect-a-frontend.md do what the page says, as they stand. The page's React example is tried in
tests/browser."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic

import httpx
import pytest

from state.database import Database
from state.values import Principal
from tests.clients import documented
from tests.clients.test_real_clients import _PATH, HERE
from tests.server.agui.process import Talker, serving
from tests.server.feed.happening import happening

SHELL_ADDRESS = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def address(database_url, tmp_path_factory) -> Iterator[str]:
    with serving(database_url, tmp_path_factory.mktemp("data")) as server:
        yield server.address


@pytest.fixture
def talker(address):
    return Talker(address)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Where the examples find their packages."""
    made = HERE / "node_modules" / ".documented"
    made.mkdir(exist_ok=True)
    yield made
    shutil.rmtree(made)


def written(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_text(documented.named(name), encoding="utf-8")
    return path


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@contextmanager
def runtime(folder: Path, address: str) -> Iterator[str]:
    """The Node runtime of the page, as CopilotKit ships it."""
    port = free_port()
    environment = {"PATH": _PATH, "COPILOT_URL": address, "PORT": str(port), "COPILOTKIT_TELEMETRY_DISABLED": "true"}
    command = ["node", written(folder, "server.mjs")]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout and process.stdout.readline().strip() == "ready"
            yield f"http://127.0.0.1:{port}/copilotkit"
        finally:
            process.kill()


def test_behind_a_node_runtime_a_turn_reaches_this_server_in_the_name_of_who_asks(folder, talker, address):
    with runtime(folder, address) as url:
        info = httpx.get(f"{url}/info", headers=talker.headers).json()
        said = talker.body("I am Anna Rossi")
        run = httpx.post(f"{url}/agent/wizard/run", json=said, headers=talker.headers, timeout=30)
        nobody = httpx.post(f"{url}/agent/wizard/run", json=Talker(address).body("hi"), timeout=30)

    assert "wizard" in info["agents"] and "RUN_FINISHED" in run.text
    assert talker.session()["stages"]["organizerSetup"]["data"] == {"name": "Anna Rossi"}
    assert "RUN_FINISHED" not in nobody.text


def test_an_ag_ui_client_says_something_and_sees_what_came_of_it(folder, talker):
    environment = {
        "PATH": _PATH,
        "COPILOT_URL": talker.address,
        "TOKEN": talker.headers["Authorization"].removeprefix("Bearer "),
        "THREAD_ID": talker.thread_id,
    }
    command = ["node", written(folder, "talk.mjs")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)

    assert done.returncode == 0, done.stderr
    words, data = done.stdout.strip().rsplit("\n", 1)
    assert words and json.loads(data) == {"name": "Anna Rossi", "email": "anna@example.com"}


async def test_an_event_is_followed_until_its_reader_may_no_longer(folder, talker, database_url):
    database, guest = Database(database_url), Principal(talker.user, talker.user)
    show = await happening(database)
    await show.member(guest.user_id)
    environment = {
        "PATH": _PATH,
        "COPILOT_URL": talker.address,
        "TOKEN": talker.headers["Authorization"].removeprefix("Bearer "),
        "EVENT_ID": str(show.id),
    }
    pipe = asyncio.subprocess.PIPE
    reader = await asyncio.create_subprocess_exec("node", written(folder, "follow.mjs"), env=environment, stdout=pipe)
    assert reader.stdout
    told, deadline = b"", monotonic() + 20
    while not told and monotonic() < deadline:
        await show.task("Book the hall")
        with suppress(TimeoutError):
            told = await asyncio.wait_for(reader.stdout.readline(), 0.5)
    await show.dismiss(guest.user_id)
    rest, _ = await asyncio.wait_for(reader.communicate(), 20)
    await database.close()

    assert told == b"INSERT event_tasks Book the hall\n"
    assert rest.endswith(b"closed: access_lost\n") and reader.returncode == 0


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not on this machine: its examples were not run")
def test_curl_talks_joins_and_stops(talker, address):
    token = talker.headers["Authorization"].removeprefix("Bearer ")
    script = documented.below("curl").replace(SHELL_ADDRESS, address).replace("$(.venv/bin/wizard token)", token)

    done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], capture_output=True, text=True, timeout=60)

    assert done.returncode == 0 and SHELL_ADDRESS not in script, done.stderr
    assert done.stdout.count("RUN_FINISHED") == 2 and "MESSAGES_SNAPSHOT" in done.stdout
    assert json.loads(done.stdout.strip().splitlines()[-1])["stopped"] is False


def test_every_block_of_code_on_the_page_is_tried():
    """The sign-in, App.tsx, server.mjs, follow.mjs, talk.mjs, the shell commands; a further one needs a test, too."""
    assert documented.blocks() == 6
