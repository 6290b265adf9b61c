"""A server per test file, on a database of its own, and people who are signed in there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from uuid import UUID, uuid4

import pytest

from server import logs
from server.settings import LogFormat, Settings
from tests.server.running import Person, serving, settings_for


@pytest.fixture(scope="session", autouse=True)
def _short_logs() -> None:
    # The default rendering of an error draws every frame with its variables, for seconds.
    logs.configure(LogFormat.json)


@pytest.fixture(scope="module")
def settings(database_url: str) -> Settings:
    """A test file may have settings of its own under this name."""
    return settings_for(database_url)


@pytest.fixture(scope="module")
def server(settings: Settings) -> Iterator[str]:
    """The address of a running server."""
    with serving(settings) as address:
        yield address


@pytest.fixture
async def person(server: str) -> AsyncIterator[Callable[..., Person]]:
    """Makes people who are signed in: `person()`, or `person(organization=...)`."""
    made: list[Person] = []

    def somebody(user: UUID | None = None, organization: UUID | None = None) -> Person:
        made.append(Person(server, user or uuid4(), organization))
        return made[-1]

    yield somebody
    for each in made:
        await each.http.aclose()


@pytest.fixture
def anna(person: Callable[..., Person]) -> Person:
    return person()
