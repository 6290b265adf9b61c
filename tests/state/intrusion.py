"""Everything a tenant can try against another one's rows with plain SQL; each success is a leak."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

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
    "event_sponsors": "event_id",
    "event_budget_categories": "event_id",
    "organization_settings": "organization_id",
    "analytics_entries": "organization_id",
    "stripe_accounts": "organization_id",
    "stripe_events": "account",
    "stored_objects": "organization_id",
    "session_covers": "wizard_session_id",
    "event_covers": "event_id",
}
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
    "event_team": "insert into event_team (event_id, user_id, role, permissions) values (%(event)s, %(intruder)s, 'event_lead', 'admin')",
    "sponsors": "insert into sponsors (organization_id, company_name) values (%(organization)s, 'forged')",
    "event_sponsors": "insert into event_sponsors (event_id, sponsor_id, tier) values (%(event)s, %(sponsor)s, 'custom')",
    "stored_objects": "insert into stored_objects (organization_id) values (%(organization)s)",
    "session_covers": "insert into session_covers (wizard_session_id, organization_id, object_id) values (%(session)s, "
    "%(organization)s, %(own_object)s)",
    "event_covers": "insert into event_covers (event_id) values (%(event)s)",
    "event_budget_categories": "insert into event_budget_categories (event_id, category, currency) values (%(event)s, 'buffer', 'EUR')",
    "organization_settings": "insert into organization_settings (organization_id, publishing) "
    "values (gen_random_uuid(), true)",
    "analytics_entries": "insert into analytics_entries (organization_id, name, event_id) "
    "values (%(organization)s, 'forged', %(event)s)",
    "stripe_accounts": "insert into stripe_accounts (organization_id, account_id, charges_enabled) values (%(organization)s, 'forged', true)",
    "stripe_events": "insert into stripe_events (id, type, created, payload) values ('forged', 'account.updated', now(), '{}')",
}

# A published event and its sponsors are there for everybody to see.
PUBLISHED = {"events", "event_sponsors", "event_covers"}

# What Stripe tells is the server's own to write down.
KEPT_BY_SERVER = {"stripe_accounts", "stripe_events"}

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
        found = [leak for caller in callers(victim, intruder) for leak in _by(connection, caller, victim, intruder)]
    return found


def _by(connection: psycopg.Connection, caller: Caller, victim: Tenant, intruder: Tenant) -> Iterator[str]:
    kept = KEPT_BY_SERVER if caller.role == "service_role" else set()
    for table, column in ((table, column) for table, column in OWNED.items() if table not in kept):
        mine = _owner(victim)[column if table not in {"wizard_sessions", "events"} else f"{table}.id"]
        public = caller.role == "anon" and table in PUBLISHED
        if not public and _works(connection, caller, _select(table, column), {"mine": mine}):
            yield f"{caller.role} read {table}"
        for verb, statement in (("updated", _update(table, column)), ("deleted", _delete(table, column))):
            if _works(connection, caller, statement, {"mine": mine}):
                yield f"{caller.role} {verb} {table}"
        if _works(connection, caller, INSERTS[table], _values(victim, intruder, connection, caller)):
            yield f"{caller.role} inserted into {table}"
    if _works(connection, caller, "select * from checkpoints.checkpoints", {}):
        yield f"{caller.role} read checkpoints"
    if _works(connection, caller, "select app.write_session(%(session)s, '{}')", {"session": victim.open}):
        yield f"{caller.role} wrote a session by function"


def _owner(tenant: Tenant) -> dict[str, Any]:
    return {
        "wizard_sessions.id": [tenant.published, tenant.open],
        "events.id": [tenant.event],
        "wizard_session_id": [tenant.published, tenant.open],
        "event_id": [tenant.event],
        "organization_id": [tenant.principal.organization_id],
        "account": [tenant.account],
    }


def _values(victim: Tenant, intruder: Tenant, connection: psycopg.Connection, caller: Caller) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("select id from sponsors where organization_id = %s", [intruder.principal.organization_id])
        row = cursor.fetchone()
    connection.rollback()
    return {
        "user": caller.claims.get("sub", victim.principal.user_id),
        "intruder": intruder.principal.user_id,
        "organization": victim.principal.organization_id,
        "session": victim.open,
        "run": victim.run,
        "event": victim.event,
        "sponsor": row[0] if row else None,
        "own_object": intruder.spare,
    }


def _works(connection: psycopg.Connection, caller: Caller, statement: Any, values: dict[str, Any]) -> bool:
    """Whether the statement touched or returned at least one row."""
    try:
        if "event" in values:
            for statement_before in MAKE_ROOM:
                connection.execute(statement_before, {"mine": [values["event"]], "sessions": [values["session"]]})
        connection.execute(
            "select set_config('role', %s, true), set_config('request.jwt.claims', %s, true)",
            [caller.role, json.dumps(caller.claims)],
        )
        return connection.execute(statement, values).rowcount > 0
    except psycopg.Error:
        return False
    finally:
        connection.rollback()


def _select(table: str, column: str) -> sql.Composed:
    return sql.SQL("select 1 from {} where {} = any(%(mine)s)").format(sql.Identifier(table), sql.Identifier(column))


def _update(table: str, column: str) -> sql.Composed:
    changed = {
        "wizard_sessions": "status",
        "runs": "status",
        "model_usage": "input_tokens",
        "stored_objects": "delete_after",
        "session_covers": "updated_at",
        "event_covers": "version",
    }.get(table, column)
    return sql.SQL("update {} set {} = {} where {} = any(%(mine)s)").format(
        sql.Identifier(table), sql.Identifier(changed), sql.Identifier(changed), sql.Identifier(column)
    )


def _delete(table: str, column: str) -> sql.Composed:
    return sql.SQL("delete from {} where {} = any(%(mine)s)").format(sql.Identifier(table), sql.Identifier(column))
