"""An organization with 10,000 events and 1,000,000 tasks beside one with a single event, on one `wizard serve`.

Rows come in past the triggers, as a restore would bring them; then people list, read and change, one request at a time,
in turns between the two organizations.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg

from benchmarks.tables import Goal, goals, number, table
from server import schema
from state import embedded
from state.values import Principal
from tests import postgres
from tests.server.processes import address_of, begun
from tests.server.running import SECRET, token

EVENTS, TASKS = 10_000, 100
ROUNDS = 60
LIMIT_MS = 300.0

_FILL = """
insert into events (id, organization_id, created_by, name, slug, type, timezone, local_start, start_date, status)
  select gen_random_uuid(), %(org)s, %(user)s, 'Event ' || n, %(slug)s || '-' || n, 'runway_show', 'Europe/Rome',
    now() + n * interval '1 hour', now() + n * interval '1 hour',
    (array['draft', 'planning', 'confirmed', 'completed', 'archived'])[1 + n %% 5]
  from generate_series(1, %(events)s) n;
insert into event_feeds (event_id, made_at)
  select id, now() - interval '1 day' from events where organization_id = %(org)s;
insert into event_team (event_id, organization_id, user_id, role, permissions)
  select id, %(org)s, %(user)s, 'event_lead', 'admin' from events where organization_id = %(org)s;
insert into event_tasks (event_id, organization_id, name, description, phase, workflow_category, status, deadline,
  template_key)
  select e.id, %(org)s, 'Task ' || n, repeat('what is to be done ', 5), (array['pre_production', 'venue_logistics',
    'creative_design', 'on_site_operations', 'post_event'])[1 + n %% 5], 'operations',
    (array['to_do', 'in_progress', 'blocked', 'done'])[1 + n %% 4], e.start_date - n * interval '1 day', 'task-' || n
  from events e, generate_series(1, %(tasks)s) n where e.organization_id = %(org)s;
insert into task_dependencies (task_id, depends_on, event_id, organization_id)
  select a.id, b.id, a.event_id, %(org)s from event_tasks a join event_tasks b on b.event_id = a.event_id
    and b.template_key = 'task-' || (substr(a.template_key, 6)::integer + 3)
  where a.organization_id = %(org)s;
"""
_OPEN = "from event_tasks where event_id = '{event}' and deleted_at is null"
_PLANS = {
    "page of events": "select id, name from events where status <> 'archived' order by start_date desc, id limit 20",
    "tasks of an event": f"select * {_OPEN} order by deadline, id",
    "counts by phase": f"select phase, count(*) {_OPEN} group by phase",
}
_CLAIM = "select set_config('role', 'authenticated', true), set_config('request.jwt.claims', %s, true)"
_EXPLAIN = "explain (analyze, costs off, timing off)"


@dataclass(frozen=True)
class Organization:
    principal: Principal
    event: UUID
    task: UUID


async def measure() -> str:
    with postgres.folder() as folder, embedded.start(folder, durable=False) as server:
        await schema.migrate(server.url, server.url)
        large, small = _filled(server.url, EVENTS), _filled(server.url, 1)
        with begun("serve", DATABASE_URL=server.url, JWT_SECRET=SECRET, WORKER="off", PORT="0") as process:
            times = _times(address_of(process), {"large": large, "small": small})
        return _report(times) + "\n" + _plans(server.url, large)


def _filled(url: str, events: int) -> Organization:
    user = uuid4()
    values = {"org": user, "user": user, "slug": f"e{user.hex[:8]}", "events": events, "tasks": TASKS}
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("set session_replication_role = replica")
        for statement in _FILL.split(";\n"):
            if statement.strip():
                connection.execute(statement.encode(), values)
        connection.execute("vacuum analyze")
        row = connection.execute(
            "select e.id, t.id from events e join event_tasks t on t.event_id = e.id and t.template_key = 'task-50' "
            "where e.organization_id = %s and e.status <> 'archived' order by e.start_date desc limit 1", [user]
        ).fetchone()  # fmt: skip
    assert row
    return Organization(Principal(user, user), *row)


def _times(address: str, asked: dict[str, Organization]) -> dict[tuple[str, str], list[float]]:
    """Milliseconds by request and organization."""
    times: dict[tuple[str, str], list[float]] = {}
    with httpx.Client(base_url=f"{address}/api/v1", timeout=30) as client:
        for turn in range(ROUNDS + 5):
            for size, organization in asked.items():
                for name, request in _requests(organization, turn):
                    request["headers"] = {"Authorization": f"Bearer {token(organization.principal.user_id)}"}
                    started = time.perf_counter()
                    answer = client.request(**request)
                    spent = (time.perf_counter() - started) * 1000
                    assert answer.status_code == 200, answer.text
                    if turn >= 5:
                        times.setdefault((name, size), []).append(spent)
    return times


def _requests(of: Organization, turn: int) -> Iterator[tuple[str, dict[str, Any]]]:
    event = f"/events/{of.event}"
    yield "first page of events", {"method": "GET", "url": "/events"}
    yield "page of one status", {"method": "GET", "url": "/events", "params": {"status": "draft", "limit": 50}}
    yield "event", {"method": "GET", "url": event}
    yield "its tasks", {"method": "GET", "url": f"{event}/tasks"}
    yield "its forecast", {"method": "GET", "url": f"{event}/forecast"}
    status = "done" if turn % 2 else "in_progress"
    yield "change of a task", {"method": "PATCH", "url": f"{event}/tasks/{of.task}", "json": {"status": status}}


def _report(times: dict[tuple[str, str], list[float]]) -> str:
    names = list(dict.fromkeys(name for name, _ in times))
    rows = [
        [
            name,
            *(number(value) for size in ("small", "large") for value in _spread(times[name, size])),
            number(median(times[name, "large"]) / median(times[name, "small"])),
        ]
        for name in names
    ]
    worst = max(_spread(times[name, "large"])[1] for name in names)
    return (
        f"### {EVENTS:,} events with {EVENTS * TASKS:,} tasks beside one event\n\n"
        + goals([Goal("slowest P95, ms", worst, LIMIT_MS)])
        + "\n"
        + table(["request", "one: P50 ms", "P95", f"{EVENTS:,}: P50 ms", "P95", "P50 ratio"], rows)
    )


def _spread(times: list[float]) -> tuple[float, float]:
    return median(times), quantiles(times, n=20)[-1]


def _plans(url: str, of: Organization) -> str:
    """How Postgres answers the main questions, as the request role."""
    told = []
    with psycopg.connect(url) as connection:
        connection.execute(_CLAIM, [json.dumps(of.principal.claims())])
        for name, query in _PLANS.items():
            lines = connection.execute(f"{_EXPLAIN} {query.format(event=of.event)}".encode())
            told.append(f"{name}\n" + "\n".join(f"  {line}" for (line,) in lines))
    return "```text\n" + "\n\n".join(told) + "\n```\n"
