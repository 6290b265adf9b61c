"""What the public may read of events and their sponsors, and that each of the guards around it is needed."""

from __future__ import annotations

import json

import psycopg
import pytest
from psycopg import sql

from state.errors import NotFound
from state.events.published import by_slug
from state.wizard import publishing
from tests.state.worlds import PUBLIC_URL, YES, filled, somebody


@pytest.fixture
async def slug(database):
    principal = somebody()
    row = await filled(database, principal, organizerSetup={"organization": "Atelier Rossi"})
    async with database.transaction(principal) as tx:
        return json.loads((await publishing.publish(tx, row, YES, PUBLIC_URL)).body)["slug"]


def as_public(connection: psycopg.Connection, statement: str) -> list[tuple[object, ...]]:
    connection.execute("set local role anon")
    try:
        return connection.execute(sql.SQL(statement)).fetchall()
    finally:
        if connection.info.transaction_status != psycopg.pq.TransactionStatus.INERROR:
            connection.execute("reset role")


async def test_an_event_is_found_with_its_house_its_sponsors_and_its_partners(database, slug):
    async with database.public() as tx:
        found = await by_slug(tx, slug)

    assert (found.organizer_name, found.sponsors, found.media_partners) == (
        "Atelier Rossi", [("gold", "Prada")], ["Vogue"]
    )  # fmt: skip
    assert found.start.isoformat() == "2031-06-15T19:30:00+02:00"


HIDING = ("published_at = null", "status = 'archived'", "status = 'cancelled'")
READERS = ("select 1 from event_sponsors", "select company_name from sponsors")


def seen_while_hidden(connection: psycopg.Connection) -> list[str]:
    """Which readings still find something though no event is public."""
    found = []
    for change in HIDING:
        connection.execute("savepoint hiding")
        connection.execute(sql.SQL("update events set {}").format(sql.SQL(change)))
        found += [f"{change}: {reading}" for reading in READERS if as_public(connection, reading)]
        connection.execute("rollback to hiding")
    return found


@pytest.mark.parametrize("weakened", [None, "event_sponsors", "sponsors"])
async def test_sponsors_of_what_is_hidden_are_hidden_and_each_policy_is_needed_for_it(database_url, slug, weakened):
    with psycopg.connect(database_url) as connection:
        if weakened:
            policy = sql.Identifier(f"{weakened}_published")
            connection.execute(sql.SQL("alter policy {} on {} using (true)").format(policy, sql.Identifier(weakened)))
        found = seen_while_hidden(connection)
        connection.rollback()

    assert bool(found) == bool(weakened)


async def test_a_company_that_supports_nothing_public_stays_in_its_directory(database_url, slug):
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "insert into sponsors (organization_id, company_name) "
            "select organization_id, 'Unannounced' from events limit 1"
        )

        assert [name for (name,) in as_public(connection, "select distinct company_name from sponsors")] == ["Prada"]
        connection.rollback()


@pytest.mark.parametrize(
    "reading",
    [
        "select organization_id from events",
        "select created_by from events",
        "select sponsorship_amount from event_sponsors",
        "select status from event_sponsors",
        "select organization_id from sponsors",
        "select 1 from event_team",
        "select 1 from wizard_sessions",
        "update events set name = 'x'",
        "delete from event_sponsors",
        "insert into sponsors (id, company_name) values (gen_random_uuid(), 'x') returning 1",
    ],
)
async def test_nothing_else_is_for_the_public(database_url, slug, reading):
    with psycopg.connect(database_url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_public(connection, reading)


@pytest.mark.parametrize("asked", ["", "A", "a_b", "a--b", "-a", "a-", "a" * 121, "a\n", "\0", "a'b", "é"])
async def test_what_cannot_be_a_slug_is_not_asked_for(database, asked):
    with pytest.raises(NotFound):
        async with database.public() as tx:
            await by_slug(tx, asked)
