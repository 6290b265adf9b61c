"""Publishing: AT_ONCE at a time on one `wizard serve` without outside waits, and its one statement against row by row.

Server and Postgres are processes of their own and share the machine; each publish is another person's and bears an
Idempotency-Key. `starved` is as in streams.py: where it is large, the neighbours were measured as well.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from uuid import UUID, uuid4

import psycopg
from sqlalchemy import text

from benchmarks.tables import Goal, goals, number, table
from server import schema
from state import embedded
from state.database import Database, Transaction
from state.events import events
from state.events.budget import BudgetCategory
from tests import postgres
from tests.server.agui.process import Server
from tests.server.crowd import Crowd
from tests.server.processes import address_of, begun
from tests.server.running import SECRET, Person
from tests.state.worlds import filled, somebody

AT_ONCE, ROUNDS = 20, 6
LIMIT_MS, AIM_MS = 300.0, 100.0
LIMIT_RATIO = 0.15
# 1 event, 1 lead, 8 budget categories, and twice as many rows as sponsors.
SPONSORS = 70
INSERTS = {
    "sponsors": "insert into sponsors (id, organization_id, company_name) values (:id, :organization, :name)",
    "event_sponsors": "insert into event_sponsors (event_id, sponsor_id, tier) values (:event, :id, 'gold')",
    "budget": "insert into event_budget_categories (event_id, category, currency) values (:event, :category, 'EUR')",
    "team": "insert into event_team (event_id, user_id, role, permissions) "
    "values (:event, :user, 'event_lead', 'admin')",
    "event": "insert into events (id, organization_id, created_by, name, slug, type, timezone, local_start, "
    "start_date) values (:event, :organization, :user, 'x', :slug, 'panel', 'UTC', '2031-06-15', '2031-06-15Z')",
}
OTHERS = """
insert into events (organization_id, created_by, name, slug, type, timezone, local_start, start_date)
select md5((n / 20)::text)::uuid, gen_random_uuid(), 'x', 'other-' || n, 'panel', 'UTC', '2031-06-15', '2031-06-15Z'
from generate_series(1, 10000) n"""


@dataclass
class Figures:
    """Milliseconds of each publish alone and among AT_ONCE; the server's CPU for one; `starved` as a share."""

    alone: list[float] = field(default_factory=list)
    together: list[float] = field(default_factory=list)
    cpu_ms: float = 0
    cpu_together_ms: float = 0
    starved: float = 0
    one: list[float] = field(default_factory=list)
    single: list[float] = field(default_factory=list)


async def measure() -> str:
    """Markdown: the figures, and the goals they meet or miss."""
    found = Figures()
    with ExitStack() as stack:
        folder = stack.enter_context(postgres.folder())
        server, url = await asyncio.to_thread(_served, stack, folder)
        database = Database(url, AT_ONCE)
        crowd = Crowd(url, await filled(database, somebody()))
        await _publish(await _ready(server, crowd))  # lazy imports, connections, plans
        await _lived(url)
        await _publishes(server, crowd, found)
        await _inserts(database, found)
        await database.close()
    ratio = median(found.one) / median(found.single)
    met = [
        Goal(f"publish P95 ms, {AT_ONCE} at once", _p95(found.together), LIMIT_MS, AIM_MS),
        Goal("150 rows in one statement / row by row", ratio, LIMIT_RATIO),
    ]
    rows = [
        ["publish alone", number(median(found.alone)), number(_p95(found.alone)), number(found.cpu_ms), "-"],
        [
            f"publish, {AT_ONCE} at once",
            number(median(found.together)),
            number(_p95(found.together)),
            number(found.cpu_together_ms),
            number(found.starved),
        ],
        ["150 rows, one statement", number(median(found.one)), number(_p95(found.one)), "-", "-"],
        ["150 rows, row by row", number(median(found.single)), number(_p95(found.single)), "-", "-"],
    ]
    head = ["", "P50 ms", "P95 ms", "server CPU ms of one", "starved"]
    return "\n".join(["### Publishing\n", goals(met), table(head, rows)])


def _served(stack: ExitStack, folder: Path) -> tuple[Server, str]:
    database = stack.enter_context(embedded.start(folder, durable=False))
    asyncio.run(schema.migrate(database.url, database.url))
    settings = {"DATABASE_URL": database.url, "DATA_DIR": str(folder), "PORT": "0", "JWT_SECRET": SECRET}
    process = stack.enter_context(begun("serve", log=folder / "server.log", **settings, WORKER="off"))
    return Server(process, address_of(process)), database.url


async def _lived(url: str) -> None:
    """As on a server that has lived for a while: there are events of others, and autovacuum has come by. Postgres plans
    a look at a key as a walk through the table where that was tiny, and keeps the plan while the table grows."""
    connection = await psycopg.AsyncConnection.connect(url, autocommit=True)
    async with connection:
        await connection.execute("set session_replication_role = replica")  # no triggers
        await connection.execute(OTHERS)
        await connection.execute("analyze")


async def _publishes(server: Server, crowd: Crowd, found: Figures) -> None:
    for ready in await _ready(server, crowd):
        before = _used(server.process.pid)
        found.alone += await _publish([ready])
        found.cpu_ms += (_used(server.process.pid)[0] - before[0]) * 1000 / AT_ONCE
    seconds = 0.0
    for _ in range(ROUNDS):
        ready = await _ready(server, crowd)
        before, began = _used(server.process.pid), time.perf_counter()
        found.together += await _publish(ready)
        seconds += time.perf_counter() - began
        ran, waited = (now - then for now, then in zip(_used(server.process.pid), before, strict=True))
        found.cpu_together_ms += ran * 1000 / AT_ONCE / ROUNDS
        found.starved += waited
    found.starved /= seconds


Ready = tuple[Person, str]


async def _ready(server: Server, crowd: Crowd) -> list[Ready]:
    """People at the last stage, each with a connection that stands, as a browser's does."""
    made: list[Ready] = []
    for _ in range(AT_ONCE):
        user, _, session = crowd.next()
        made.append((Person(server.address, user), session))
    await asyncio.gather(*(person.http.get(f"/wizard/sessions/{session}") for person, session in made))
    return made


async def _publish(ready: list[Ready]) -> list[float]:
    """Milliseconds of each, all at once."""

    async def one(person: Person, session: str) -> float:
        began = time.perf_counter()
        answer = await person.publish(session, "a-key")
        took = (time.perf_counter() - began) * 1000
        assert answer.status_code == 201, answer.text
        return took

    taken = await asyncio.gather(*(one(*each) for each in ready))
    await asyncio.gather(*(person.http.aclose() for person, _ in ready))
    return taken


async def _inserts(database: Database, found: Figures) -> None:
    """In turns, after one of each that does not count."""
    ways: tuple[tuple[list[float], Callable[[Transaction], Awaitable[None]]], ...] = (
        (found.one, _in_one),
        (found.single, _row_by_row),
    )
    for turn in range(2 * ROUNDS):
        for taken, way in ways:
            async with database.transaction(somebody()) as tx:
                await tx.execute(text("select 1"))
                began = time.perf_counter()
                await way(tx)
                if turn:
                    taken.append((time.perf_counter() - began) * 1000)


async def _in_one(tx: Transaction) -> None:
    sponsors = [{"name": f"Sponsor {each}", "tier": "gold"} for each in range(SPONSORS)]
    event = {"id": str(uuid4()), "name": "x", "slug": uuid4().hex, "type": "panel", "timezone": "UTC"}
    event |= {"local_start": "2031-06-15T00:00:00", "start_date": "2031-06-15T00:00:00Z", "status": "planning"}
    document: dict[str, Any] = {"event": event, "sponsors": sponsors, "currency": "EUR"}
    await events.publish(
        tx, document | {"budget_categories": [{"category": each} for each in BudgetCategory]}, uuid4().hex, {}
    )


async def _row_by_row(tx: Transaction) -> None:
    ids: dict[str, Any] = {"event": uuid4(), "user": tx.principal.user_id, "organization": tx.principal.organization_id}
    await _insert(tx, "event", ids | {"slug": uuid4().hex})
    await _insert(tx, "team", ids)
    for each in range(SPONSORS):
        sponsor: dict[str, UUID | str] = {"id": uuid4(), "name": f"Sponsor {each}"}
        await _insert(tx, "sponsors", ids | sponsor)
        await _insert(tx, "event_sponsors", ids | sponsor)
    for category in BudgetCategory:
        await _insert(tx, "budget", ids | {"category": category})


async def _insert(tx: Transaction, name: str, values: dict[str, Any]) -> None:
    await tx.execute(text(INSERTS[name]), values)


def _used(process: int) -> tuple[float, float]:
    """Seconds its main thread has had a core, and has waited for one (Linux)."""
    running, waiting, _ = Path(f"/proc/{process}/schedstat").read_text().split()
    return int(running) / 1e9, int(waiting) / 1e9


def _p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1]


if __name__ == "__main__":
    print(asyncio.run(measure()))
