"""Another tenant's token reaches nothing by SQL; and every policy is needed: weaken one, and the probe tells."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import sql

from tests.state.intrusion import OWNED, leaks, leaks_of
from tests.state.worlds import lived_in, tenant

# Weakened, these let more in only together with another one; the note says which guard stands beside them.
BACKED_UP = {
    "stages_are_public": "the registry is the same for all",
    "accounts_service": "the server's own policy: no request role is the service role",
    "deliveries_service": "the server's own policy: no request role is the service role",
    "links_service": "the server's own policy: no request role is the service role",
    "keys_service": "the server's own policy: no request role is the service role",
    "objects_update": "an update reads the row first, so objects_select guards it too",
    "session_covers_update": "an update reads the row first, so session_covers_select guards it too",
    "session_covers_delete": "a delete reads the row first, so session_covers_select guards it too",
    "event_covers_update": "an update reads the row first; test_covers.py holds it against one's own colleagues",
    "event_covers_published": "public by design; test_covers.py holds it",
    "events_published": "public by design; test_drafts_are_private_to_the_public holds it",
    "event_sponsors_published": "public by design; test_published_events.py holds it",
    "sponsors_published": "public by design; test_published_events.py holds it",
}


@pytest.fixture(scope="module")
async def two_tenants(database):
    both = await tenant(database), await tenant(database)
    for each in both:
        await lived_in(database, each)
    return both


async def test_no_request_role_reaches_another_tenant_s_rows(database_url, two_tenants):
    victim, intruder = two_tenants

    assert leaks(database_url, victim, intruder) == []


def test_every_tenant_has_a_row_in_every_table(database_url, two_tenants):
    with psycopg.connect(database_url) as connection:
        tables = connection.execute(
            "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
        ).fetchall()
        empty = [
            name for name in OWNED
            if not connection.execute(sql.SQL("select from {}").format(sql.Identifier(name))).rowcount > 1
        ]  # fmt: skip

    assert {name for (name,) in tables} - set(OWNED) == {"wizard_stages"} and empty == []


def policies(url: str) -> list[tuple[str, str, str]]:
    """Those that hold a request role. The definer's own hold its functions alone."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "select tablename, policyname, cmd from pg_policies "
            "where schemaname = 'public' and roles <> '{app_definer}' order by 1, 2"
        )
        return [(table, name, cmd) for table, name, cmd in rows]


def test_a_policy_of_the_definer_counts_for_its_functions_alone(database_url):
    with psycopg.connect(database_url) as connection:
        rows = connection.execute(
            "select policyname, qual, with_check from pg_policies "
            "where schemaname = 'public' and 'app_definer' = any (roles)"
        ).fetchall()

    asks = "(CURRENT_USER = 'app_definer'::name)"
    assert rows and [name for name, *both in rows if not {*both} <= {asks, None}] == []


async def test_each_policy_weakened_alone_is_noticed(database_url, two_tenants):
    victim, intruder = two_tenants
    unnoticed = []

    with psycopg.connect(database_url) as connection:
        for table, name, cmd in policies(database_url):
            if name in BACKED_UP:
                continue
            with connection.transaction(force_rollback=True):
                saved = connection.execute(
                    "select qual, with_check from pg_policies where tablename = %s and policyname = %s", [table, name]
                ).fetchone()
                assert saved
                _alter(connection, table, name, "true" if saved[0] else None, "true" if saved[1] else None)
                if not any(leaks_of(connection, table, victim, intruder)):
                    unnoticed.append(f"{name} on {table} ({cmd})")

    assert unnoticed == []


def _alter(connection: psycopg.Connection, table: str, name: str, using: str | None, check: str | None) -> None:
    statement = sql.SQL("alter policy {} on {}").format(sql.Identifier(name), sql.Identifier(table))
    if using:
        statement += sql.SQL(" using (") + sql.SQL(using) + sql.SQL(")")
    if check:
        statement += sql.SQL(" with check (") + sql.SQL(check) + sql.SQL(")")
    connection.execute(statement)


@pytest.mark.parametrize("table", [*OWNED, "wizard_stages"])
def test_row_security_is_enabled_and_forced_and_its_absence_is_noticed(database_url, table):
    with psycopg.connect(database_url) as connection:
        row = connection.execute(
            "select relrowsecurity, relforcerowsecurity from pg_class where oid = %s::regclass", [f"public.{table}"]
        ).fetchone()

    assert row == (True, True)


async def test_row_security_switched_off_on_any_table_is_noticed(database_url, two_tenants):
    victim, intruder = two_tenants
    unnoticed = []

    with psycopg.connect(database_url) as connection:
        for table in OWNED:
            with connection.transaction(force_rollback=True):
                connection.execute(sql.SQL("alter table {} disable row level security").format(sql.Identifier(table)))
                if not any(leaks_of(connection, table, victim, intruder)):
                    unnoticed.append(table)

    # Nobody may touch these at all, with or without it.
    assert unnoticed == ["event_feeds", "stripe_events", "payment_links", "stripe_keys"]


def test_drafts_are_private_to_the_public_and_published_events_show_no_owner(database_url, two_tenants):
    victim, _ = two_tenants
    with psycopg.connect(database_url) as connection:
        connection.execute("update events set published_at = now() where id = %s", [victim.event])
        for hidden in ("published_at = null", "status = 'archived'", "status = 'cancelled'"):
            connection.execute(sql.SQL("savepoint s; update events set {}").format(sql.SQL(hidden)))
            assert _public(connection, "name") == []
            connection.execute("rollback to s")
        assert _public(connection, "name")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            _public(connection, "organization_id")
        connection.rollback()


def _public(connection: psycopg.Connection, column: str) -> list[object]:
    connection.execute("set local role anon")
    try:
        rows = connection.execute(sql.SQL("select {} from events").format(sql.Identifier(column))).fetchall()
    finally:
        if connection.info.transaction_status != psycopg.pq.TransactionStatus.INERROR:
            connection.execute("reset role")
    return [row[0] for row in rows]


async def test_role_and_claims_end_with_their_transaction(database, two_tenants):
    victim, _ = two_tenants
    async with database.transaction(victim.principal):
        pass

    async with database.engine.connect() as connection:
        settings = await connection.exec_driver_sql(
            "select current_setting('request.jwt.claims', true), current_user <> session_user"
        )
        claims, switched = settings.one()

    assert not claims and not switched
