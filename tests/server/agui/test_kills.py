"""kill -9 in the middle of turns: nothing acknowledged is lost, nothing is done twice, the thread goes on."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.agent.conversation import frames
from tests.server.agui.process import Talker, serving

ROUNDS, THREADS = 5, 4
LEASE_SECONDS = "2"


def _ask(talker: Talker, body: dict, received: bytearray) -> None:
    """Read until the connection breaks; what arrived is what was acknowledged."""
    try:
        with httpx.stream("POST", f"{talker.address}/agui", json=body, headers=talker.headers, timeout=10) as response:
            for part in response.iter_raw():
                received += part
    except httpx.HTTPError:
        return


def _acknowledged(received: bytearray) -> list[dict]:
    return frames(bytes(received[: received.rfind(b"\n\n") + 2]))


def _say_until_free(talker: Talker, text: str):
    """A thread stays taken until the lease of its dead run is over."""
    deadline = time.monotonic() + 15
    while True:
        response = talker.post(talker.body(text))
        if response.status_code == 200 or time.monotonic() > deadline:
            assert response.status_code == 200, response.text
            return frames(response.content)
        assert response.status_code == 409 and "Retry-After" in response.headers
        time.sleep(0.2)


@dataclass
class Asked:
    """A turn under way when its server dies: what was sent, what came back until then."""

    talker: Talker
    body: dict
    delay: float
    received: bytearray = field(default_factory=bytearray)

    def ask(self) -> None:
        time.sleep(self.delay)
        _ask(self.talker, self.body, self.received)


def _under_way(address: str, rng: random.Random) -> Asked:
    talker = Talker(address)
    words = "I am Anna Rossi, anna@rossi.example, agency. The venue holds 150 guests"
    return Asked(talker, talker.body(words), rng.uniform(0, 0.1))


def _killed_in_mid_turn(database_url: str, data_dir: Path, rng: random.Random) -> list[Asked]:
    with serving(database_url, data_dir, RUN_LEASE_SECONDS=LEASE_SECONDS) as doomed:
        asked = [_under_way(doomed.address, rng) for _ in range(THREADS)]
        readers = [threading.Thread(target=each.ask) for each in asked]
        for reader in readers:
            reader.start()
        time.sleep(rng.uniform(0.05, 0.15))
        doomed.kill()
        for reader in readers:
            reader.join()
    return asked


@pytest.fixture(scope="module")
def survivor(database_url, tmp_path_factory):
    with serving(database_url, tmp_path_factory.mktemp("data"), RUN_LEASE_SECONDS=LEASE_SECONDS) as running:
        yield running


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(ROUNDS))
def test_threads_go_on_elsewhere_after_their_server_was_killed_in_mid_turn(database_url, tmp_path, survivor, seed):
    asked = _killed_in_mid_turn(database_url, tmp_path, random.Random(seed))

    for each in asked:
        told = _acknowledged(each.received)
        each.talker.address = survivor.address
        events = _say_until_free(each.talker, "my name is Anna Rossi")
        data = each.talker.session()["stages"]["organizerSetup"]["data"]
        assert events[-1]["type"] == "RUN_FINISHED"
        assert data["name"] == "Anna Rossi"
        if any(event["type"] == "TOOL_CALL_RESULT" and "anna@rossi.example" in event["content"] for event in told):
            assert data["email"] == "anna@rossi.example", "an acknowledged fact was lost"
        if told:
            assert _times_written(database_url, each) == 1, "a message whose run began is in the transcript, once"


def _times_written(database_url: str, asked: Asked) -> int:
    with psycopg.connect(database_url) as connection:
        row = connection.execute(
            "select count(*) from wizard_interactions where message_id = %s", [asked.body["messages"][0]["id"]]
        ).fetchone()
    return row[0] if row else 0
