"""The database's address and shape: which Postgres is meant, migrating it, and what it still lacks."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

import psycopg
from sqlalchemy.exc import OperationalError

from server import checkpoints
from server.settings import Settings
from state import migrations
from state.errors import Unavailable


@contextmanager
def database_url(settings: Settings) -> Iterator[str]:
    """DATABASE_URL, or the address of the embedded Postgres, which runs as long as this context."""
    if settings.database_url is not None:
        yield settings.database_url.get_secret_value()
        return
    from state import embedded

    with embedded.start(settings.data_dir) as postgres:
        yield postgres.url


async def migrate(url: str, owner_url: str) -> None:
    """Bring tables and checkpoints to the newest version and let `url`'s login into the request roles.

    Raises Unavailable when the database cannot be reached.
    """
    try:
        await asyncio.to_thread(migrations.upgrade, owner_url, _login(url))
        await checkpoints.set_up(url)
    except (OperationalError, psycopg.OperationalError) as error:
        raise Unavailable("The database cannot be reached with this address, user and password.") from error


def _login(url: str) -> str | None:
    name = urlsplit(url).username
    return unquote(name) if name else None
