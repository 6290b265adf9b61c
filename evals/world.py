"""Where conversations take place: a throwaway Postgres, migrated, and a run keeper on the model that is measured."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from langchain_core.language_models import BaseChatModel

from agent.graph import build
from agent.nodes import Speaker
from server import checkpoints, schema
from server.agui.runs import RunKeeper
from state import embedded
from state.database import Database

# Every run tells the model the same day, so that its requests are the same and recorded replies fit. It lies ahead of
# the rules' own clock: what is "next Friday" then is not past for them.
TODAY = datetime(2030, 5, 1, 12, tzinfo=UTC)
PUBLIC_URL = "http://localhost:8000"
_LEASE_SECONDS = 60
_CONNECTIONS = 10


@dataclass(frozen=True)
class World:
    database: Database
    saver: checkpoints.Saver

    def keeper(self, model: BaseChatModel, prompts: Path | None = None) -> RunKeeper:
        graph = build(Speaker(model, prompts, clock=lambda: TODAY), self.saver)
        return RunKeeper(self.database, graph, PUBLIC_URL, _LEASE_SECONDS)


@asynccontextmanager
async def opened() -> AsyncIterator[World]:
    """A Postgres of its own that is gone afterwards."""
    with _folder() as folder, embedded.start(folder, durable=False) as postgres:
        await asyncio.to_thread(_migrated, postgres.url)
        async with at(postgres.url) as world:
            yield world


@asynccontextmanager
async def at(url: str) -> AsyncIterator[World]:
    """On a migrated database that is there."""
    database = Database(url, _CONNECTIONS)
    try:
        async with checkpoints.opened(url, _CONNECTIONS) as saver:
            yield World(database, saver)
    finally:
        await database.close()


def _migrated(url: str) -> None:
    asyncio.run(schema.migrate(url, url))


@contextmanager
def _folder() -> Iterator[Path]:
    """One that the unprivileged user of an embedded Postgres can enter."""
    path = Path(tempfile.mkdtemp(prefix="event-setup-copilot-evals-"))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path)
