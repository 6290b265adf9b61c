"""Another tenant's token reaches nothing by SQL; and every policy is needed: weaken one, and the probe tells."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import sql

from tests.state.intrusion import OWNED, leaks
from tests.state.worlds import tenant

# Weakened, these let more in only together with another one; the note says which guard stands beside them.
BACKED_UP = {
    "team_definer": "the definer's own policy: without it the team sees nothing, with true it is what it is",
    "stages_are_public": "the registry is the same for all",
    "events_published": "public by design; test_drafts_are_private_to_the_public holds it",
    "event_sponsors_published": "public by design; test_published_events.py holds it",
    "sponsors_published": "public by design; test_published_events.py holds it",
    "sessions_update": "an update reads the row first, so sessions_select guards it too",
    "model_usage_update": "an update reads the row first, so model_usage_select guards it too",
    "sessions_definer_select": "the definer's own policy: only the functions it owns run as it",
    "sessions_definer_update": "the definer's own policy: only the functions it owns run as it",
    "sessions_definer_delete": "the definer's own policy: only the functions it owns run as it",
    "interactions_definer_select": "the definer's own policy: only the functions it owns run as it",
    "interactions_definer_update": "the definer's own policy: only the functions it owns run as it",
    "changes_definer_select": "the definer's own policy: only the functions it owns run as it",
    "changes_definer_update": "the definer's own policy: only the functions it owns run as it",
    "actions_definer_select": "the definer's own policy: only the functions it owns run as it",
    "actions_definer_update": "the definer's own policy: only the functions it owns run as it",
    "events_definer_select": "the definer's own policy: only the functions it owns run as it",
    "events_definer_update": "the definer's own policy: only the functions it owns run as it",
    "organization_settings_definer": "the definer's own policy: only the functions it owns run as it",
    "analytics_definer_insert": "the definer's own policy: only the functions it owns run as it",
    "team_definer_delete": "the definer's own policy: only the functions it owns run as it",
    "runs_definer_select": "the definer's own policy: only the functions it owns run as it",
    "runs_definer_update": "the definer's own policy: only the functions it owns run as it",
    "run_events_definer": "the definer's own policy: only the functions it owns run as it",
    "accounts_service": "the server's own policy: no request role is the service role",
    "deliveries_service": "the server's own policy: no request role is the service role",
    "stages_definer": "the definer's own policy: only the functions it owns run as it",
    "objects_update": "an update reads the row first, so objects_select guards it too",
    "session_covers_update": "an update reads the row first, so session_covers_select guards it too",
    "session_covers_delete": "a delete reads the row first, so session_covers_select guards it too",
    "event_covers_update": "an update reads the row first; test_covers.py holds it against one's own colleagues",
    "event_covers_published": "public by design; test_covers.py holds it",
    "objects_definer_select": "the definer's own policy: only the functions it owns run as it",
    "objects_definer_update": "the definer's own policy: only the functions it owns run as it",
    "objects_definer_delete": "the definer's own policy: only the functions it owns run as it",
    "session_covers_definer": "the definer's own policy: only the functions it owns run as it",
    "event_covers_definer": "the definer's own policy: only the functions it owns run as it",
    "runs_update": "an update reads the row first, so runs_select guards it too",
}
# Nobody but the server itself has a grant there, so its policies have nobody to keep out.
UNGRANTED = {"stripe_events"}


@pytest.fixture(scope="module")
async def two_tenants(database):
    return await tenant(database), await tenant(database)


async def test_no_request_role_reaches_another_tenant_s_rows(database_url, two_tenants):
    victim, intruder = two_tenants

    assert leaks(database_url, victim, intruder) == []


def policies(url: str) -> list[tuple[str, str, str]]:
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "select tablename, policyname, cmd from pg_policies where schemaname = 'public' order by 1, 2"
        )
        return [(table, name, cmd) for table, name, cmd in rows]


async def test_each_policy_weakened_alone_is_noticed(database_url, two_tenants):
    victim, intruder = two_tenants
    unnoticed = []

    for table, name, cmd in policies(database_url):
        if name in BACKED_UP:
            continue
        with psycopg.connect(database_url) as connection:
            saved = connection.execute(
                "select qual, with_check from pg_policies where tablename = %s and policyname = %s", [table, name]
            ).fetchone()
            assert saved
            _alter(connection, table, name, "true" if saved[0] else None, "true" if saved[1] else None)
            connection.commit()
            try:
                if not leaks(database_url, victim, intruder):
                    unnoticed.append(f"{name} on {table} ({cmd})")
            finally:
                _alter(connection, table, name, *saved)
                connection.commit()

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

    for table in OWNED.keys() - UNGRANTED:
        with psycopg.connect(database_url) as connection:
            connection.execute(sql.SQL("alter table {} disable row level security").format(sql.Identifier(table)))
            connection.commit()
            try:
                if not leaks(database_url, victim, intruder):
                    unnoticed.append(table)
            finally:
                connection.execute(sql.SQL("alter table {} enable row level security").format(sql.Identifier(table)))
                connection.commit()

    assert unnoticed == []


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
