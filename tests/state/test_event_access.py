"""Policies, grants and guards of an event's tables against the oracle: every person, table and verb, by plain SQL."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.access import PERSONS, Answer, may, may_in_directory
from tests.state.worlds import Tenant, lived_in, tenant

_RIGHTS = {"lead": ("event_lead", "admin"), "admin": ("custom", "admin"), "edit": ("custom", "edit"),
           "guest": ("custom", "edit")}  # fmt: skip
_BELOW = "(event_id, organization_id, {columns}) values (%(event)s, %(organization)s, {values})"


def _insert(table: str, columns: str, values: str) -> str:
    return f"insert into {table} " + _BELOW.format(columns=columns, values=values)


_MEMBER = "user_id, role, permissions"
_TASK = "name, phase, workflow_category, deadline"
_BUDGET, _EDGES, _LOG, _NEWS = "event_budget_categories", "task_dependencies", "activity_logs", "notifications"

# Table, verb, statement, what the contract asks for.
ATTEMPTS: list[tuple[str, str, str, str]] = [
    *(
        (table, "select", f"select from {table} where event_id = %(event)s", "read")
        for table in ("event_team", "event_sponsors", "event_designers", "event_budget_categories", "event_tasks",
                      "task_dependencies", "expenses", "contracts", "activity_logs")
    ),
    ("events", "select", "select from events where id = %(event)s", "read"),
    ("events", "update", "update events set name = 'x' where id = %(event)s", "event"),
    ("events", "delete", "delete from events where id = %(event)s", "nobody"),
    ("event_team", "insert", _insert("event_team", _MEMBER, "gen_random_uuid(), 'custom', 'edit'"), "team"),
    ("event_team", "insert a lead", _insert("event_team", _MEMBER, "gen_random_uuid(), 'event_lead', 'edit'"), "leads"),
    ("event_team", "update", "update event_team set permissions = 'admin' where id = %(member)s", "team"),
    ("event_team", "promote", "update event_team set role = 'event_lead' where id = %(member)s", "leads"),
    ("event_team", "update a lead", "update event_team set permissions = 'edit' where id = %(second_lead)s", "leads"),
    ("event_team", "demote a lead", "update event_team set role = 'custom' where id = %(second_lead)s", "leads"),
    ("event_team", "delete", "delete from event_team where id = %(member)s", "team"),
    ("event_team", "delete a lead", "delete from event_team where id = %(second_lead)s", "leads"),
    ("event_team", "leave", "delete from event_team where event_id = %(event)s and user_id = %(me)s", "leave"),
    ("event_sponsors", "insert", _insert("event_sponsors", "sponsor_id, tier", "%(spare_sponsor)s, 'gold'"), "work"),
    ("event_designers", "insert", _insert("event_designers", "designer_id", "%(spare_designer)s"), "work"),
    (_BUDGET, "insert", _insert(_BUDGET, "category, currency", "'buffer', 'EUR'"), "work"),
    ("event_tasks", "insert", _insert("event_tasks", _TASK, "'x', 'post_event', 'media', now()"), "work"),
    (_EDGES, "insert", _insert(_EDGES, "task_id, depends_on", "%(task)s, %(free_task)s"), "work"),
    ("expenses", "insert", _insert("expenses", "category, name, amount, currency", "'venue', 'x', 1, 'EUR'"), "work"),
    ("contracts", "insert", _insert("contracts", "contract_type, party_name", "'venue', 'x'"), "work"),
    *(
        (table, "update", f"update {table} set {change} where event_id = %(event)s", "work")
        for table, change in (("event_sponsors", "tier = 'gold'"), ("event_designers", "show_order = 2"),
                              ("event_budget_categories", "budgeted_amount = 2"), ("expenses", "amount = 2"),
                              ("expenses", "deleted_at = now()"), ("contracts", "status = 'signed'"),
                              ("contracts", "deleted_at = now()"))
    ),
    *((table, "delete", f"delete from {table} where event_id = %(event)s", "work")
      for table in ("event_sponsors", "event_designers", "task_dependencies")),
    (_BUDGET, "delete", f"delete from {_BUDGET} where event_id = %(event)s and category = 'talent'", "work"),
    *((table, "delete", f"delete from {table} where event_id = %(event)s", "nobody")
      for table in ("event_tasks", "expenses", "contracts", "activity_logs", "event_feeds")),
    *(("event_tasks", f"set {change}", f"update event_tasks set {change} where id = %(task)s", "work")
      for change in ("status = 'done'", "actual_hours = 2", "name = 'x'", "assignee_id = %(me)s", "deleted_at = now()",
                     "deadline = now()", "priority = 'low'", "estimated_hours = 1")),
    *(("event_tasks", f"set his own {change}", f"update event_tasks set {change} where id = %(own_task)s", "own_task")
      for change in ("status = 'done', completed_at = now()", "actual_hours = 2")),
    *(("event_tasks", f"set his own {change}", f"update event_tasks set {change} where id = %(own_task)s", "work")
      for change in ("name = 'x'", "assignee_id = null", "deleted_at = now()", "deadline = now() + '1 day'",
                     "status = 'done', name = 'x'")),
    ("event_tasks", "blindly", "update event_tasks set status = 'cancelled'", "own_task"),
    ("event_feeds", "select", "select from event_feeds where event_id = %(event)s", "nobody"),
    ("event_feeds", "update", "update event_feeds set seq = 0 where event_id = %(event)s", "nobody"),
    ("event_feeds", "insert", "insert into event_feeds (event_id) values (gen_random_uuid())", "nobody"),
    ("activity_logs", "update", "update activity_logs set user_id = null where event_id = %(event)s", "nobody"),
    (_LOG, "insert", _insert(_LOG, "seq, action_type, table_name, change, record_id",
                             "999, 'task_completed', 'event_tasks', 'UPDATE', gen_random_uuid()"), "nobody"),
    (_NEWS, "insert", f"insert into {_NEWS} (user_id, event_id, kind) values (%(me)s, %(event)s, 'x')", "nobody"),
    (_NEWS, "of others", f"select from {_NEWS} where event_id = %(event)s and user_id <> %(me)s", "nobody"),
    ("notifications", "delete", "delete from notifications", "nobody"),
    ("people", "insert", "insert into people (user_id, organization_id) values (%(me)s, %(organization)s)", "nobody"),
    ("people", "update", "update people set name = 'x'", "nobody"),
]  # fmt: skip
DIRECTORIES: list[tuple[str, str, str, str]] = [
    ("designers", "select", "select from designers where id = %(designer)s", "read"),
    ("sponsors", "select", "select from sponsors where id = %(sponsor)s", "details"),
    ("sponsors", "name", "select from app.sponsors_named(array[%(sponsor)s]::uuid[])", "read"),
    *((table, verb, statement.format(table=table), "write")
      for table, one in (("sponsors", "sponsor"), ("designers", "designer"), ("venues", "venue"))
      for verb, statement in (("update", f"update {{table}} set version = 2 where id = %({one})s"),
                              ("remove", f"update {{table}} set deleted_at = now() where id = %({one})s"))),
    *((table, "insert", f"insert into {table} (organization_id, {name}) values (%(organization)s, 'x')", "write")
      for table, name in (("sponsors", "company_name"), ("designers", "name"), ("venues", "name"))),
]  # fmt: skip


class World:
    """One lived-in event, an entry of its team for each person, and a task for who has one."""

    def __init__(self, connection: psycopg.Connection, owner: Tenant) -> None:
        self.connection, self.owner = connection, owner
        self.organization = owner.principal.organization_id
        self.people = {name: owner.principal.user_id if name == "lead" else uuid4() for name in PERSONS}
        self.own_tasks: dict[str, UUID] = {}
        for name, person in PERSONS.items():
            role, permissions = _RIGHTS.get(name, ("custom", "view_only"))
            if person.on_team and name != "lead":
                self.member(self.people[name], role, permissions)
            self.own_tasks[name] = self.task(self.people[name] if person.has_a_task else None)
        self.values = {
            "event": owner.event,
            "organization": self.organization,
            "member": self.member(uuid4(), "custom", "edit"),
            "second_lead": self.member(uuid4(), "event_lead", "admin"),
            "task": self.task(None),
            "free_task": self.task(None),
            "spare_sponsor": self.one(
                "insert into sponsors (organization_id, company_name) values (%s, 's') returning id"
            ),
            "spare_designer": self.one("insert into designers (organization_id, name) values (%s, 's') returning id"),
            "sponsor": self.one("select sponsor_id from event_sponsors where organization_id = %s"),
            "designer": self.one("select designer_id from event_designers where organization_id = %s"),
            "venue": self.one("select id from venues where organization_id = %s"),
        }
        connection.execute(
            "delete from event_budget_categories where event_id = %s and category = 'buffer'", [owner.event]
        )
        connection.commit()

    def one(self, statement: str, *values: Any) -> Any:
        row = self.connection.execute(statement, values or [self.organization]).fetchone()  # type: ignore[call-overload]
        assert row
        return row[0]

    def member(self, user: UUID, role: str, permissions: str) -> UUID:
        statement = "insert into event_team (event_id, user_id, role, permissions) values (%s, %s, %s, %s) returning id"
        return self.one(statement, self.owner.event, user, role, permissions)

    def task(self, assignee: UUID | None) -> UUID:
        statement = ("insert into event_tasks (event_id, name, phase, workflow_category, deadline, assignee_id) "
                     "values (%s, 'Task', 'post_event', 'media', now(), %s) returning id")  # fmt: skip
        return self.one(statement, self.owner.event, assignee)

    def does(self, name: str, statement: str) -> bool:
        """Whether this person's statement reaches a row; as the request role, rolled back."""
        person = PERSONS[name]
        organization = self.organization if person.of_organization else self.people[name]
        claims = {"sub": str(self.people[name]), "organization_id": str(organization)} if person.signed_in else {}
        try:
            with self.connection.transaction(force_rollback=True):
                self.connection.execute(
                    "select set_config('role', %s, true), set_config('request.jwt.claims', %s, true)",
                    ["authenticated" if person.signed_in else "anon", json.dumps(claims)],
                )
                values = self.values | {"me": self.people[name], "own_task": self.own_tasks[name]}
                return self.connection.execute(statement, values).rowcount > 0  # type: ignore[call-overload]
        except psycopg.Error:
            return False


@pytest.fixture(scope="module")
async def world(database, database_url):
    owner = await tenant(database, uuid4())
    await lived_in(database, owner)
    with psycopg.connect(database_url) as connection:
        yield World(connection, owner)


def disagreements(world: World, attempts: list[tuple[str, str, str, str]], oracle: Any) -> Iterator[str]:
    for table, verb, statement, need in attempts:
        for name, person in PERSONS.items():
            told = oracle(person, need) is Answer.yes
            if name == "nobody" and (table, verb) in PUBLIC:
                continue
            if world.does(name, statement) is not told:
                yield f"{name} {'may not' if told else 'may'} {verb} {table}"


# What a published event shows everybody.
PUBLIC = {("events", "select"), ("event_sponsors", "select"), ("sponsors", "select")}


async def test_at_an_event_each_may_what_the_contract_says_and_no_more(world):
    assert list(disagreements(world, ATTEMPTS, may)) == []


async def test_a_directory_is_changed_by_its_organization_and_read_by_who_works_with_it(world):
    assert list(disagreements(world, DIRECTORIES, may_in_directory)) == []


async def test_whose_a_row_is_and_what_the_database_keeps_is_nobody_s_to_change(world):
    kept = {"id", "event_id", "organization_id", "created_by", "user_id", "seq", "created_at", "updated_at", "slug",
            "published_at", "progress_percentage", "wizard_session_id", "template_key"}  # fmt: skip
    tables = {table for table, *_ in (*ATTEMPTS, *DIRECTORIES)}
    granted = world.connection.execute(
        "select table_name, column_name from information_schema.column_privileges "
        "where grantee in ('authenticated', 'anon') and privilege_type = 'UPDATE' and table_name = any (%s)",
        [list(tables)],
    ).fetchall()

    assert [(table, column) for table, column in granted if column in kept] == []
    assert {table for table, _ in granted} >= tables - {"people", "activity_logs", "event_feeds", "task_dependencies"}


async def test_who_made_an_event_and_left_its_team_does_not_come_back_by_sql(world):
    creator = _insert("event_team", _MEMBER, "%(me)s, 'event_lead', 'admin'")
    with world.connection.transaction(force_rollback=True):
        world.connection.execute("delete from event_team where user_id = %s", [world.people["lead"]])

        assert not world.does("lead", creator)


async def test_every_table_of_an_event_is_tried(world):
    tables = world.connection.execute(
        "select distinct table_name from information_schema.columns "
        "where table_schema = 'public' and column_name = 'event_id'"
    ).fetchall()

    assert {name for (name,) in tables} - {table for table, *_ in ATTEMPTS} == {
        "wizard_sessions", "analytics_entries", "event_covers", "payment_links",
    }  # fmt: skip
