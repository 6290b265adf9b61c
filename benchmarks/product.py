"""The real product without its HTTP door: embedded Postgres, guided model, run keeper with its log and leases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psycopg

from agent.graph import build
from agent.guided.model import GuidedModel
from agent.nodes import Speaker
from server import checkpoints, schema
from server.agui.runs import RunKeeper
from state import embedded, runs
from state.database import Database
from tests import postgres

_SIZE = """select sum(pg_total_relation_size(c.oid))::bigint from pg_class c
  where c.relnamespace in ('public'::regnamespace, 'checkpoints'::regnamespace) and c.relkind = 'r'"""


@dataclass(frozen=True)
class Product:
    keeper: RunKeeper
    url: str
    log: Path

    def sql(self, statement: str) -> int | None:
        """Run it as the superuser; the first value of its first row."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None

    async def size(self) -> int:
        """Bytes of all tables and indexes, once the event logs of ended runs are gone, as they are a minute later."""
        async with self.keeper.database.service() as tx:
            await runs.sweep(tx, timedelta(0))
        self.sql("vacuum")
        return self.sql(_SIZE) or 0


@asynccontextmanager
async def opened() -> AsyncIterator[Product]:
    with postgres.folder() as folder, embedded.start(folder, durable=False) as server:
        await asyncio.to_thread(_migrated, server.url)
        database = Database(server.url)
        async with checkpoints.opened(server.url, 10) as saver:
            graph = build(Speaker(GuidedModel()), saver)
            async with RunKeeper(database, graph, "http://localhost:8000", 30).opened() as keeper:
                yield Product(keeper, server.url, folder / "postgres.log")
        await database.close()


def _migrated(url: str) -> None:
    asyncio.run(schema.migrate(url, url))
