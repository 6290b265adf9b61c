"""What the database itself keeps right at events, whoever writes: tenancy of rows below, the last lead, no circles."""

from __future__ import annotations

import json
import threading
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from tests.state.worlds import lived_in, tenant


@pytest.fixture(scope="module")
async def both(database):
    """Two tenants with events that live."""
    made = await tenant(database, uuid4()), await tenant(database, uuid4())
    for each in made:
        await lived_in(database, each)
    return made


@pytest.fixture
def connection(database_url):
    with psycopg.connect(database_url) as connection:
        yield connection
        connection.rollback()


BELOW = ("event_team", "event_sponsors", "event_designers", "event_budget_categories", "event_tasks",
         "task_dependencies", "expenses", "contracts", "activity_logs")  # fmt: skip
_TASK = "select id from event_tasks where event_id = %(other)s"
_LISTED = "select id from {}s where organization_id = %(organization)s"
_EDGES = "task_dependencies"
_STEP_DOWN = """
update event_team set role = 'custom' where id = (
  select id from event_team where event_id = %s and role = 'event_lead' order by id {} limit 1)"""
# A key, the column that would lead to another tenant or another event, and where its foreign value is found.
KEYS = [
    *((table, f"{table}_event_fkey", "organization_id", "select organization_id from events where id = %(other)s")
      for table in BELOW),
    *((table, f"{table}_{noun}_fkey", f"{noun}_id", _LISTED.format(noun))
      for table, noun in (("event_sponsors", "sponsor"), ("event_designers", "designer"), ("contracts", "sponsor"),
                          ("contracts", "designer"), ("contracts", "venue"), ("events", "venue"))),
    ("events", "events_backup_venue_fkey", "backup_venue_id", _LISTED.format("venue")),
    (_EDGES, "task_dependencies_task_fkey", "task_id", _TASK),
    (_EDGES, "task_dependencies_depends_on_fkey", "depends_on", _TASK),
]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "key", "column", "foreign"), KEYS, ids=lambda value: value if "fkey" in value else ""
)
async def test_a_row_leads_to_no_other_tenant_and_no_other_event(connection, both, table, key, column, foreign):
    mine, other = both
    values = {"event": mine.event, "other": other.event, "organization": other.principal.organization_id}
    for (name,) in connection.execute(
        "select conname from pg_constraint where conrelid = %s::regclass and contype = 'f' and conname <> %s",
        [table, key],
    ).fetchall():
        connection.execute(sql.SQL("alter table {} drop constraint {}").format(*map(sql.Identifier, (table, name))))
    own = "id" if table == "events" else "event_id"

    with pytest.raises(psycopg.errors.ForeignKeyViolation) as refused:
        one = f"(select ctid from {table} where {own} = %(event)s limit 1)"
        connection.execute(f"update {table} set {column} = ({foreign} limit 1) where ctid = {one}", values)
        connection.execute("set constraints all immediate")
    assert refused.value.diag.constraint_name == key


@pytest.mark.parametrize("table", BELOW[:-1])
async def test_a_row_without_an_organization_takes_its_event_s(connection, both, table):
    mine, _ = both
    name = sql.Identifier(table)
    kept = sql.SQL("select to_jsonb(t) from {} t where event_id = %s limit 1").format(name)
    row = connection.execute(kept, [mine.event]).fetchone()[0]  # type: ignore[index]
    connection.execute("set local session_replication_role = replica")
    connection.execute(sql.SQL("delete from {} where event_id = %s").format(name), [mine.event])
    connection.execute("set local session_replication_role = origin")

    connection.execute(
        sql.SQL("insert into {0} select (jsonb_populate_record(null::{0}, %s)).*").format(name),
        [json.dumps(row | {"organization_id": None})],
    )

    took = connection.execute(sql.SQL("select organization_id from {} where event_id = %s").format(name), [mine.event])
    assert took.fetchall() == [(mine.principal.organization_id,)]


def at_once(url: str, first: str, second: str, values: list) -> Exception | None:
    """What becomes of the second statement when the first is committed while it waits."""
    raised: list[Exception | None] = []

    def other() -> None:
        try:
            with psycopg.connect(url) as connection:
                connection.execute(second, values)  # type: ignore[call-overload]
            raised.append(None)
        except psycopg.Error as error:
            raised.append(error)

    with psycopg.connect(url) as connection:
        connection.execute(first, values)  # type: ignore[call-overload]
        waiting = threading.Thread(target=other)
        waiting.start()
        waiting.join(0.5)
    waiting.join(10)
    return raised[0]


async def test_of_two_leads_who_step_down_at_once_one_stays(database_url, both):
    event = both[0].event
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "insert into event_team (event_id, user_id, role, permissions) "
            "values (%s, gen_random_uuid(), 'event_lead', 'admin')", [event],
        )  # fmt: skip
    leads = "select count(*) from event_team where event_id = %s and role = 'event_lead'"

    refused = at_once(database_url, _STEP_DOWN.format("asc"), _STEP_DOWN.format("desc"), [event])

    assert isinstance(refused, psycopg.errors.CheckViolation)
    assert refused.diag.constraint_name == "event_team_last_lead"
    with psycopg.connect(database_url) as connection:
        assert connection.execute(leads, [event]).fetchone() == (1,)


@pytest.mark.parametrize("statement", ["delete from event_team where event_id = %s",
                                       "update event_team set role = 'custom' where event_id = %s"])  # fmt: skip
async def test_not_even_all_leads_together_go_or_step_down(connection, both, statement):
    with pytest.raises(psycopg.errors.CheckViolation):
        connection.execute(statement, [both[1].event])


async def test_an_event_that_goes_takes_its_last_lead_with_it(connection, both):
    assert connection.execute("delete from events where id = %s", [both[1].event]).rowcount == 1


async def test_two_edges_that_close_a_circle_together_do_not_both_come_in(database_url, both):
    event, organization = both[0].event, both[0].principal.organization_id
    with psycopg.connect(database_url) as connection:
        connection.execute("delete from task_dependencies where event_id = %s", [event])
        one, two = (row[0] for row in connection.execute(
            "select id from event_tasks where event_id = %s order by id limit 2", [event]))  # fmt: skip
    edge = "insert into task_dependencies (event_id, organization_id, task_id, depends_on) values (%s, %s, {}, {})"
    back, forth = edge.format(f"'{one}'", f"'{two}'"), edge.format(f"'{two}'", f"'{one}'")

    refused = at_once(database_url, back, forth, [event, organization])

    assert isinstance(refused, psycopg.errors.CheckViolation)
    assert refused.diag.constraint_name == "task_dependencies_acyclic"
