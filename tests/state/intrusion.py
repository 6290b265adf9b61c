"""Everything a tenant can try against another one's rows with plain SQL; each success is a leak."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg import sql

from tests.state.worlds import Tenant

OWNED = {
    "wizard_sessions": "id",
    "wizard_changes": "wizard_session_id",
    "wizard_interactions": "wizard_session_id",
    "wizard_actions": "wizard_session_id",
    "runs": "wizard_session_id",
    "run_events": "organization_id",
    "model_usage": "organization_id",
    "events": "id",
    "event_team": "event_id",
    "sponsors": "organization_id",
    "designers": "organization_id",
    "venues": "organization_id",
    "event_sponsors": "event_id",
    "event_designers": "event_id",
    "event_budget_categories": "event_id",
    "event_tasks": "event_id",
    "task_dependencies": "event_id",
    "expenses": "event_id",
    "contracts": "event_id",
    "event_feeds": "event_id",
    "activity_logs": "event_id",
    "notifications": "user_id",
    "people": "organization_id",
    "organization_settings": "organization_id",
    "analytics_entries": "organization_id",
    "stripe_accounts": "organization_id",
    "stripe_events": "account",
    "payment_links": "organization_id",
    "stripe_keys": "organization_id",
    "stored_objects": "organization_id",
    "session_covers": "wizard_session_id",
    "event_covers": "event_id",
}
# What Stripe tells is the server's own to write down.
KEPT_BY_SERVER = {"stripe_accounts", "stripe_events", "payment_links", "stripe_keys"}
# What a blind update sets, one that reads no row: the policies for reading do not stand beside it.
MARKS = {
    "wizard_sessions": ("revision", 999_999),
    "runs": ("lease_expires_at", "2001-01-01"),
    "model_usage": ("input_tokens", 999_999),
    "notifications": ("read_at", "2001-01-01"),
    "people": ("name", "forged"),
    "event_feeds": ("seq", 999_999),
    "activity_logs": ("action_type", "forged"),
    "task_dependencies": ("organization_id", UUID(int=9)),
} | {
    table: ("version", 999_999)
    for table in ("events", "event_team", "sponsors", "designers", "venues", "event_sponsors", "event_designers",
                  "event_budget_categories", "event_tasks", "expenses", "contracts")
}  # fmt: skip
_BELOW = "%(event)s, %(organization)s"
INSERTS = {
    "wizard_sessions": "insert into wizard_sessions (session_id, user_id, organization_id) values ('x', %(user)s, %(organization)s)",
    "wizard_changes": "insert into wizard_changes (wizard_session_id, organization_id, revision, stage, fields, inverse, "
    "source, user_id) values (%(session)s, %(organization)s, 999, 'eventSetup', '{}', '{}', 'form', %(user)s)",
    "wizard_interactions": "insert into wizard_interactions (wizard_session_id, organization_id, message_id, role, stage, "
    "text) values (%(session)s, %(organization)s, 'forged', 'user', 'eventSetup', 'forged')",
    "wizard_actions": "insert into wizard_actions (organization_id, user_id, wizard_session_id, action_name, idempotency_key, "
    "request_hash, response_status, response_body, execution_time_ms) values (%(organization)s, %(user)s, null, 'publish', "
    "'forged', '', 201, '', 0)",
    "runs": "insert into runs (wizard_session_id, organization_id, user_id, client_run_id, status, lease_expires_at) values "
    "(%(session)s, %(organization)s, %(user)s, 'forged', 'finished', now())",
    "run_events": "insert into run_events (run_id, organization_id, first, last, ends, frames) values (%(run)s, "
    "%(organization)s, 9, 9, false, 'forged')",
    "model_usage": "insert into model_usage (organization_id, day, model, input_tokens) values "
    "(%(organization)s, current_date, 'forged', 1)",
    "events": "insert into events (organization_id, created_by, name, slug, type, timezone, local_start, start_date) values "
    "(%(organization)s, %(user)s, 'forged', 'forged', 'panel', 'UTC', now(), now())",
    "event_team": "insert into event_team (event_id, organization_id, user_id, role, permissions) values "
    f"({_BELOW}, %(intruder)s, 'event_lead', 'admin')",
    "sponsors": "insert into sponsors (organization_id, company_name) values (%(organization)s, 'forged')",
    "designers": "insert into designers (organization_id, name) values (%(organization)s, 'forged')",
    "venues": "insert into venues (organization_id, name) values (%(organization)s, 'forged')",
    "event_sponsors": f"insert into event_sponsors (event_id, organization_id, sponsor_id, tier) values ({_BELOW}, %(new)s, 'custom')",
    "event_designers": f"insert into event_designers (event_id, organization_id, designer_id) values ({_BELOW}, %(new)s)",
    "event_budget_categories": "insert into event_budget_categories (event_id, organization_id, category, currency) values "
    f"({_BELOW}, 'buffer', 'EUR')",
    "event_tasks": "insert into event_tasks (event_id, organization_id, name, phase, workflow_category, deadline) values "
    f"({_BELOW}, 'forged', 'post_event', 'media', now())",
    "task_dependencies": "insert into task_dependencies (event_id, organization_id, task_id, depends_on) values "
    f"({_BELOW}, %(new)s, gen_random_uuid())",
    "expenses": "insert into expenses (event_id, organization_id, category, name, amount, currency) values "
    f"({_BELOW}, 'buffer', 'forged', 1, 'EUR')",
    "contracts": "insert into contracts (event_id, organization_id, contract_type, party_name) values "
    f"({_BELOW}, 'venue', 'forged')",
    "event_feeds": "insert into event_feeds (event_id) values (%(new)s)",
    "activity_logs": "insert into activity_logs (event_id, organization_id, seq, action_type, table_name, change, record_id) "
    f"values ({_BELOW}, 999, 'forged', 'events', 'UPDATE', %(new)s)",
    "notifications": "insert into notifications (event_id, user_id, kind) values (%(event)s, %(intruder)s, 'team_added')",
    "people": "insert into people (organization_id, user_id, name) values (%(organization)s, %(intruder)s, 'forged')",
    "stored_objects": "insert into stored_objects (organization_id) values (%(organization)s)",
    "session_covers": "insert into session_covers (wizard_session_id, organization_id, object_id) values (%(session)s, "
    "%(organization)s, %(new)s)",
    "event_covers": "insert into event_covers (event_id) values (%(event)s)",
    "organization_settings": "insert into organization_settings (organization_id, publishing) "
    "values (gen_random_uuid(), true)",
    "analytics_entries": "insert into analytics_entries (organization_id, name, event_id) "
    "values (%(organization)s, 'forged', %(event)s)",
    "stripe_accounts": "insert into stripe_accounts (organization_id, account_id, charges_enabled) values "
    "(%(organization)s, 'forged', true)",
    "stripe_events": "insert into stripe_events (id, type, created, payload) values ('forged', 'account.updated', now(), '{}')",
    "payment_links": "insert into payment_links (organization_id, event_id, account_id, tier, label, most) values "
    "(%(organization)s, %(event)s, 'forged', '{}', 'forged', 1)",
    "stripe_keys": "insert into stripe_keys (organization_id, name, attempt) values (%(organization)s, 'forged', 1)",
}

# A published event, its sponsors and its cover are there for everybody to see.
PUBLISHED = {"events", "event_sponsors", "event_covers"}

# Publishing makes every category, and there is one cover; the forged one must not fail merely because it is there.
MAKE_ROOM = (
    "delete from event_budget_categories where event_id = any(%(mine)s) and category = 'buffer'",
    "delete from event_covers where event_id = any(%(mine)s)",
    "delete from session_covers where wizard_session_id = any(%(sessions)s)",
)


@dataclass(frozen=True)
class Caller:
    """Who tries: a request role and its claims."""

    role: str
    claims: dict[str, Any]


def callers(victim: Tenant, intruder: Tenant) -> list[Caller]:
    """Another tenant, nobody, a token without a subject, and one whose user may write his own metadata."""
    forged = {"user_metadata": {"organization_id": str(victim.principal.organization_id)}}
    return [
        Caller("authenticated", intruder.principal.claims()),
        Caller("authenticated", intruder.principal.claims() | forged),
        Caller("authenticated", {"sub": str(uuid4()), "role": "authenticated"}),
        Caller("authenticated", {}),
        Caller("anon", {}),
        Caller("service_role", {"role": "service_role"}),
    ]


def leaks(url: str, victim: Tenant, intruder: Tenant) -> list[str]:
    """Which attempts reached the victim's rows. Every attempt is rolled back."""
    with psycopg.connect(url) as connection:
        found = [leak for table in OWNED for leak in leaks_of(connection, table, victim, intruder)]
        found += [leak for caller in callers(victim, intruder) for leak in _elsewhere(connection, caller, victim)]
    return found


def leaks_of(connection: psycopg.Connection, table: str, victim: Tenant, intruder: Tenant) -> Iterator[str]:
    """Which attempts on this table did, in the transaction the connection is in; tried as they are asked for."""
    for caller in callers(victim, intruder):
        yield from _by(connection, caller, table, victim, intruder)


def _by(connection: psycopg.Connection, caller: Caller, table: str, victim: Tenant, intruder: Tenant) -> Iterator[str]:
    if caller.role == "service_role" and table in KEPT_BY_SERVER:
        return
    column = OWNED[table]
    mine = {"mine": _owner(victim)[column if table not in {"wizard_sessions", "events"} else f"{table}.id"]}
    public = caller.role == "anon" and table in PUBLISHED
    if not public and _works(connection, caller, _select(table, column), mine):
        yield f"{caller.role} read {table}"
    for verb, statement in (("updated", _update(table, column)), ("deleted", _delete(table, column))):
        if _works(connection, caller, statement, mine):
            yield f"{caller.role} {verb} {table}"
    for verb in ("updated", "deleted"):
        if _reaches_blindly(connection, caller, table, verb, mine):
            yield f"{caller.role} blindly {verb} {table}"
    if _works(connection, caller, INSERTS[table], _values(victim, intruder, caller)):
        yield f"{caller.role} inserted into {table}"


def _elsewhere(connection: psycopg.Connection, caller: Caller, victim: Tenant) -> Iterator[str]:
    if _works(connection, caller, "select * from checkpoints.checkpoints", {}):
        yield f"{caller.role} read checkpoints"
    if _works(connection, caller, "select app.write_session(%(session)s, '{}')", {"session": victim.open}):
        yield f"{caller.role} wrote a session by function"
    if _works(connection, caller, "select * from app.enter_event(%(id)s)", {"id": victim.event}):
        yield f"{caller.role} entered an event by function"


def _owner(tenant: Tenant) -> dict[str, Any]:
    return {
        "wizard_sessions.id": [tenant.published, tenant.open],
        "events.id": [tenant.event],
        "wizard_session_id": [tenant.published, tenant.open],
        "event_id": [tenant.event],
        "organization_id": [tenant.principal.organization_id],
        "user_id": [tenant.principal.user_id],
        "account": [tenant.account],
    }


def _values(victim: Tenant, intruder: Tenant, caller: Caller) -> dict[str, Any]:
    return {
        "user": caller.claims.get("sub", victim.principal.user_id),
        "intruder": intruder.principal.user_id,
        "organization": victim.principal.organization_id,
        "session": victim.open,
        "run": victim.run,
        "event": victim.event,
        "new": uuid4(),
    }


def _as(connection: psycopg.Connection, caller: Caller, values: dict[str, Any]) -> None:
    """Without triggers and foreign keys: what is tried here are policies and grants, nothing else may stop it."""
    connection.execute("set local session_replication_role = replica")
    if "event" in values:
        for statement in MAKE_ROOM:
            connection.execute(statement, {"mine": [values["event"]], "sessions": [values["session"]]})
    connection.execute(
        "select set_config('role', %s, true), set_config('request.jwt.claims', %s, true)",
        [caller.role, json.dumps(caller.claims)],
    )


def _works(connection: psycopg.Connection, caller: Caller, statement: Any, values: dict[str, Any]) -> bool:
    """Whether the statement touched or returned at least one row."""
    try:
        with connection.transaction(force_rollback=True):
            _as(connection, caller, values)
            return connection.execute(statement, values).rowcount > 0
    except psycopg.Error:
        return False


def _reaches_blindly(
    connection: psycopg.Connection, caller: Caller, table: str, verb: str, mine: dict[str, Any]
) -> bool:
    """Whether a statement without a condition, all rows it may touch, touches the victim's."""
    if table not in MARKS:
        return False
    name, (mark, value) = sql.Identifier(table), MARKS[table]
    held = sql.SQL("select count(*) from {} where {} = any(%(mine)s)").format(name, sql.Identifier(OWNED[table]))
    if verb == "updated":
        held += sql.SQL(" and {} is distinct from %(value)s").format(sql.Identifier(mark))
        statement = sql.SQL("update {} set {} = %(value)s").format(name, sql.Identifier(mark))
    else:
        statement = sql.SQL("delete from {}").format(name)
    values = mine | {"value": value}
    try:
        with connection.transaction(force_rollback=True):
            before = connection.execute(held, values).fetchone()
            _as(connection, caller, {})
            connection.execute(statement, values)
            connection.execute("reset role")
            return connection.execute(held, values).fetchone() != before
    except psycopg.Error:
        return False


def _select(table: str, column: str) -> sql.Composed:
    return sql.SQL("select 1 from {} where {} = any(%(mine)s)").format(sql.Identifier(table), sql.Identifier(column))


def _update(table: str, column: str) -> sql.Composed:
    changed = {"wizard_sessions": "status", "runs": "status", "model_usage": "input_tokens"}.get(table, column)
    return sql.SQL("update {} set {} = {} where {} = any(%(mine)s)").format(
        sql.Identifier(table), sql.Identifier(changed), sql.Identifier(changed), sql.Identifier(column)
    )


def _delete(table: str, column: str) -> sql.Composed:
    return sql.SQL("delete from {} where {} = any(%(mine)s)").format(sql.Identifier(table), sql.Identifier(column))
