"""A server that is told to end lets its readers know: every stream has its terminal event, every thread goes on."""

from __future__ import annotations

import signal
import socket
import threading
import time
from contextlib import closing

import httpx
import pytest

from tests.agent.conversation import frames
from tests.server.agui.process import Talker, serving


@pytest.mark.slow
def test_a_stream_ends_with_one_terminal_event_when_the_server_is_told_to_end(database_url, tmp_path):
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        hosted = {
            "MODEL": "google_genai:gemini-2.5-flash",
            "GOOGLE_API_KEY": "a key nobody reads",
            "GEMINI_BASE_URL": f"http://127.0.0.1:{silent.getsockname()[1]}",
        }
        with serving(database_url, tmp_path, **hosted) as server:
            talker, received = Talker(server.address), bytearray()
            reader = threading.Thread(target=_read, args=(talker, received))
            reader.start()
            while b"STATE_SNAPSHOT" not in received:
                time.sleep(0.01)
            server.process.send_signal(signal.SIGTERM)
            reader.join(20)
            assert server.process.wait(20) == 0

    events = frames(bytes(received))
    assert [event["type"] for event in events].count("RUN_ERROR") == 1
    assert (events[-1]["type"], events[-1]["code"]) == ("RUN_ERROR", "stopped")
    with serving(database_url, tmp_path) as back:
        talker.address = back.address
        assert talker.run("I am Anna Rossi").session["stages"]["organizerSetup"]["data"] == {"name": "Anna Rossi"}


def _read(talker: Talker, received: bytearray) -> None:
    body = talker.body("hello")
    with httpx.stream("POST", f"{talker.address}/agui", json=body, headers=talker.headers, timeout=30) as response:
        for part in response.iter_raw():
            received += part
