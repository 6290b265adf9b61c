"""What `wizard export` and `wizard erase` do about a person's part in events: teams, tasks, notifications, activity."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from server import persons
from server.persons import Erased
from state import persons as everything
from state.events import people, team
from state.events.columns import Permission, TeamRole
from state.events.people import Introduced
from state.events.team import NewMember
from state.wizard.retention import REDACTED
from tests.server.galleries import gallery
from tests.server.test_persons import NOBODY, held_about
from tests.state.test_outbox import run
from tests.state.worlds import Tenant, lived_in, somebody, tenant


@pytest.fixture
async def anna(database) -> Tenant:
    """The one lead of an event that lives, with a task of her own."""
    made = await tenant(database, uuid4())
    await lived_in(database, made)
    named = Introduced(made.principal.user_id, made.principal.organization_id, "Annie R.")
    async with database.transaction(named) as tx:
        await people.introduce(tx)
    return made


@pytest.fixture
def erase(database, checkpointer):
    async def erase(user):
        return await persons.erase_in(database, checkpointer, gallery().storage, user)

    return erase


def traces(url: str, user) -> set[str]:
    """Tables that still hold this id anywhere in a row."""
    tables = run(
        url, "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
    )
    holds = "select 1 from {} t where to_jsonb(t)::text like %s"
    return {table for (table,) in tables if run(url, holds.format(table), f"%{user}%")}


async def test_the_export_holds_a_person_s_part_in_events_and_no_other_s(database, anna):
    ben = await tenant(database)

    held = await held_about(database, anna.principal.user_id)
    other = await held_about(database, ben.principal.user_id)

    assert {name: len(held[name]) for name in ("teams", "tasks", "notifications")} == {
        "teams": 1, "tasks": 2, "notifications": 2
    }  # fmt: skip
    assert held["people"][0]["name"] == "Annie R." and other["people"] == other["tasks"] == other["notifications"] == []
    assert {entry["user_id"] for entry in held["activity"]} == {str(anna.principal.user_id)}


async def test_nothing_in_the_database_bears_an_erased_person_s_id_but_the_keys_he_has_used(
    database, database_url, anna, erase
):
    user = anna.principal.user_id
    assert {"event_team", "event_tasks", "activity_logs", "notifications", "people"} < traces(database_url, user)

    done, again = await erase(user), await erase(user)

    assert (done.tasks, done.teams, done.notifications, done.people) == (2, 1, 2, 1) and done.activity
    assert again == Erased()
    assert traces(database_url, user) == {"wizard_actions"}


async def test_where_nobody_else_leads_nobody_does_and_another_lead_goes_on(database, database_url, anna, erase):
    user, ben = anna.principal.user_id, somebody(anna.principal.organization_id)
    async with database.transaction(anna.principal) as tx:
        lead = NewMember(user_id=ben.user_id, role=TeamRole.event_lead, permissions=Permission.admin)
        await team.create(tx, anna.event, lead)

    await erase(user)
    led = "select user_id from event_team where role = 'event_lead' and event_id = %s"
    assert run(database_url, led, anna.event) == [(ben.user_id,)]
    await erase(ben.user_id)
    assert run(database_url, led, anna.event) == [(NOBODY,)]


async def test_name_and_e_mail_are_blanked_in_an_event_s_text_and_in_the_log_of_it_as_it_was(
    database, database_url, anna, erase
):
    for words in ("Ask Anna Rossi or annie r.", "Ask ANNA@example.com"):
        run(
            database_url,
            "update events set organizer_name = 'Anna Rossi', description = %s where id = %s",
            words,
            anna.event,
        )

    await erase(anna.principal.user_id)

    logged = json.dumps(
        run(database_url, "select record, old from activity_logs where event_id = %s", anna.event), default=str
    )
    assert REDACTED in logged and not any(word in logged.lower() for word in ("anna rossi", "anna@example", "annie r"))
    told = run(database_url, "select organizer_name, description from events where id = %s", anna.event)
    assert told == [(None, f"Ask {REDACTED}")]


async def test_nobody_else_s_part_is_touched(database, anna, erase):
    ben = await tenant(database)
    await lived_in(database, ben)
    before = await held_about(database, ben.principal.user_id)

    await erase(anna.principal.user_id)

    assert await held_about(database, ben.principal.user_id) == before
    async with database.service() as tx:
        assert (await everything.exported(tx, anna.principal.user_id))["activity"] == []
