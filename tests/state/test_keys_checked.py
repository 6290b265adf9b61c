"""By which index Postgres checks that what a row refers to is there: by the one that leads to a single row.

An event brings four hundred rows; where each check walks through its neighbours, publishing slows down with each event.
"""

from __future__ import annotations

import psycopg
import pytest

# Many organizations with an event each: by what is known of these, an organization leads to one row as well.
_EVENTS = """
insert into events (organization_id, created_by, name, slug, type, timezone, local_start, start_date)
select gen_random_uuid(), gen_random_uuid(), 'x', 'other-' || n, 'panel', 'UTC', '2031-06-15', '2031-06-15Z'
from generate_series(1, 2000) n"""


@pytest.mark.parametrize(
    ("table", "column", "index", "rows"),
    [
        ("events", "organization_id", "events_tenant_key", _EVENTS),
        ("event_tasks", "event_id", "event_tasks_event_key", None),
    ],
)
def test_a_key_is_checked_by_the_index_that_leads_to_one_row(database_url, table, column, index, rows):
    with psycopg.connect(database_url, autocommit=True) as connection:
        if rows:
            connection.execute("set session_replication_role = replica")
            connection.execute(rows)
            connection.execute(f"analyze {table}".encode())
        connection.execute("set plan_cache_mode = force_generic_plan")
        # As Postgres itself asks for a foreign key of two columns.
        asked = f"select 1 from only {table} x where id = $1 and {column} = $2 for key share of x"
        connection.execute(f"prepare looked_up (uuid, uuid) as {asked}".encode())
        plan = connection.execute("explain execute looked_up (gen_random_uuid(), gen_random_uuid())").fetchall()

    assert index in "\n".join(line for (line,) in plan)
