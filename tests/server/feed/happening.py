"""An event where something happens: changes by its lead, as the request role, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import text

from state.database import Database, Transaction
from state.events import events
from state.values import Principal
from tests.state.worlds import somebody

_TASK = text(
    "insert into event_tasks (event_id, name, phase, workflow_category, deadline) "
    "values (:event, :name, 'pre_production', 'event_planning', '2031-06-01T12:00Z') returning id"
)
_MEMBER = text(
    "insert into event_team (event_id, user_id, role, permissions) values (:event, :user, 'custom', 'view_only')"
)


@dataclass(frozen=True)
class Happening:
    """An event, and its lead."""

    database: Database
    lead: Principal
    id: UUID

    @asynccontextmanager
    async def acting(self) -> AsyncIterator[Transaction]:
        async with self.database.transaction(self.lead) as tx:
            yield tx

    async def do(self, statement: str, **values: object) -> None:
        async with self.acting() as tx:
            await self.do_in(tx, statement, **values)

    async def do_in(self, tx: Transaction, statement: str, **values: object) -> None:
        await tx.execute(text(statement), values | {"event": self.id})

    async def task(self, name: str = "Book the venue") -> UUID:
        async with self.acting() as tx:
            return await self.task_in(tx, name)

    async def task_in(self, tx: Transaction, name: str) -> UUID:
        return (await tx.execute(_TASK, {"event": self.id, "name": name})).scalar_one()

    async def member(self, user: UUID) -> None:
        async with self.acting() as tx:
            await tx.execute(_MEMBER, {"event": self.id, "user": user})

    async def dismiss(self, user: UUID) -> None:
        await self.do("delete from event_team where event_id = :event and user_id = :user", user=user)


async def happening(database: Database, lead: Principal | None = None) -> Happening:
    who = lead or somebody()
    event = uuid4()
    document = {
        "id": str(event),
        "name": "Milan Nights",
        "slug": f"milan-nights-{event.hex}",
        "type": "runway_show",
        "timezone": "Europe/Rome",
        "local_start": "2031-06-15T19:30:00",
        "start_date": "2031-06-15T17:30:00Z",
        "status": "planning",
        "total_capacity": 100,
    }
    async with database.transaction(who) as tx:
        await events.create(tx, {"event": document, "currency": "EUR"})
    return Happening(database, who, event)
