"""The critical path against every chain there is, cycles against a naive search, and who is set free."""

from __future__ import annotations

from graphlib import CycleError
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from state.events.planning.graph import (
    Dependency,
    critical_path,
    cycle,
    locked_by,
    refusal,
    unlocked_by,
)
from state.events.planning.kinds import SETTLED, TaskStatus
from state.events.planning.plan import tasks_for
from tests.state.planning.graphs import IDS, chains, edge, graphs, hours_left, reaches, work
from tests.state.planning.samples import NOW, facts, unhurried

DONE, BLOCKED, TO_DO, CANCELLED = TaskStatus.done, TaskStatus.blocked, TaskStatus.to_do, TaskStatus.cancelled


@unhurried
@given(graphs())
def test_the_critical_path_is_the_longest_of_all_chains(graph):
    tasks, dependencies = graph
    lengths = {chain: sum(map(hours_left, chain)) for chain in chains(tasks, dependencies)}
    longest = max(lengths.values(), default=0)

    path = critical_path(tasks, dependencies)

    assert path.hours == longest
    on_it = {task for chain, length in lengths.items() if length == longest for task in chain if hours_left(task)}
    assert path.tasks == {task.id for task in on_it}


@unhurried
@given(graphs())
def test_slack_is_what_the_longest_chain_through_a_task_leaves(graph):
    tasks, dependencies = graph
    every = list(chains(tasks, dependencies))
    path = critical_path(tasks, dependencies)

    for task in tasks:
        if task.status is CANCELLED:
            assert task.id not in path.times
            continue
        times = path.times[task.id]
        through = max(sum(map(hours_left, chain)) for chain in every if task in chain)
        before = max(sum(map(hours_left, chain[:-1])) for chain in every if chain[-1] == task)
        assert (times.slack, times.earliest_start) == (path.hours - through, before)
        assert times.earliest_finish - times.earliest_start == times.latest_finish - times.latest_start


@unhurried
@given(graphs(), st.sampled_from(IDS), st.sampled_from(IDS))
def test_a_circle_is_found_exactly_where_one_would_be_closed(graph, task, need):
    _, dependencies = graph

    found = cycle(dependencies, Dependency(task, need))

    assert (found is not None) is reaches(dependencies, need, task)


@unhurried
@given(graphs(), st.sampled_from(IDS), st.sampled_from(IDS))
def test_the_circle_named_is_one(graph, task, need):
    _, dependencies = graph
    new = Dependency(task, need)
    found = cycle(dependencies, new)
    assume(found)

    assert found[0] == found[-1] == task
    assert found[1] == need
    assert len(set(found)) == len(found) - 1
    assert all(Dependency(*pair) in {*dependencies, new} for pair in pairwise(found))


def test_a_circle_is_told_by_names_with_the_way_out():
    names = {IDS[0]: "Cast", IDS[1]: "Fit"}

    found = cycle([edge(1, 0)], edge(0, 1))

    assert found == (IDS[0], IDS[1], IDS[0])
    told = refusal(found, names)
    assert (told.field, told.code) == ("dependencies", "dependency_cycle")
    assert told.message.startswith("“Cast” waits for “Fit” waits for “Cast”: none of them could ever begin.")


def test_a_task_cannot_wait_for_itself():
    assert cycle([], edge(3, 3)) == (IDS[3], IDS[3])


@unhurried
@given(graphs(), st.sampled_from(IDS))
def test_who_is_set_free_waits_for_nobody_any_more(graph, settled):
    tasks, dependencies = graph
    status = {task.id: task.status for task in tasks} | {settled: DONE}
    needs = {task.id: {e.depends_on_id for e in dependencies if e.task_id == task.id} for task in tasks}

    free = unlocked_by(settled, tasks, dependencies)

    assert len(set(free)) == len(free)
    assert set(free) == {
        task.id
        for task in tasks
        if task.status is BLOCKED and settled in needs[task.id] and {status[need] for need in needs[task.id]} <= SETTLED
    }


def test_the_last_of_two_sets_free_and_not_the_first():
    tasks, edges = [work(0, status=DONE), work(1), work(2, status=BLOCKED)], [edge(2, 0), edge(2, 1)]

    assert unlocked_by(IDS[0], tasks, edges) == []
    assert unlocked_by(IDS[1], tasks, edges) == [IDS[2]]


def test_a_cancelled_task_keeps_nobody_waiting():
    tasks = [work(0, status=CANCELLED), work(1, status=BLOCKED)]

    assert unlocked_by(IDS[0], tasks, [edge(1, 0)]) == [IDS[1]]


def test_a_task_opened_again_makes_wait_who_has_not_begun():
    tasks = [work(0), work(1), work(2, status=TaskStatus.in_progress), work(3, status=DONE)]

    assert locked_by(IDS[0], tasks, [edge(1, 0), edge(2, 0), edge(3, 0)]) == [IDS[1]]


def test_done_takes_no_time_and_what_nobody_estimated_takes_half_a_day():
    path = critical_path([work(0, 100, DONE), work(1, None), work(2, 8)], [edge(1, 0), edge(2, 1)])

    assert (path.hours, path.days) == (12, 1.5)
    assert path.tasks == {IDS[1], IDS[2]}


def test_nothing_to_do_has_no_critical_path():
    path = critical_path([work(0, 5, DONE), work(1, 5, CANCELLED)], [edge(1, 0)])

    assert (path.hours, path.tasks) == (0, frozenset())


def test_a_stored_circle_is_refused_rather_than_followed():
    with pytest.raises(CycleError):
        critical_path([work(0), work(1)], [edge(0, 1), edge(1, 0)])


def test_finishing_a_whole_plan_in_order_sets_every_task_free_once():
    planned = tasks_for(facts(), NOW)
    edges = [Dependency(task.id, need) for task in planned for need in task.depends_on]
    status = {task.id: task.status for task in planned}
    freed = []

    for task in planned:
        assert status[task.id] is TO_DO, task.key
        status[task.id] = DONE
        works = [work_of(other, status) for other in planned]
        for id_ in unlocked_by(task.id, works, edges):
            status[id_] = TO_DO
            freed.append(id_)

    assert len(freed) == len(set(freed)) == len(planned) - 1


def work_of(task, status):
    return type(work(0))(task.id, status[task.id], task.estimated_hours)
