"""Runs that end at any moment: stopped, left, reset. The next turn works, and nothing is left behind in the server."""

from __future__ import annotations

import asyncio
import random
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

import httpx
import orjson
import psycopg
import pytest
import uvicorn
from fastapi import FastAPI

from server.app import create_app
from server.serving import Server
from state.run_events import NEWS
from tests.agent.conversation import frames
from tests.fakes import gemini as fakes
from tests.server.agui.process import Talker
from tests.server.running import settings_for

POINTS, AT_ONCE = 50, 4
WORDS = "I am Anna Rossi, anna@rossi.example, agency. The venue holds 150 guests"


@dataclass
class Inside:
    """A server of this process, and what it holds."""

    app: FastAPI
    server: uvicorn.Server
    address: str
    database_url: str

    def held(self) -> dict[str, int]:
        """What must be the same before and after, once everything is quiet."""
        keeper = self.app.state.resources.runs
        loop = self.server.servers[0].get_loop()
        names = [task.get_name() for task in asyncio.all_tasks(loop)]
        with psycopg.connect(self.database_url) as connection:
            idle, open_transactions = connection.execute(
                "select count(*) filter (where state = 'idle'), count(*) filter (where state like 'idle in%%') "
                "from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
            ).fetchone() or (0, 0)
        return {
            "runs": len(keeper.driven) + len(keeper._tasks) + len(keeper.leases._held),
            "run tasks": sum(name.startswith("run-") for name in names),
            "followers": len(self.app.state.resources.listener._heard[NEWS]),
            "tasks beyond": max(0, len(names) - 20),
            "open transactions": open_transactions,
            "connections beyond": max(0, idle - 2 * keeper.database.engine.pool.size() - 1),
        }


@contextmanager
def inside(database_url: str, **settings) -> Iterator[Inside]:
    listener = socket.create_server(("127.0.0.1", 0))
    app = create_app(settings_for(database_url, **settings))
    server = Server(app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.005)
        yield Inside(app, server, f"http://127.0.0.1:{listener.getsockname()[1]}", database_url)
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def fake() -> Iterator[fakes.FakeGemini]:
    with fakes.serving(pause=0.003) as serving_fake:
        yield serving_fake


@pytest.fixture(scope="module")
def running(database_url, fake) -> Iterator[Inside]:
    hosted = {
        "model": "google_genai:gemini-2.5-flash",
        "google_api_key": fakes.KEY,
        "gemini_base_url": fake.address,
    }
    with inside(database_url, **hosted) as server:
        yield server


def begun(talker: Talker, body: dict) -> socket.socket:
    """A run that was asked for over a bare connection."""
    address = urlsplit(talker.address)
    connection = socket.create_connection((address.hostname or "", address.port or 0))
    content = orjson.dumps(body)
    head = (
        f"POST /agui HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(content)}\r\nAuthorization: {talker.headers['Authorization']}\r\n\r\n"
    )
    connection.sendall(head.encode() + content)
    return connection


def leave(talker: Talker, connection: socket.socket) -> None:
    connection.close()


def reset(talker: Talker, connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def stop(talker: Talker, connection: socket.socket) -> None:
    path = f"/copilotkit/agent/wizard/stop/{talker.thread_id}"
    answer = httpx.post(f"{talker.address}{path}", headers=talker.headers, timeout=10)
    assert answer.status_code in (200, 404), answer.text  # 404: the thread had not begun yet
    connection.close()


def stop_after_leaving(talker: Talker, connection: socket.socket) -> None:
    connection.close()
    stop(talker, connection)


ENDINGS: list[Callable[[Talker, socket.socket], None]] = [leave, reset, stop, stop_after_leaving]


def goes_on(talker: Talker) -> list[dict]:
    """The next turn; a run that was left goes on by itself, so its thread is busy for a moment."""
    deadline = time.monotonic() + 15
    while (response := talker.post(talker.body("my name is Anna Rossi"))).status_code == 409:
        assert time.monotonic() < deadline, "the thread stays busy"
        time.sleep(0.05)
    assert response.status_code == 200, response.text
    return frames(response.content)


def ended_at(address: str, point: int) -> None:
    """A turn that ends at a moment of its own, the next turn, and what the thread holds afterwards."""
    talker = Talker(address)
    body = talker.body(WORDS)
    connection = begun(talker, body)
    time.sleep(random.Random(point).uniform(0, 0.3))
    ENDINGS[point % len(ENDINGS)](talker, connection)

    events = goes_on(talker)
    data = talker.session()["stages"]["organizerSetup"]["data"]
    said = [m for m in frames(talker.connect().content)[1]["messages"] if m["role"] == "user"]
    assert events[-1]["type"] == "RUN_FINISHED" and data["name"] == "Anna Rossi", (point, events[-1])
    assert [message["id"] for message in said].count(body["messages"][0]["id"]) <= 1


@pytest.mark.slow
def test_however_and_whenever_a_run_ends_the_next_turn_works_and_nothing_is_left_behind(running, fake):
    with ThreadPoolExecutor(AT_ONCE) as people:
        list(people.map(partial(ended_at, running.address), range(POINTS)))

    assert fake.illegal == []
    deadline = time.monotonic() + 10
    while any((left := running.held()).values()) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not any(left.values()) and fake.answering == 0, left
