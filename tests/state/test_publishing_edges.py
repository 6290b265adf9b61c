"""Publishing against odd data and against other tenants who know too much."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import psycopg
import pytest

from state.wizard import publishing
from tests.state.worlds import PUBLIC_URL, YES, filled, somebody, tenant


@pytest.mark.parametrize("names", [("ΣΑΣ", "σασ"), ("İx", "ix"), ("Prada", "PRADA"), ("Straße", "STRASSE")])
async def test_two_spellings_of_one_company_do_not_stand_in_the_way(database, names):
    principal = somebody()
    sponsors = [{"name": name, "tier": "gold"} for name in names]
    row = await filled(database, principal, sponsorsMedia={"sponsors": sponsors})

    async with database.transaction(principal) as tx:
        answer = await publishing.publish(tx, row, YES, PUBLIC_URL)

    assert answer.status == 201


async def test_nobody_takes_the_one_event_of_another_tenant_s_session(database, database_url):
    victim, intruder = await tenant(database), await tenant(database)
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "select set_config('role', 'authenticated', true), set_config('request.jwt.claims', %s, true)",
            [json.dumps(intruder.principal.claims())],
        )
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            connection.execute(
                "insert into events (organization_id, created_by, wizard_session_id, name, slug, type, timezone, "
                "local_start, start_date) values (%s, %s, %s, 'x', 'taken', 'panel', 'UTC', %s, %s)",
                [
                    intruder.principal.organization_id,
                    intruder.principal.user_id,
                    victim.open,
                    datetime(2031, 1, 1),
                    datetime(2031, 1, 1, tzinfo=UTC),
                ],
            )

    async with database.transaction(victim.principal) as tx:
        assert (await publishing.publish(tx, victim.open, YES, PUBLIC_URL)).status == 201


async def test_the_account_that_takes_money_is_not_the_caller_s_to_set(database, database_url):
    mine = await tenant(database)
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "select set_config('role', 'authenticated', true), set_config('request.jwt.claims', %s, true)",
            [json.dumps(mine.principal.claims())],
        )
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("update wizard_sessions set stripe_account_id = 'acct_1' where id = %s", [mine.open])
