"""A model on the wire that proposes tasks, as new for every test, and a worker's means to ask it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from agent.tailoring import Tailor
from server.checkpoints import Saver
from server.jobs.job import Means
from state.database import Database
from tests.fakes import gemini
from tests.server.galleries import gallery
from tests.server.jobs.tailored.proposing import answer, choice
from tests.state.test_outbox import run


@pytest.fixture(scope="module")
def fake() -> Iterator[gemini.FakeGemini]:
    with gemini.serving() as serving:
        yield serving
        assert serving.illegal == []


@pytest.fixture(autouse=True)
def empty(database_url: str, fake: gemini.FakeGemini) -> None:
    run(database_url, "truncate jobs.procrastinate_jobs restart identity cascade")
    run(database_url, "truncate model_usage")
    fake.pause = 0
    fake.plan.clear()
    fake.requests.clear()
    answer(fake)


@pytest.fixture
def means(database: Database, checkpointer: Saver, fake: gemini.FakeGemini) -> Means:
    return Means(database, checkpointer, "https://e.example.com", None, gallery(), tailor=Tailor(choice(fake), 0.7))
