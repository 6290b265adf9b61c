"""Work on an event's tasks: list, make, change and remove them. Who may only tell how far his own is, tells that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, Uuid, cast, delete, func, insert, or_, text, update
from sqlmodel import col, select

from state.database import Transaction
from state.errors import Conflict, FieldError, Forbidden, InvalidData
from state.events import access, rows
from state.events.access import Level
from state.events.events import Event
from state.events.people import Person
from state.events.planning.graph import Dependency, cycle, refusal, waiting_on
from state.events.planning.kinds import Phase, TaskStatus
from state.events.refusals import in_words
from state.events.task_bodies import NewTask, TaskPatch
from state.events.tasks import EventTask, TaskDependency
from state.events.team import EventTeam
from state.events.views import OPEN_STATUSES, TaskView, hours

OVERDUE = "overdue"
MOST_TASKS = 1000
# What an assignee tells of his own task, whatever he may do otherwise.
TOLD = frozenset({"status", "actual_hours"})


@dataclass(frozen=True)
class Wanted:
    """Which tasks; None is no wish."""

    phase: Phase | None = None
    status: str | None = None
    assignee_id: UUID | None = None


@dataclass(frozen=True)
class Changed:
    """The task as it is now, the event's progress in percent if it moved, and the tasks that wait no longer."""

    task: TaskView
    progress: int | None
    unlocked: list[UUID]


async def listed(tx: Transaction, event: UUID, wanted: Wanted) -> list[TaskView]:
    """All of them, by deadline. Raises NotFound where the caller does not see the event."""
    await access.see(tx, event)
    now = datetime.now(UTC)
    query = _present(event).order_by(col(EventTask.deadline), col(EventTask.id))
    for name in ("phase", "assignee_id"):
        if (value := getattr(wanted, name)) is not None:
            query = query.where(getattr(EventTask, name) == value)
    if wanted.status == OVERDUE:
        query = query.where(col(EventTask.status).in_(OPEN_STATUSES), col(EventTask.deadline) <= now)
    elif wanted.status is not None:
        query = query.where(EventTask.status == wanted.status)
    found = (await tx.execute(query)).scalars().all()
    return await _views(tx, event, found, now)


async def get(tx: Transaction, event: UUID, task: UUID) -> TaskView:
    row = await rows.of_event(tx, EventTask, event, task)
    return (await _views(tx, event, [row], datetime.now(UTC)))[0]


async def create(tx: Transaction, event: UUID, body: NewTask) -> TaskView:
    """Raises InvalidData for an assignee or a dependency that this event does not know."""
    await access.enter(tx, event, Level.edit)
    await _assignable(tx, event, body.assignee_id)
    waits_for = await _dependencies(tx, event, body.dependencies)
    status = body.status or (TaskStatus.blocked if any(map(_is_open, waits_for)) else TaskStatus.to_do)
    values = body.model_dump(exclude={"dependencies", "status"}) | {
        "id": uuid4(),
        "event_id": event,
        "status": status,
        "completed_at": datetime.now(UTC) if status == TaskStatus.done else None,
        "estimated_hours": hours(body.estimated_hours),
        "actual_hours": hours(body.actual_hours),
    }
    await _room(tx, event)
    await _insert(tx, values, set(body.dependencies))
    return await get(tx, event, values["id"])


async def change(tx: Transaction, event: UUID, task: UUID, patch: TaskPatch, seen: int | None) -> Changed:
    """Raises Conflict for a stale `seen`, Forbidden where the caller may tell less than he does."""
    level = await access.enter(tx, event, Level.organization)
    row = await rows.of_event(tx, EventTask, event, task)
    given = patch.given()
    _may_tell(tx, level, row, given)
    if "assignee_id" in given:
        await _assignable(tx, event, patch.assignee_id)
    before = await _dependencies_of(tx, event, [task])
    waiting = await _waiting_for(tx, event, task)
    progress = await _progress(tx, event)
    values = _columns(row, given)
    if "dependencies" in given:
        await _dependencies(tx, event, patch.dependencies)
        await _refuse_circle(tx, event, task, set(patch.dependencies) - before[task])
        if changed := set(patch.dependencies) != before[task]:
            rows.check_version(row, seen)
            await _set_dependencies(tx, event, task, set(patch.dependencies), before[task])
        values |= {"version": row.version + 1} if changed else {}
    await rows.change(tx, row, values, seen)
    now = await _progress(tx, event)
    return Changed(await get(tx, event, task), now if now != progress else None, await _freed(tx, waiting))


async def remove(tx: Transaction, event: UUID, task: UUID, seen: int | None) -> None:
    """It is kept for the record; what waited for it waits no longer."""
    await access.enter(tx, event, Level.edit)
    row = await rows.of_event(tx, EventTask, event, task)
    await rows.change(tx, row, {"deleted_at": datetime.now(UTC)}, seen)
    waiting = select(TaskDependency.task_id).where(TaskDependency.event_id == event, TaskDependency.depends_on == task)
    later = update(EventTask).where(col(EventTask.id).in_(waiting), col(EventTask.deleted_at).is_(None))
    await tx.execute(later.values(version=EventTask.version + 1))


async def _room(tx: Transaction, event: UUID) -> None:
    count = select(func.count()).where(EventTask.event_id == event, col(EventTask.deleted_at).is_(None))
    if (await tx.execute(count)).scalar_one() >= MOST_TASKS:
        raise Conflict(f"An event has at most {MOST_TASKS} tasks; remove some first.", "too_many_tasks")


async def _insert(tx: Transaction, values: dict[str, Any], waits_for: set[UUID]) -> None:
    """Task and edges in one statement: when the log looks, what the task waits for stands."""
    made = insert(EventTask).values(values)
    if not waits_for:
        await tx.execute(made)
        return
    task = made.returning(col(EventTask.id), col(EventTask.event_id), col(EventTask.organization_id)).cte("made")
    before = func.unnest(cast(sorted(waits_for), ARRAY(Uuid))).column_valued("before")
    edges = select(task.c.id, before, task.c.event_id, task.c.organization_id)
    columns = ["task_id", "depends_on", "event_id", "organization_id"]
    await tx.execute(insert(TaskDependency).from_select(columns, edges))


def _may_tell(tx: Transaction, level: Level, row: EventTask, given: Mapping[str, Any]) -> None:
    if level >= Level.edit:
        return
    if row.assignee_id != tx.principal.user_id:
        raise Forbidden("This needs the right to edit the event, or the task to be yours; ask the event's lead.")
    if more := sorted(set(given) - TOLD):
        raise Forbidden(f"Of your own task you may change status and actual_hours, not {', '.join(more)}.")


def _columns(row: EventTask, given: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: value for name, value in given.items() if name != "dependencies"}
    values |= {name: hours(values[name]) for name in ("estimated_hours", "actual_hours") if name in values}
    if "deadline" in given and given["deadline"] != row.deadline:
        values["due"] = None
    if "status" in given:
        done = given["status"] == TaskStatus.done
        values["completed_at"] = (row.completed_at or datetime.now(UTC)) if done else None
    return values


def _present(event: UUID) -> Any:
    return select(EventTask).where(EventTask.event_id == event, col(EventTask.deleted_at).is_(None))


def _is_open(task: EventTask) -> bool:
    return task.status in OPEN_STATUSES


async def _views(tx: Transaction, event: UUID, found: Sequence[EventTask], now: datetime) -> list[TaskView]:
    waits = await _dependencies_of(tx, event, [task.id for task in found])
    return [TaskView.shown(task.model_dump() | {"dependencies": sorted(waits[task.id])}, now) for task in found]


async def _dependencies_of(tx: Transaction, event: UUID, tasks: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """What each of these waits for, without what has been removed."""
    query = (
        select(TaskDependency.task_id, TaskDependency.depends_on)
        .join(EventTask, col(EventTask.id) == TaskDependency.depends_on)
        .where(TaskDependency.event_id == event, col(EventTask.deleted_at).is_(None))
    )
    if len(tasks) == 1:
        query = query.where(col(TaskDependency.task_id).in_(tasks))
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for task, depends_on in await tx.execute(query):
        found[task].add(depends_on)
    return found


async def _dependencies(tx: Transaction, event: UUID, ids: Sequence[UUID]) -> Iterable[EventTask]:
    """The tasks a task is to wait for. Raises InvalidData naming each that is none of this event's."""
    found = {task.id: task for task in (await tx.execute(_present(event).where(col(EventTask.id).in_(ids)))).scalars()}
    message = "There is no such task in this event."
    wrong = [
        FieldError(f"dependencies.{index}", "unknown_task", message)
        for index, each in enumerate(ids)
        if each not in found
    ]
    if wrong:
        raise InvalidData(wrong)
    return found.values()


async def _refuse_circle(tx: Transaction, event: UUID, task: UUID, new: set[UUID]) -> None:
    """Name the circle that one of the new edges would close; the table itself refuses what slips through."""
    if not new:
        return
    edges = select(TaskDependency.task_id, TaskDependency.depends_on).where(TaskDependency.event_id == event)
    stand = [Dependency(*edge) for edge in await tx.execute(edges)]
    closing = new & waiting_on(task, stand)
    if closing:
        circle = cycle(stand, Dependency(task, min(closing)))
        assert circle
        found = select(EventTask.id, EventTask.name).where(col(EventTask.id).in_(circle))
        raise InvalidData([refusal(circle, {each: name for each, name in await tx.execute(found)})])


async def _set_dependencies(tx: Transaction, event: UUID, task: UUID, wanted: set[UUID], before: set[UUID]) -> None:
    if gone := before - wanted:
        edge = delete(TaskDependency).where(col(TaskDependency.task_id) == task)
        await tx.execute(edge.where(col(TaskDependency.depends_on).in_(gone)))
    if not (new := wanted - before):
        return
    with in_words():
        await tx.execute(
            insert(TaskDependency), [{"task_id": task, "depends_on": each, "event_id": event} for each in sorted(new)]
        )


async def _assignable(tx: Transaction, event: UUID, user: UUID | None) -> None:
    """On the event's team, or known in its organization: whoever is given a task has to see it."""
    if user is None:
        return
    on_team = select(EventTeam.user_id).where(EventTeam.event_id == event, EventTeam.user_id == user).exists()
    organization = select(Event.organization_id).where(Event.id == event).scalar_subquery()
    known = select(Person.user_id).where(Person.user_id == user, Person.organization_id == organization).exists()
    if not (await tx.execute(select(or_(on_team, known)))).scalar_one():
        message = "Nobody with this id is on the event's team or in its organization."
        raise InvalidData([FieldError("assignee_id", "unknown_person", message)])


async def _waiting_for(tx: Transaction, event: UUID, task: UUID) -> list[UUID]:
    query = (
        select(TaskDependency.task_id)
        .join(EventTask, col(EventTask.id) == TaskDependency.task_id)
        .where(TaskDependency.event_id == event, TaskDependency.depends_on == task)
        .where(EventTask.status == TaskStatus.blocked)
    )
    return list((await tx.execute(query)).scalars())


async def _freed(tx: Transaction, waiting: Collection[UUID]) -> list[UUID]:
    if not waiting:
        return []
    query = select(EventTask.id).where(col(EventTask.id).in_(waiting), EventTask.status == TaskStatus.to_do)
    return sorted((await tx.execute(query)).scalars())


async def _progress(tx: Transaction, event: UUID) -> int:
    return (
        await tx.execute(text("select progress_percentage from public.events where id = :id"), {"id": event})
    ).scalar_one()


async def summary(tx: Transaction, event: UUID) -> dict[str, Any]:
    """How many there are, done, under way and late, cancelled ones apart, and the same by phase."""
    late = col(EventTask.status).in_(OPEN_STATUSES) & (col(EventTask.deadline) <= func.now())
    counts = {
        "total": func.count(),
        "done": func.count().filter(col(EventTask.status) == TaskStatus.done),
        "in_progress": func.count().filter(col(EventTask.status) == TaskStatus.in_progress),
        "overdue": func.count().filter(late),
    }
    query: Any = (
        select(EventTask.phase, *(count.label(name) for name, count in counts.items()))
        .where(
            EventTask.event_id == event, col(EventTask.deleted_at).is_(None), EventTask.status != TaskStatus.cancelled
        )
        .group_by(EventTask.phase)
    )
    found = {row.phase: {name: getattr(row, name) for name in counts} for row in await tx.execute(query)}
    by_phase = {phase.value: found.get(phase, dict.fromkeys(counts, 0)) for phase in Phase}
    total = {name: sum(each[name] for each in by_phase.values()) for name in counts}
    return total | {"by_phase": by_phase}
