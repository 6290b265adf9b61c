"""What every test may ask for.

Under pytest-xdist the controller owns the Postgres, so that it outlives every worker.
"""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from typing import Any
from uuid import uuid4

import pytest

from server import checkpoints, logs
from server.settings import LogFormat
from state import migrations
from state.database import Database
from tests import postgres

_closing = pytest.StashKey[ExitStack]()
_url = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_closing] = ExitStack()
    logs.configure(LogFormat.json)
    distributes = config.getoption("dist", "no") != "no" and not config.option.collectonly
    if distributes and not hasattr(config, "workerinput"):
        config.stash[_url] = config.stash[_closing].enter_context(postgres.cluster())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first, then by their number of tests: none is left waiting for a long one at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    tests = Counter(item.path for item in items)
    items.sort(key=lambda item: (item.path not in slow, -tests[item.path]))


def pytest_collection_finish() -> None:
    # What is there by now stays: no search for garbage need look at it again.
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[_closing].close()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["cluster_url"] = node.config.stash[_url]


@pytest.fixture(scope="session")
def cluster_url(pytestconfig: pytest.Config) -> Iterator[str]:
    """A superuser's address of the database `postgres`, on a server shared by the whole run."""
    if (shared := getattr(pytestconfig, "workerinput", None)) is not None:
        yield shared["cluster_url"]
        return
    with postgres.cluster() as url:
        yield url


@pytest.fixture(scope="session")
def template(cluster_url: str) -> Iterator[str]:
    """The name of a migrated database without rows, to copy."""
    name = f"template_{uuid4().hex}"
    url = postgres.create_database(cluster_url, name)
    migrations.upgrade(url)
    asyncio.run(checkpoints.set_up(url))
    yield name
    postgres.drop_database(cluster_url, name)


@pytest.fixture(scope="module")
def database_url(cluster_url: str, template: str) -> Iterator[str]:
    """A migrated database of this test file's own."""
    name = f"test_{uuid4().hex}"
    yield postgres.create_database(cluster_url, name, template)
    postgres.drop_database(cluster_url, name)


@pytest.fixture(scope="module")
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    yield opened
    await opened.close()


@pytest.fixture(scope="module")
async def checkpointer(database_url: str) -> AsyncIterator[checkpoints.Saver]:
    async with checkpoints.opened(database_url, 4) as saver:
        yield saver
