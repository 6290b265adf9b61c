"""The schema runs on every supported Postgres that is on this machine, 15 to 18, with the same catalog."""

from __future__ import annotations

import asyncio

import pytest

from server import checkpoints
from state import embedded, migrations
from state.database import Database
from tests import postgres
from tests.state.catalog import catalog
from tests.state.intrusion import leaks
from tests.state.worlds import tenant
from tests.versions import NEWEST, available_servers

SERVERS = available_servers()


def test_the_newest_supported_version_is_here():
    assert NEWEST in SERVERS


@pytest.mark.parametrize("version", SERVERS)
def test_the_schema_its_functions_and_its_policies_work_on(version, database_url):
    with (
        postgres.folder() as data_dir,
        embedded.start(data_dir, durable=False, binaries=SERVERS[version]) as server,
    ):
        url = postgres.create_database(server.url, "wizard")
        migrations.upgrade(url)
        asyncio.run(checkpoints.set_up(url))

        victim, intruder = asyncio.run(_two_tenants(url))

        assert leaks(url, victim, intruder) == []
        assert catalog(url) == catalog(database_url)


async def _two_tenants(url: str):
    database = Database(url, 2)
    try:
        return await tenant(database), await tenant(database)
    finally:
        await database.close()
