"""The tasks an event begins with, as rows; and their deadlines when it moves, and what can be foretold of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, text
from sqlmodel import col, select

from state.database import Transaction
from state.events import access
from state.events.events import Event
from state.events.planning.due import Due
from state.events.planning.forecast import Forecast, Progressing, forecast
from state.events.planning.graph import Dependency
from state.events.planning.kinds import Phase, TaskStatus
from state.events.planning.plan import Dated, EventFacts, PlannedTask, moved, tasks_for
from state.events.planning.tailoring import KEY_PREFIX
from state.events.tasks import EventTask, TaskDependency
from state.wizard.event import EventType
from state.wizard.venue import VenueMode

_RECOUNT = text("select app.recount_progress(:most)")
_MOVE = text("""
update public.event_tasks t set deadline = m.deadline, version = t.version + 1
from jsonb_to_recordset(cast(:moved as jsonb)) m(id uuid, deadline timestamptz) where t.id = m.id""")


def as_rows(facts: EventFacts, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """`tasks` and `dependencies` as app.create_event reads them, once orjson has written them."""
    planned = tasks_for(facts, now)
    dependencies = [{"task_id": task.id, "depends_on": before} for task in planned for before in task.depends_on]
    return {"tasks": [as_row(task) for task in planned], "dependencies": dependencies}


def as_row(task: PlannedTask) -> dict[str, Any]:
    """Its columns, for orjson to write."""
    return {
        "id": task.id,
        "name": task.name,
        "description": task.description,
        "phase": task.phase,
        "workflow_category": task.workflow_category,
        "priority": task.priority,
        "status": task.status,
        "role": task.role,
        "deadline": task.deadline,
        "due": str(task.due),
        "template_key": task.key,
        "estimated_hours": task.estimated_hours,
    }


async def count(tx: Transaction, event: UUID) -> int:
    """How many tasks the event began with."""
    key = col(EventTask.template_key)
    query = select(func.count()).where(EventTask.event_id == event, key.is_not(None), ~key.startswith(KEY_PREFIX))
    return (await tx.execute(query)).scalar_one()


async def recount(tx: Transaction, most: int) -> int:
    """Set right the progress of up to `most` events where it is wrong; how many. As the service."""
    return (await tx.execute(_RECOUNT, {"most": most})).scalar_one()


async def follow(tx: Transaction, event: Event) -> None:
    """Set the deadlines anew of the tasks that follow the event's date; it has just been moved."""
    query = select(EventTask.id, EventTask.due, EventTask.deadline, EventTask.status).where(
        EventTask.event_id == event.id, col(EventTask.deleted_at).is_(None), col(EventTask.due).is_not(None)
    )
    dated = [
        Dated(task, Due.parsed(due), deadline, TaskStatus(status))
        for task, due, deadline, status in await tx.execute(query)
        if due
    ]
    new = moved(dated, facts_of(event), datetime.now(UTC))
    if new:
        rows = [{"id": str(task), "deadline": deadline.isoformat()} for task, deadline in new.items()]
        await tx.execute(_MOVE, {"moved": json.dumps(rows)})


async def foretold(tx: Transaction, event_id: UUID) -> Forecast:
    """When the preparations will be finished. Raises NotFound where the caller does not see the event."""
    await access.see(tx, event_id)
    event = await tx.get_one(Event, event_id)
    columns: Any = (EventTask.id, EventTask.phase, EventTask.status, EventTask.estimated_hours, EventTask.completed_at)
    query: Any = select(*columns).where(EventTask.event_id == event_id, col(EventTask.deleted_at).is_(None))
    found: Any = await tx.execute(query)
    tasks = [
        Progressing(task, Phase(phase), TaskStatus(status), None if hours is None else float(hours), done)
        for task, phase, status, hours, done in found
    ]
    known = {task.id for task in tasks}
    edges = select(TaskDependency.task_id, TaskDependency.depends_on).where(TaskDependency.event_id == event_id)
    dependencies = [Dependency(a, b) for a, b in await tx.execute(edges) if a in known and b in known]
    start = event.start_date.astimezone(ZoneInfo(event.timezone))
    return forecast(tasks, dependencies, start, datetime.now(UTC), event.created_at)


def facts_of(event: Event) -> EventFacts:
    """What a plan depends on, as the event stands."""
    return EventFacts(
        id=event.id,
        type=EventType(event.type),
        start=event.start_date,
        end=event.end_date,
        timezone=event.timezone,
        mode=VenueMode(event.venue.get("mode", VenueMode.physical)),
        paid=any(float(tier["price"]) > 0 for tier in event.ticket_tiers),
    )
