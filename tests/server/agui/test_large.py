"""Long histories: a client that sends all of it with each turn, and a thread that has grown for months."""

from __future__ import annotations

from uuid import uuid4

import psycopg
import pytest

from server.agui.connect import MOST_MESSAGES
from tests.agent.conversation import frames, legal_join
from tests.server.agui.process import Talker, serving

MANY = 5_000


@pytest.fixture(scope="module")
def server(database_url, tmp_path_factory):
    with serving(database_url, tmp_path_factory.mktemp("data")) as running:
        yield running


@pytest.fixture
def talker(server):
    return Talker(server.address)


def history(count: int, roles: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"id": str(uuid4()), "role": roles[n % len(roles)], "content": f"words {n}"} for n in range(count)]


def said(talker: Talker, database_url: str) -> list[str]:
    with psycopg.connect(database_url) as connection:
        rows = connection.execute(
            "select text from wizard_interactions i join wizard_sessions s on s.id = i.wizard_session_id "
            "where s.user_id = %s and i.role = 'user' order by i.id",
            [talker.user],
        ).fetchall()
    return [text for (text,) in rows]


def test_of_a_whole_history_only_the_words_after_the_last_reply_are_taken(talker, database_url):
    new = {"id": str(uuid4()), "role": "user", "content": "I am Anna Rossi"}

    run = talker.run(messages=[*history(MANY, ("user", "assistant")), new])

    assert run.session["stages"]["organizerSetup"]["data"] == {"name": "Anna Rossi"}
    assert said(talker, database_url) == ["I am Anna Rossi"]


def test_of_a_history_without_any_reply_the_last_words_are_taken(talker, database_url):
    run = talker.run(messages=history(MANY, ("user",)))

    assert run.error is None and said(talker, database_url) == [f"words {n}" for n in range(MANY - 20, MANY)]


def test_a_thread_that_has_grown_long_is_joined_by_its_newest_messages(talker, database_url):
    talker.run("hello")
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "insert into wizard_interactions (wizard_session_id, organization_id, message_id, role, stage, text) "
            "select s.id, s.organization_id, 'm' || n, case n %% 2 when 0 then 'user' else 'assistant' end, "
            "'organizerSetup', 'words ' || n from wizard_sessions s, generate_series(1, %s) n where s.user_id = %s",
            [MANY, talker.user],
        )

    events = legal_join(frames(talker.connect().content))
    run = talker.run("I am Anna Rossi")

    told = [message["content"] for message in events[1]["messages"]]
    assert told[-1] == f"words {MANY}" and MOST_MESSAGES - 1 <= len(told) <= MOST_MESSAGES
    assert run.session["stages"]["organizerSetup"]["data"] == {"name": "Anna Rossi"}
