"""From an event's facts to its tasks, and their new deadlines when the event moves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from state.events.planning.due import Calendar, Due
from state.events.planning.kinds import (
    SETTLED,
    Condition,
    Phase,
    Priority,
    TaskStatus,
    TemplateRole,
    WorkflowCategory,
)
from state.events.planning.templates import TemplateTask, plan_for, selected
from state.wizard.event import EventType
from state.wizard.venue import VenueMode

_PLACES = {
    VenueMode.physical: (Condition.on_site,),
    VenueMode.virtual: (Condition.online,),
    VenueMode.hybrid: (Condition.on_site, Condition.online),
}


@dataclass(frozen=True)
class EventFacts:
    """What a plan depends on. Instants are aware; without an end the type's usual length stands in."""

    id: UUID
    type: EventType
    start: datetime
    end: datetime | None
    timezone: str
    mode: VenueMode = VenueMode.physical
    paid: bool = False
    sponsored: bool = False

    def holds(self) -> frozenset[Condition]:
        """Which of the conditions of templates are met."""
        money = Condition.paid if self.paid else Condition.free
        sponsors = (Condition.sponsors,) if self.sponsored else ()
        return frozenset((*_PLACES[self.mode], money, *sponsors))

    def calendar(self, now: datetime, dues: Iterable[Due]) -> Calendar:
        end = self.end or self.start + timedelta(hours=plan_for(self.type).usual_hours)
        return Calendar.of(self.start, end, self.timezone, now, tuple(dues))


@dataclass(frozen=True)
class PlannedTask:
    """A task to be stored. `due` is the rule its deadline came from; who changes the deadline by hand clears it."""

    id: UUID
    key: str
    name: str
    description: str
    phase: Phase
    workflow_category: WorkflowCategory
    priority: Priority
    role: TemplateRole
    status: TaskStatus
    estimated_hours: float
    due: Due
    deadline: datetime
    depends_on: tuple[UUID, ...]


@dataclass(frozen=True)
class Dated:
    """A stored task as far as a move of the event concerns it. Without a rule its deadline is a person's own."""

    id: UUID
    due: Due | None
    deadline: datetime
    status: TaskStatus


def tasks_for(facts: EventFacts, now: datetime) -> list[PlannedTask]:
    """80 to 150 tasks, earliest first; the same facts always give the same ids, so a retry makes nothing twice."""
    chosen = selected(facts.type, facts.holds())
    calendar = facts.calendar(now, (task.due for task in chosen))
    deadlines = {due: calendar.deadline(due) for due in {task.due for task in chosen}}
    ids = {task.key: task_id(facts.id, task.key) for task in chosen}
    return [_planned(task, ids, deadlines[task.due]) for task in chosen]


def task_id(event_id: UUID, key: str) -> UUID:
    return uuid5(event_id, key)


def moved(tasks: Iterable[Dated], facts: EventFacts, now: datetime) -> Mapping[UUID, datetime]:
    """New deadlines, of those tasks alone that get another one, for an event that is now at `facts`.

    A person's own deadline stays, and so does that of a task that is done or cancelled. Where the event came from does
    not matter: moving it twice ends where moving it once would have.
    """
    open_ones = [(task, task.due) for task in tasks if task.due is not None and task.status not in SETTLED]
    calendar = facts.calendar(now, (due for _, due in open_ones))
    found = {task.id: (task.deadline, calendar.deadline(due)) for task, due in open_ones}
    return {id_: new for id_, (old, new) in found.items() if new != old}


def _planned(task: TemplateTask, ids: Mapping[str, UUID], deadline: datetime) -> PlannedTask:
    return PlannedTask(
        id=ids[task.key],
        key=task.key,
        name=task.name,
        description=task.description,
        phase=task.phase,
        workflow_category=task.category,
        priority=task.priority,
        role=task.role,
        status=TaskStatus.blocked if task.needs else TaskStatus.to_do,
        estimated_hours=task.hours,
        due=task.due,
        deadline=deadline,
        depends_on=tuple(ids[need] for need in task.needs),
    )
