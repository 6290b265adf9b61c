"""The critical path against every chain there is, and cycles against a naive search."""

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
    refusal,
)
from state.events.planning.kinds import TaskStatus
from tests.state.planning.graphs import IDS, chains, edge, graphs, hours_left, reaches, work
from tests.state.planning.samples import unhurried

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
