"""The way to Postgres: one transaction, with the caller's role and claims set for that transaction alone.

Row-level security does the tenancy; no query here or elsewhere filters by organization. Whatever DATABASE_URL logs in
as, each transaction switches to `authenticated` (or `service_role`) before its first statement and is back to nothing
at its end, so a pooled connection can carry no caller's rights to the next (`set_config(..., true)`).
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager

from psycopg import Error
from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session, SessionTransaction
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from state.errors import Busy, StateError, Unavailable
from state.values import Principal

# Nothing may wait inside a transaction; one whose process froze in it must not hold its locks for ever.
LIMITS = "-c lock_timeout=10s -c statement_timeout=30s -c idle_in_transaction_session_timeout=15s"
# Connection lost, server shutting down or starting, too many connections, out of time, read-only after a failover:
# worth trying again (SQLSTATE).
_AWAY = ("08", "57P", "53", "57014", "25006")
_FRESH_SECONDS = 1.0
# A lock not had in time, a deadlock, a write that overtook ours.
_IN_THE_WAY = {"55P03", "40P01", "40001"}


def driver_url(url: str) -> str:
    """The same address for SQLAlchemy's psycopg dialect; accepts postgres:// and postgresql://."""
    return "postgresql+psycopg://" + url.split("://", 1)[1]


class Transaction(AsyncSession):
    """An open transaction of one caller. Operations take it, none of them commits it."""

    @property
    def principal(self) -> Principal:
        return self.info["principal"]

    def once_committed(self, tell: Callable[[], None]) -> None:
        """Call this when the transaction has really been committed, and only then; it must not fail."""
        self.info.setdefault("once_committed", []).append(tell)

    async def commit_and_tell(self) -> None:
        await self.commit()
        for tell in self.info.get("once_committed", ()):
            tell()


class Database:
    """One pool. `transaction(principal)` is the only way in; streaming code must not hold one open."""

    def __init__(self, url: str, pool_size: int = 10) -> None:
        self.engine = create_async_engine(
            driver_url(url),
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=10,
            # An error's text goes into logs; what people entered must not.
            hide_parameters=True,
            connect_args={"connect_timeout": 5, "options": LIMITS},
        )
        event.listen(self.engine.sync_engine, "checkin", _note_use)
        event.listen(self.engine.sync_engine, "checkout", _look_after_a_pause)
        self._open = async_sessionmaker(self.engine, class_=Transaction, expire_on_commit=False)

    @asynccontextmanager
    async def transaction(self, principal: Principal, *, of_one_moment: bool = False) -> AsyncIterator[Transaction]:
        """Commit on a clean exit, roll back otherwise. With `of_one_moment`, all reads see what the first one saw.

        Raises Unavailable when Postgres is away, Busy when another transaction stands in the way.
        """
        info = {"principal": principal, "role": "authenticated", "claims": principal.claims()}
        async with self._transaction(info, "REPEATABLE READ" if of_one_moment else None) as tx:
            yield tx

    @asynccontextmanager
    async def public(self) -> AsyncIterator[Transaction]:
        """A transaction of somebody unknown, who sees what is published and nothing else."""
        async with self._transaction({"role": "anon", "claims": {"role": "anon"}}) as tx:
            yield tx

    @asynccontextmanager
    async def service(self) -> AsyncIterator[Transaction]:
        """A transaction of the server itself (probes and sweeps): no user, no user's tables."""
        async with self._transaction({"role": "service_role", "claims": {"role": "service_role"}}) as tx:
            yield tx

    @asynccontextmanager
    async def _transaction(self, info: dict[str, object], isolation: str | None = None) -> AsyncIterator[Transaction]:
        try:
            async with self._open(info=info) as tx:
                if isolation:
                    await tx.connection(execution_options={"isolation_level": isolation})
                yield tx
                await _to_its_end(tx.commit_and_tell())
        except PoolTimeout as error:
            raise Unavailable("The server is very busy. Please try again.") from error
        except DBAPIError as error:
            if refusal := _refusal(error):
                raise refusal from error
            raise

    async def close(self) -> None:
        await self.engine.dispose()


def _note_use(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    record.info["used"] = time.monotonic()


def _look_after_a_pause(connection: DBAPIConnection, record: ConnectionPoolEntry, _: PoolProxiedConnection) -> None:
    """A connection that has just worked is taken as it is; one that rested may have died meanwhile."""
    if time.monotonic() - record.info.get("used", 0) < _FRESH_SECONDS:
        return
    try:
        cursor = connection.cursor()
        cursor.execute("")
        cursor.close()
        connection.rollback()
    except Error as error:
        # The pool throws it away and looks for another.
        raise DisconnectionError from error


@event.listens_for(Session, "after_begin")
def _set_role_and_claims(session: Session, begun: SessionTransaction, connection: Connection) -> None:
    role = session.info.get("role")
    if role and not begun.nested:
        connection.exec_driver_sql(
            "select set_config('role', %s, true), set_config('request.jwt.claims', %s, true)",
            (role, json.dumps(session.info["claims"])),
        )


async def _to_its_end(commit: Coroutine[None, None, None]) -> None:
    """A caller cancelled in mid-commit waits for it: the connection must not be closed under a half-sent COMMIT."""
    task = asyncio.ensure_future(commit)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise


def _refusal(error: DBAPIError) -> StateError | None:
    """What a caller can act on; None for everything that is a fault of ours."""
    state: str | None = getattr(error.orig, "sqlstate", None)
    if state in _IN_THE_WAY:
        return Busy("Somebody else is changing this right now. Please try again.")
    # psycopg gives no SQLSTATE when it never reached the server.
    unreached = state is None and type(error.orig).__name__ in {
        "OperationalError",
        "InterfaceError",
        "ConnectionTimeout",
    }
    is_away = error.connection_invalidated or unreached or (state or "").startswith(_AWAY)
    return Unavailable() if is_away else None
