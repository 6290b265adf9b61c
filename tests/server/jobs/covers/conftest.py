"""An image model on the wire, as new for every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import pictures
from tests.fakes import images
from tests.state.test_outbox import run


@pytest.fixture(scope="module")
def fake() -> Iterator[images.FakeImages]:
    with images.serving(pictures.photograph()) as serving:
        yield serving
        assert serving.wrong == []


@pytest.fixture(autouse=True)
def empty(database_url: str, fake: images.FakeImages) -> None:
    run(database_url, "truncate jobs.procrastinate_jobs restart identity cascade")
    run(database_url, "truncate model_usage")
    fake.kind, fake.pause, fake.picture = None, 0, pictures.photograph()
    fake.requests.clear()
