"""Notifications and counts are kept for a while, and then deleted a batch at a time by the retention job."""

from __future__ import annotations

import psycopg
import pytest

from server.forgetting import Forgetter, Forgotten
from tests.server.galleries import gallery
from tests.state.test_outbox import run
from tests.state.worlds import Tenant, lived_in, tenant


@pytest.fixture
async def anna(database, database_url) -> Tenant:
    """One notification told to her colleague, one to her; what was counted of her event."""
    run(database_url, "truncate wizard_sessions, events, wizard_actions, analytics_entries, notifications cascade")
    made = await tenant(database)
    await lived_in(database, made)
    return made


@pytest.fixture
def forget(database, checkpointer):
    async def forget(**options: float) -> Forgotten:
        return await Forgetter(database, checkpointer, gallery().storage, **options).forget()

    return forget


def aged(url: str, table: str, ago: str) -> int:
    """All but one of this table's rows are as old as this, the other a minute younger; how many are as old."""
    run(url, f"update {table} set created_at = now() - interval '{ago}' + interval '1 minute'")
    old = f"update {table} set created_at = now() - interval '{ago}' where id <> (select id from {table} limit 1)"
    return len(run(url, f"with old as ({old} returning 1) select 1 from old"))


@pytest.mark.parametrize(
    ("table", "ago", "told"),
    [("notifications", "90 days", "notifications"), ("analytics_entries", "400 days", "counts")],
)
async def test_what_is_old_is_deleted_and_what_is_younger_stays(database_url, anna, forget, table, ago, told):
    run(database_url, f"insert into {table} select (jsonb_populate_record(t, jsonb_build_object('id', "
                      f"gen_random_uuid()))).* from {table} t, generate_series(1, 3)")  # fmt: skip
    run(
        database_url,
        "update notifications set read_at = now() where id = (select max(id::text)::uuid from notifications)",
    )
    old = aged(database_url, table, ago)

    done, again = await forget(), await forget()

    assert old >= 3 and (done, again) == (Forgotten(**{told: old}), Forgotten())
    assert run(database_url, f"select count(*) from {table}") == [(1,)]
    assert f"{old} {told}" in str(done)


async def test_without_time_nothing_is_begun(database_url, anna, forget):
    aged(database_url, "notifications", "90 days")

    assert await forget(seconds=0) == Forgotten()


@pytest.mark.parametrize("role", ["authenticated", "anon", "checkpointer"])
@pytest.mark.parametrize("call", ["forget_notifications(1)", "forget_analytics(1)"])
def test_no_request_role_forgets_anything(database_url, role, call):
    with psycopg.connect(database_url) as connection:
        connection.execute("select set_config('role', %s, true)", [role])
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"select app.{call}")  # type: ignore[call-overload]
