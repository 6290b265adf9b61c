"""`wizard chat` on a session that was begun elsewhere: where it stood is shown, what is open is asked."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import httpx
import pytest
from rich.console import Console

from server.chat import Conversation, Terminal
from tests.server.agui.process import Talker, serving

LINES = [line.strip() for line in Path("docs/first-conversation.txt").read_text().splitlines() if line.strip()]


@pytest.fixture(scope="module")
def server(database_url, tmp_path_factory):
    with serving(database_url, tmp_path_factory.mktemp("data")) as running:
        yield running


def terminal(talker: Talker, lines: list[str]) -> tuple[Terminal, StringIO]:
    screen = StringIO()
    http = httpx.Client(base_url=talker.address, headers=talker.headers, timeout=30)
    conversation = Conversation(http, talker.thread_id, lambda text: None)
    return Terminal(conversation, iter(lines), Console(file=screen, highlight=False, width=200)), screen


def test_an_approval_that_was_left_open_is_asked_again_and_a_yes_publishes(server):
    talker = Talker(server.address)
    for line in LINES[:-1]:
        talker.run(line)

    again, screen = terminal(talker, ["yes"])
    again.run()

    assert "Shall I publish" in screen.getvalue() and LINES[-2] in screen.getvalue()
    assert talker.session()["status"] == "completed"


def test_a_new_session_begins_with_a_greeting(server):
    new, screen = terminal(Talker(server.address), ["/quit"])
    new.run()

    assert "Tell me about the event" in screen.getvalue() and "broke" not in screen.getvalue()


def test_a_conversation_goes_on_where_it_stood(server):
    talker = Talker(server.address)
    talker.run("I am Anna Rossi")

    again, screen = terminal(talker, ["anna@rossi.example"])
    again.run()

    assert "You: I am Anna Rossi" in screen.getvalue()
    assert talker.session()["stages"]["organizerSetup"]["data"] == {"name": "Anna Rossi", "email": "anna@rossi.example"}
