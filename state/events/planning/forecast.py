"""When the preparations will be finished, from the pace of the last three weeks and the critical path, in plain words.

Preparations are all phases before the day itself. Two bounds are computed, and the later one is the forecast: how long
the hours left take at the measured pace, and how long the longest chain of waiting tasks takes at eight hours a day,
however many people help.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from state.events.planning.graph import UNKNOWN_HOURS, Dependency, Work, critical_path
from state.events.planning.kinds import SETTLED, Phase, TaskStatus

WINDOW = timedelta(days=21)
# Fewer say more about the day they were ticked off than about a pace.
FEWEST_DONE = 3
SHORTEST = timedelta(days=3)
# Beyond this a date is no forecast but an alarm, and said as one.
FARTHEST_DAYS = 3 * 365
_DAY = timedelta(days=1)
_OF_THE_DAY = frozenset({Phase.on_site_operations, Phase.post_event})


class Verdict(StrEnum):
    finished = "finished"
    unknown = "unknown"
    on_time = "on_time"
    late = "late"


@dataclass(frozen=True)
class Progressing:
    """A task as far as a forecast concerns it. `completed_at` is read where the status is done."""

    id: UUID
    phase: Phase
    status: TaskStatus
    estimated_hours: float | None = None
    completed_at: datetime | None = None

    @property
    def hours(self) -> float:
        return UNKNOWN_HOURS if self.estimated_hours is None else self.estimated_hours


@dataclass(frozen=True)
class Figures:
    """What a forecast was made from. Hours are estimates; a pace is hours done per calendar day."""

    window_days: int
    tasks_done: int
    hours_done: float
    hours_a_day: float | None
    tasks_left: int
    hours_left: float
    days_by_pace: float | None
    days_by_critical_path: float
    critical_tasks: tuple[UUID, ...]


@dataclass(frozen=True)
class Forecast:
    """`spare_days` lie between the finish and the event, negative when it comes too late; both None while unknown."""

    verdict: Verdict
    finish: datetime | None
    spare_days: int | None
    explanation: str
    figures: Figures


def forecast(
    tasks: Iterable[Progressing],
    dependencies: Iterable[Dependency],
    start: datetime,
    now: datetime,
    since: datetime | None = None,
) -> Forecast:
    """The finish of the preparations of an event that begins at `start`, whose zone the dates are told in. `since` is
    when the plan was made, if that is known: before it nobody can have done anything."""
    before = [task for task in tasks if task.phase not in _OF_THE_DAY and task.status is not TaskStatus.cancelled]
    window = _window(before, now, since)
    figures = _figures(before, dependencies, window, now)
    if not figures.tasks_left:
        return _finished(before, figures, start, now)
    if figures.tasks_done < FEWEST_DONE or window < SHORTEST or figures.days_by_pace is None:
        return Forecast(Verdict.unknown, None, None, _too_early(figures), figures)
    days = max(figures.days_by_pace, figures.days_by_critical_path)
    if days > FARTHEST_DAYS:
        return Forecast(Verdict.late, None, None, _hopeless(figures), figures)
    finish = now + timedelta(days=days)
    spare = math.floor((start - finish) / _DAY)
    verdict = Verdict.late if finish > start else Verdict.on_time
    return Forecast(verdict, finish, spare, _told(figures, finish.astimezone(start.tzinfo), spare), figures)


def _window(tasks: list[Progressing], now: datetime, since: datetime | None) -> timedelta:
    """The last three weeks, or as much of them as there has been a plan."""
    moments = [task.completed_at for task in tasks if task.completed_at is not None]
    begun = since or min(moments, default=now)
    return max(timedelta(0), min(WINDOW, now - begun))


def _figures(tasks: list[Progressing], dependencies: Iterable[Dependency], window: timedelta, now: datetime) -> Figures:
    done = [task for task in tasks if _done_within(task, window, now)]
    left = [task for task in tasks if task.status not in SETTLED]
    path = critical_path([Work(task.id, task.status, task.estimated_hours) for task in tasks], dependencies)
    hours_done, hours_left = sum(task.hours for task in done), sum(task.hours for task in left)
    pace = hours_done / max(window / _DAY, 1) if hours_done else None
    return Figures(
        window_days=round(window / _DAY),
        tasks_done=len(done),
        hours_done=hours_done,
        hours_a_day=pace,
        tasks_left=len(left),
        hours_left=hours_left,
        days_by_pace=hours_left / pace if pace else None,
        days_by_critical_path=path.days,
        critical_tasks=tuple(task.id for task in left if task.id in path.tasks),
    )


def _done_within(task: Progressing, window: timedelta, now: datetime) -> bool:
    moment = task.completed_at
    return task.status is TaskStatus.done and moment is not None and now - window <= moment <= now


def _finished(tasks: list[Progressing], figures: Figures, start: datetime, now: datetime) -> Forecast:
    moments = [task.completed_at for task in tasks if task.completed_at is not None]
    finish = max(moments, default=now)
    spare = math.floor((start - finish) / _DAY)
    return Forecast(Verdict.finished, finish, spare, "Everything that had to be done before the day is done.", figures)


def _too_early(figures: Figures) -> str:
    return (
        f"Not enough has been done yet to tell: {_counted(figures.tasks_done, 'task')} in the last "
        f"{_counted(max(1, figures.window_days), 'day')}. {_left(figures)} {_chain(figures)} "
        f"A forecast needs {FEWEST_DONE} finished tasks over {SHORTEST.days} days."
    )


def _hopeless(figures: Figures) -> str:
    return (
        f"{_pace(figures)} {_left(figures)} At this pace the preparations would take years: more hands or fewer tasks."
    )


def _told(figures: Figures, finish: datetime, spare: int) -> str:
    chain_rules = figures.days_by_critical_path > (figures.days_by_pace or 0)
    because = "The chain is what takes longest, so more hands alone will not help." if chain_rules else ""
    by_pace = f"At this pace that takes {_counted(math.ceil(figures.days_by_pace or 0), 'day')}."
    end = f"So the preparations end around {finish.day} {finish:%B %Y}, {_distance(spare)}."
    return " ".join(filter(None, (_pace(figures), _left(figures), by_pace, _chain(figures), because, end)))


def _pace(figures: Figures) -> str:
    return (
        f"In the last {_counted(max(1, figures.window_days), 'day')} {_counted(figures.tasks_done, 'task')} "
        f"({_hours(figures.hours_done)}) were finished, about {figures.hours_a_day or 0:.1f} hours a day."
    )


def _left(figures: Figures) -> str:
    verb = "is" if figures.tasks_left == 1 else "are"
    return f"{_counted(figures.tasks_left, 'task')} ({_hours(figures.hours_left)}) {verb} left before the event."


def _chain(figures: Figures) -> str:
    return (
        f"The longest chain of tasks that wait for each other has {_counted(len(figures.critical_tasks), 'task')} "
        f"and needs {_counted(math.ceil(figures.days_by_critical_path), 'working day')}."
    )


def _distance(spare: int) -> str:
    if spare < 0:
        return f"{_counted(-spare, 'day')} too late for the event"
    return "just before the event" if spare == 0 else f"{_counted(spare, 'day')} before the event"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _hours(hours: float) -> str:
    return f"{hours:g} hour{'' if hours == 1 else 's'}"
