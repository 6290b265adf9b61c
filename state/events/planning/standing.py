"""How far a plan is: progress, what is overdue, and the counts of its phases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from state.events.planning.kinds import SETTLED, Phase, TaskStatus


@dataclass(frozen=True)
class Standing:
    """A task as far as counting concerns it."""

    status: TaskStatus
    phase: Phase
    deadline: datetime


@dataclass(frozen=True)
class Counts:
    """Cancelled tasks count nowhere, not in `total` either."""

    total: int
    done: int
    in_progress: int
    overdue: int


@dataclass(frozen=True)
class Summary(Counts):
    by_phase: Mapping[Phase, Counts]


def is_overdue(task: Standing, now: datetime) -> bool:
    """Still open after its deadline."""
    return task.status not in SETTLED and task.deadline < now


def progress(statuses: Iterable[TaskStatus]) -> int:
    """Percent done of what is not cancelled, floored, so that 100 means all; 0 where there is nothing to do."""
    counted = [status for status in statuses if status is not TaskStatus.cancelled]
    done = sum(status is TaskStatus.done for status in counted)
    return 100 * done // len(counted) if counted else 0


def summary(tasks: Iterable[Standing], now: datetime) -> Summary:
    """Counts over all and for each of the five phases, also those without a task."""
    phases: dict[Phase, list[Standing]] = {phase: [] for phase in Phase}
    for task in tasks:
        if task.status is not TaskStatus.cancelled:
            phases[task.phase].append(task)
    by_phase = {phase: _counts(ones, now) for phase, ones in phases.items()}
    whole = _counts([task for ones in phases.values() for task in ones], now)
    return Summary(whole.total, whole.done, whole.in_progress, whole.overdue, by_phase)


def _counts(tasks: list[Standing], now: datetime) -> Counts:
    return Counts(
        total=len(tasks),
        done=sum(task.status is TaskStatus.done for task in tasks),
        in_progress=sum(task.status is TaskStatus.in_progress for task in tasks),
        overdue=sum(is_overdue(task, now) for task in tasks),
    )
