"""Small graphs of tasks, and the slow, obvious ways to judge them."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from hypothesis import strategies as st

from state.events.planning.graph import UNKNOWN_HOURS, Dependency, Work
from state.events.planning.kinds import TaskStatus

IDS = tuple(UUID(int=number) for number in range(1, 9))


def edge(task: int, need: int) -> Dependency:
    return Dependency(IDS[task], IDS[need])


def work(task: int, hours: float | None = 1, status: TaskStatus = TaskStatus.to_do) -> Work:
    return Work(IDS[task], status, hours)


@st.composite
def graphs(draw, most: int = 7) -> tuple[list[Work], list[Dependency]]:
    """Tasks in any standing that wait only for earlier ones, told in any order."""
    size = draw(st.integers(0, most))
    hours = st.none() | st.integers(0, 16).map(lambda quarters: quarters / 4)
    tasks = [work(task, draw(hours), draw(st.sampled_from(TaskStatus))) for task in range(size)]
    pairs = [(task, need) for task in range(size) for need in range(task)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    return draw(st.permutations(tasks)), [edge(*pair) for pair in chosen]


def hours_left(task: Work) -> float:
    if task.status in (TaskStatus.done, TaskStatus.cancelled):
        return 0
    return UNKNOWN_HOURS if task.estimated_hours is None else task.estimated_hours


def chains(tasks: list[Work], dependencies: list[Dependency]) -> Iterator[tuple[Work, ...]]:
    """Every chain of tasks that are not cancelled, each waiting for the one before."""
    alive = {task.id: task for task in tasks if task.status is not TaskStatus.cancelled}
    after = {
        id_: [alive[e.task_id] for e in dependencies if e.depends_on_id == id_ and e.task_id in alive] for id_ in alive
    }

    def grown(chain: tuple[Work, ...]) -> Iterator[tuple[Work, ...]]:
        yield chain
        for later in after[chain[-1].id]:
            yield from grown((*chain, later))

    for task in alive.values():
        yield from grown((task,))


def reaches(dependencies: list[Dependency], start: UUID, goal: UUID) -> bool:
    """Whether `start` waits for `goal`, by closing the relation until nothing is added."""
    reached = {start}
    while True:
        more = {e.depends_on_id for e in dependencies if e.task_id in reached} - reached
        if not more:
            return goal in reached
        reached |= more
