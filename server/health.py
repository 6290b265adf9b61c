"""What the server needs of its database in order to serve, looked at one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine

import psycopg
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from server import checkpoints
from server.checkpoints import Saver
from state import migrations
from state.database import Database
from state.errors import StateError

PATIENCE_SECONDS = 3


class Check(BaseModel):
    """Whether it is as it should be, and what is or what is missing."""

    ok: bool
    detail: str


_UNKNOWN = Check(ok=False, detail="cannot be asked")
_ABSENT = Check(ok=False, detail="not there: run `wizard migrate`")


async def checks(database: Database, saver: Saver) -> dict[str, Check]:
    """Database, migrations and checkpoints, by name; without the first the others are not tried."""
    found = {"database": await looked(_database(database))}
    if not found["database"].ok:
        return found | dict.fromkeys(("migrations", "checkpoints"), _UNKNOWN)
    found["migrations"] = await looked(_migrations(database), _ABSENT)
    found["checkpoints"] = await looked(_checkpoints(saver), _ABSENT)
    return found


async def looked(look: Coroutine[None, None, Check], otherwise: Check = _UNKNOWN) -> Check:
    """What a look finds; `otherwise` if that cannot be had, or not in time."""
    task = asyncio.ensure_future(look)
    await asyncio.wait({task}, timeout=PATIENCE_SECONDS)
    if not task.done():
        # Not waited for: on a Postgres that hangs, cancelling a statement takes longer than anybody's patience.
        task.cancel()
        task.add_done_callback(_forgotten)
        return otherwise
    try:
        return task.result()
    except (StateError, SQLAlchemyError, psycopg.Error, OSError):
        return otherwise


def _forgotten(task: asyncio.Future[Check]) -> None:
    if not task.cancelled():
        task.exception()


async def _database(database: Database) -> Check:
    # Without a role: before the first migration there is none.
    async with database.engine.connect() as connection:
        await connection.execute(text("select 1"))
    return Check(ok=True, detail="reachable")


async def _migrations(database: Database) -> Check:
    async with database.service() as tx:
        current = await (await tx.connection()).run_sync(migrations.current)
    if current == (wanted := migrations.head()):
        return Check(ok=True, detail=f"at {wanted}")
    return Check(ok=False, detail=f"at {current or 'none'}, needs {wanted}: run `wizard migrate`")


async def _checkpoints(saver: Saver) -> Check:
    if await checkpoints.are_current(saver):
        return Check(ok=True, detail="set up")
    return Check(ok=False, detail="not set up: run `wizard migrate`")
