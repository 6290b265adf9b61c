"""LangGraph's checkpoints: a pool of their own, in a schema that no request role can see.

Only the serializer's own safe types are read back (no other class is imported, nothing is unpickled). A session's
thread is the row's own id; a checkpoint is reached through that row alone. A thread keeps its newest one: what was said
before stands in the transcript.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, LiteralString
from uuid import UUID

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import ChannelVersions, Checkpoint, CheckpointMetadata
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from psycopg import AsyncConnection, AsyncCursor
from psycopg.errors import RaiseException
from psycopg.rows import DictRow, dict_row
from psycopg.types.json import Jsonb
from psycopg_pool import AsyncConnectionPool

from state.database import LIMITS
from state.errors import Conflict

ACQUIRE_SECONDS = 3
# Given up early, so that the next request tries anew at once when Postgres is back, instead of in a long pause.
_RECONNECT_SECONDS = 1
_TAKE_LOCK = "select pg_try_advisory_lock(7240113)"
_PRUNE = (files("server") / "prune_checkpoints.sql").read_bytes()
_DELETE = (files("server") / "delete_checkpoints.sql").read_bytes()

Pool = AsyncConnectionPool[AsyncConnection[DictRow]]


class Saver(AsyncPostgresSaver):
    """The saver over a pool. Its lock guards a single connection; here every call has one of its own.

    What is written in the name of a run (`run` in the config's configurable) is written only while the run holds its
    thread. Raises Conflict otherwise: the conversation is another run's by then. A checkpoint written so replaces the
    thread's older ones.
    """

    def __init__(self, pool: Pool) -> None:
        super().__init__(pool, serde=JsonPlusSerializer(allowed_msgpack_modules=None))
        self.pool = pool
        self.lock = asyncio.Semaphore(pool.max_size)  # pyright: ignore[reportAttributeAccessIssue]

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        with _in_the_name_of(config, checkpoint):
            return await super().aput(config, checkpoint, metadata, new_versions)

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        with _in_the_name_of(config):
            await super().aput_writes(config, writes, task_id, task_path)

    async def delete_threads(self, sessions: Sequence[UUID]) -> None:
        """Forget these conversations, in one statement; `adelete_thread` takes three for each."""
        async with self.pool.connection() as connection:
            await connection.execute(_DELETE, {"threads": [str(session) for session in sessions]})

    @asynccontextmanager
    async def _cursor(self, *, pipeline: bool = False) -> AsyncIterator[AsyncCursor[DictRow]]:
        """A pipeline is one transaction: the lock on the run is held until all of it is written, or nothing is."""
        async with super()._cursor(pipeline=pipeline) as cursor:
            writing = _writing.get()
            if writing:
                await cursor.execute("select app.hold_run(%s)", (writing.run,))
            yield cursor
            if writing and writing.replacing:
                await cursor.execute(_PRUNE, writing.replacing)


@dataclass(frozen=True)
class _Writing:
    """The run that writes, and what it replaces: the values of prune_checkpoints.sql."""

    run: str
    replacing: dict[str, Any] | None


_writing: ContextVar[_Writing | None] = ContextVar("writing", default=None)


@contextmanager
def _in_the_name_of(config: RunnableConfig, checkpoint: Checkpoint | None = None) -> Iterator[None]:
    configurable = config.get("configurable", {})
    replacing = checkpoint and {
        "thread": configurable["thread_id"],
        "namespace": configurable["checkpoint_ns"],
        "newest": checkpoint["id"],
        "versions": Jsonb(checkpoint["channel_versions"]),
    }
    run = configurable.get("run")
    token = _writing.set(_Writing(run, replacing) if run else None)
    try:
        yield
    except RaiseException as error:
        raise Conflict("This run was taken over by another.", "run_superseded") from error
    finally:
        _writing.reset(token)


@asynccontextmanager
async def opened(url: str, pool_size: int) -> AsyncIterator[Saver]:
    """Open even while Postgres is away; connections come when it does."""
    # At every attempt it would quote host and user; what fails for want of a connection is logged where it fails.
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)
    pool = Pool(
        url,
        kwargs=_arguments(),
        min_size=0,
        max_size=pool_size,
        open=False,
        check=_alive,
        timeout=ACQUIRE_SECONDS,
        reconnect_timeout=_RECONNECT_SECONDS,
        name="checkpoints",
    )
    async with pool:
        yield Saver(pool)


async def set_up(url: str) -> None:
    """Make the tables, or bring them to what the installed saver wants. Safe to run in two processes at once."""
    async with opened(url, 2) as saver, saver.pool.connection() as connection:
        # Asked for again and again, since a waiting statement would hold up the saver's CREATE INDEX CONCURRENTLY.
        while not await _value(connection, _TAKE_LOCK):
            await asyncio.sleep(0.1)
        await saver.setup()


async def are_current(saver: Saver) -> bool:
    """Whether the tables are there, as new as the installed saver wants them."""
    async with saver.pool.connection() as connection:
        if not await _value(connection, "select to_regclass('checkpoints.checkpoint_migrations') is not null"):
            return False
        return await _value(connection, "select max(v) from checkpoint_migrations") == len(saver.MIGRATIONS) - 1


async def _alive(connection: AsyncConnection[DictRow]) -> None:
    """Raises when the connection has died in the pool, which then looks for another."""
    await connection.execute("")


async def _value(connection: AsyncConnection[DictRow], query: LiteralString) -> object:
    row = await (await connection.execute(query)).fetchone()
    return next(iter(row.values())) if row else None


def _arguments() -> dict[str, Any]:
    return {
        "autocommit": True,
        "prepare_threshold": 0,
        "row_factory": dict_row,
        "connect_timeout": 5,
        "options": f"-c role=checkpointer -c search_path=checkpoints {LIMITS}",
    }
