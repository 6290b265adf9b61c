"""As in production: the schema's owner is no superuser; the app logs in as a role that owns and inherits nothing."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

from server import checkpoints
from state import embedded, migrations
from state.database import Database
from tests import postgres
from tests.state.catalog import catalog
from tests.state.intrusion import OWNED, leaks
from tests.state.worlds import tenant
from tests.versions import available_servers

SERVERS = available_servers()


def as_user(url: str, user: str) -> str:
    return urlunsplit(urlsplit(url)._replace(netloc=f"{user}@"))


@pytest.fixture(scope="module", params=SERVERS)
def urls(request):
    """The addresses of one database for its superuser, its owner and the app's login."""
    with (
        postgres.folder() as data_dir,
        embedded.start(data_dir, durable=False, binaries=SERVERS[request.param]) as server,
    ):
        url = postgres.create_database(server.url, "wizard")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("create role owner login createrole nosuperuser nobypassrls")
            connection.execute("create role web login noinherit nosuperuser nobypassrls")
            connection.execute("alter database wizard owner to owner")
        migrations.upgrade(as_user(url, "owner"), "web")
        asyncio.run(checkpoints.set_up(as_user(url, "web")))
        yield url, as_user(url, "owner"), as_user(url, "web")


async def test_the_app_works_as_a_login_that_owns_nothing(urls):
    url, _, web = urls
    database = Database(web, 2)
    try:
        victim, intruder = await tenant(database), await tenant(database)
    finally:
        await database.close()

    assert leaks(url, victim, intruder) == []


async def test_the_login_itself_and_the_owner_see_no_row_without_a_role(urls):
    _, owner, web = urls
    with psycopg.connect(web) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("select * from events")
    with psycopg.connect(owner) as connection:
        for table in OWNED:
            query = sql.SQL("select count(*) from {}").format(sql.Identifier(table))
            assert connection.execute(query).fetchone() == (0,), table


async def test_migrating_again_as_the_owner_changes_nothing(urls):
    url, owner, _ = urls
    before = catalog(url)

    migrations.upgrade(owner, "web")

    assert catalog(url) == before
