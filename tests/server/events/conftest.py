"""A published event, and people around it."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.server.running import Person


@pytest.fixture
async def lead(person) -> Person:
    return person(organization=uuid4())


@pytest.fixture
async def event(lead: Person) -> str:
    """The path of an event that `lead` has published."""
    return await published(lead)


async def published(lead: Person) -> str:
    made = await lead.publish(await lead.filled())
    assert made.status_code == 201, made.text
    return f"/events/{made.json()['event_id']}"


@pytest.fixture
def member(person, lead: Person, event: str) -> Callable[..., Awaitable[Person]]:
    """Takes somebody onto the event's team: `await member("edit")`, or with an organization or a role."""

    async def added(permissions: str, role: str = "custom", organization: UUID | None = None) -> Person:
        somebody = person(organization=organization or lead.organization)
        body = {"user_id": str(somebody.user), "role": role, "permissions": permissions}
        answer = await lead.http.post(f"{event}/team", json=body)
        assert answer.status_code == 201, answer.text
        return somebody

    return added


@pytest.fixture
def do(database_url):
    """A statement as this person, as his API would run it."""

    def run(person, statement: str, **values) -> list[tuple]:
        with psycopg.connect(database_url) as connection:
            claims = {"sub": str(person.user), "organization_id": str(person.organization or person.user)}
            connection.execute(
                "select set_config('role', 'authenticated', true), set_config('request.jwt.claims', %s, true)",
                [json.dumps(claims)],
            )
            cursor = connection.execute(statement, values)  # type: ignore[call-overload]
            return cursor.fetchall() if cursor.description else []

    return run
