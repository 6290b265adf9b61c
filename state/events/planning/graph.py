"""Who waits for whom: cycles, and the critical path."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from uuid import UUID

from state.errors import FieldError
from state.events.planning.kinds import SETTLED, TaskStatus

# A working day, in which hours become days.
HOURS_A_DAY = 8
# What a task is taken for whose hours nobody has estimated.
UNKNOWN_HOURS = 4.0
_MINUTES = 60


@dataclass(frozen=True)
class Dependency:
    """`task_id` cannot begin before `depends_on_id` is done."""

    task_id: UUID
    depends_on_id: UUID


@dataclass(frozen=True)
class Work:
    """A task as far as the graph concerns it."""

    id: UUID
    status: TaskStatus
    estimated_hours: float | None = None

    def minutes_left(self) -> int:
        """Whole minutes, so that sums are exact. What is begun counts in full: nobody has said how much is left."""
        if self.status in SETTLED:
            return 0
        hours = UNKNOWN_HOURS if self.estimated_hours is None else self.estimated_hours
        return round(hours * _MINUTES)


@dataclass(frozen=True)
class Times:
    """When a task can begin and end at the earliest and must at the latest, in working hours from now."""

    earliest_start: float
    earliest_finish: float
    latest_start: float
    latest_finish: float

    @property
    def slack(self) -> float:
        return self.latest_start - self.earliest_start


@dataclass(frozen=True)
class CriticalPath:
    """`hours` is the length of the longest chain still to do; `tasks` are the open ones without any slack."""

    hours: float
    tasks: frozenset[UUID]
    times: Mapping[UUID, Times]

    @property
    def days(self) -> float:
        return self.hours / HOURS_A_DAY


def critical_path(tasks: Iterable[Work], dependencies: Iterable[Dependency]) -> CriticalPath:
    """Forward and backward pass over what is left. Done tasks take no time; cancelled ones are left out, and
    keep nobody waiting. Raises graphlib.CycleError on a cycle, which no stored graph has."""
    counted = [task for task in tasks if task.status is not TaskStatus.cancelled]
    left = [task.minutes_left() for task in counted]
    needs, needed_by = _neighbours(counted, dependencies)
    order = tuple(TopologicalSorter(needs).static_order())
    starts = [0] * len(left)
    for here in order:
        starts[here] = max((starts[need] + left[need] for need in needs[here]), default=0)
    end = max((start + minutes for start, minutes in zip(starts, left, strict=True)), default=0)
    latest = [0] * len(left)
    for here in reversed(order):
        latest[here] = min((latest[later] for later in needed_by[here]), default=end) - left[here]
    rows = list(zip(counted, starts, latest, left, strict=True))
    times = {task.id: _times(start, late, minutes) for task, start, late, minutes in rows}
    critical = frozenset(task.id for task, start, late, minutes in rows if minutes and start == late)
    return CriticalPath(end / _MINUTES, critical, times)


def cycle(dependencies: Iterable[Dependency], new: Dependency) -> tuple[UUID, ...] | None:
    """The shortest circle that `new` would close, as the tasks in the order in which each waits for the next, the first
    one named again at its end; None where it closes none."""
    needs: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for edge in dependencies:
        needs[edge.task_id].append(edge.depends_on_id)
    came_from: dict[UUID, UUID] = {new.depends_on_id: new.task_id}
    waiting = deque([new.depends_on_id])
    while waiting and new.task_id not in came_from:
        here = waiting.popleft()
        for need in needs[here]:
            if need not in came_from:
                came_from[need] = here
                waiting.append(need)
    return _walked_back(came_from, new.task_id) if new.task_id in came_from else None


def waiting_on(task: UUID, dependencies: Iterable[Dependency]) -> set[UUID]:
    """The task and all that waits for it, at however many removes: what it cannot itself wait for."""
    waiters: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for edge in dependencies:
        waiters[edge.depends_on_id].append(edge.task_id)
    found, left = {task}, [task]
    while left:
        new = [each for each in waiters[left.pop()] if each not in found]
        found.update(new)
        left.extend(new)
    return found


def refusal(found: tuple[UUID, ...], names: Mapping[UUID, str]) -> FieldError:
    """A cycle in words, with the way out."""
    told = " waits for ".join(f"“{names[id_]}”" for id_ in found)
    message = f"{told}: none of them could ever begin. Leave one of these dependencies out."
    return FieldError("dependencies", "dependency_cycle", message)


def _neighbours(
    tasks: list[Work], dependencies: Iterable[Dependency]
) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """By position, since hashing a UUID costs more than the arithmetic."""
    place = {task.id: here for here, task in enumerate(tasks)}
    needs: dict[int, list[int]] = {here: [] for here in range(len(tasks))}
    needed_by: dict[int, list[int]] = {here: [] for here in range(len(tasks))}
    for edge in dependencies:
        here, need = place.get(edge.task_id), place.get(edge.depends_on_id)
        if here is not None and need is not None:
            needs[here].append(need)
            needed_by[need].append(here)
    return needs, needed_by


def _times(start: int, latest: int, minutes: int) -> Times:
    """In hours, of minutes."""
    return Times(
        earliest_start=start / _MINUTES,
        earliest_finish=(start + minutes) / _MINUTES,
        latest_start=latest / _MINUTES,
        latest_finish=(latest + minutes) / _MINUTES,
    )


def _walked_back(came_from: Mapping[UUID, UUID], last: UUID) -> tuple[UUID, ...]:
    path = [last, came_from[last]]
    while path[-1] != last:
        path.append(came_from[path[-1]])
    return tuple(reversed(path))
