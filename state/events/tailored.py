"""Tasks of an event that a model has proposed: what it is told, once for each event, and how its answer joins the plan.

Between the two nothing is held. An event that somebody has changed meanwhile keeps the plan it has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlmodel import col, select

from state.database import Transaction
from state.errors import Conflict
from state.events import access, programme
from state.events.access import Level
from state.events.events import Event
from state.events.planning.due import Due
from state.events.planning.graph import Dependency
from state.events.planning.kinds import TaskStatus
from state.events.planning.tailoring import Known, KnownTask, Question, merged, proposals
from state.events.planning.templates import MOST
from state.events.tasks import EventTask, TaskDependency

# The job that asks a model.
TAILORING = "tailored_tasks"
_OVER = {"completed", "cancelled"}
_ASK = text("select app.ask_for_tasks(:event)")
_JOIN = text((files("state.events") / "tailor.sql").read_text())


@dataclass(frozen=True)
class Asked:
    """What a model is to be told, and the version of the event it is about."""

    question: Question
    version: int


@dataclass(frozen=True)
class Joined:
    """How many tasks came to the plan, how many of the others wait for one of them, how many were refused."""

    added: int
    waiting: int
    refused: int


async def to_ask(tx: Transaction, event_id: UUID) -> Asked:
    """What a model is to be asked, noted as asked: whoever gets it is the only one.

    Raises Conflict where there is nothing to ask, with its reason as code; NotFound and Forbidden as access.enter.
    """
    event, known, _ = await _plan(tx, event_id)
    room = MOST - len(known)
    if room <= 0:
        raise Conflict("The plan is full.", "full")
    if not (await tx.execute(_ASK, {"event": event_id})).scalar_one():
        raise Conflict("A model has been asked before.", "asked_before")
    return Asked(_question(event, known, room), event.version)


async def join(tx: Transaction, event_id: UUID, version: int, answer: Any) -> Joined:
    """Adds what of a model's answer is new and in order. Raises as `to_ask`, and Conflict for another version."""
    event, known, dependencies = await _plan(tx, event_id)
    if event.version != version:
        raise Conflict("The event has changed meanwhile.", "event_changed")
    good, bad = proposals(answer)
    found = merged(known, dependencies, good, programme.facts_of(event), datetime.now(UTC))
    late = {edge.task_id for edge in found.edges}
    waiting = late - {task.id for task in found.added}
    if found.added:
        edges = [(task.id, need) for task in found.added for need in task.depends_on]
        edges += [(edge.task_id, edge.depends_on_id) for edge in found.edges]
        rows = [programme.as_row(task) for task in found.added]
        values = {
            "event": event_id,
            "added": orjson.dumps([row | _held(row, late) for row in rows]).decode(),
            "edges": orjson.dumps([{"task_id": later, "depends_on": before} for later, before in edges]).decode(),
            "waiting": sorted(waiting),
        }
        await tx.execute(_JOIN, values)
    return Joined(len(found.added), len(waiting), len(found.refused) + len(bad))


def _held(row: dict[str, Any], late: set[UUID]) -> dict[str, Any]:
    return {"status": TaskStatus.blocked} if row["id"] in late else {}


async def _plan(tx: Transaction, event_id: UUID) -> tuple[Event, list[Known], list[Dependency]]:
    """The event, its tasks and what waits for what, nobody else being at them."""
    await access.enter(tx, event_id, Level.edit)
    event = await tx.get_one(Event, event_id)
    if event.status in _OVER:
        raise Conflict("This event is over.", "event_over")
    present = select(EventTask).where(EventTask.event_id == event_id, col(EventTask.deleted_at).is_(None))
    tasks: Sequence[EventTask] = (
        (await tx.execute(present.order_by(col(EventTask.deadline), col(EventTask.id)))).scalars().all()
    )
    edges = select(TaskDependency.task_id, TaskDependency.depends_on).where(TaskDependency.event_id == event_id)
    return event, [_known(task) for task in tasks], [Dependency(*edge) for edge in await tx.execute(edges)]


def _known(task: EventTask) -> Known:
    """Who made a task by hand gave it no key."""
    due = Due.parsed(task.due) if task.due else None
    return Known(task.id, task.template_key or str(task.id), task.name, TaskStatus(task.status), due, task.deadline)


def _question(event: Event, known: Sequence[Known], room: int) -> Question:
    facts = programme.facts_of(event)
    return Question(
        type=facts.type,
        title=event.name,
        description=event.description or "",
        goals=event.goals,
        mode=facts.mode,
        days_left=max(0, (event.start_date - datetime.now(UTC)).days),
        room=room,
        tasks=[KnownTask(key=task.key, name=task.name, due=str(task.due) if task.due else None) for task in known],
    )
