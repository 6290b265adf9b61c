"""When the event's date moves, so do the deadlines that nobody has changed by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from state.events.planning.kinds import SETTLED, TaskStatus
from state.events.planning.plan import Dated, moved, tasks_for
from tests.state.planning.samples import NOW, events, facts, leads, rome, unhurried


def stored(tasks):
    return [Dated(task.id, task.due, task.deadline, task.status) for task in tasks]


def after(tasks, event, now):
    changes = moved(tasks, event, now)
    return [replace(task, deadline=changes.get(task.id, task.deadline)) for task in tasks]


@unhurried
@given(events(), leads, leads, st.randoms(use_true_random=False))
def test_moved_twice_is_moved_once_to_the_end(made, first, second, chance):
    event, now = made
    statuses = list(TaskStatus)
    tasks = [
        replace(task, status=chance.choice(statuses), due=chance.choice([task.due, None]))
        for task in stored(tasks_for(event, now))
    ]
    there, end = (replace(event, start=now + lead, end=None) for lead in (first, second))

    twice, once = after(after(tasks, there, now), end, now), after(tasks, end, now)

    assert twice == once


@unhurried
@given(events(), leads)
def test_moved_deadlines_are_those_of_an_event_planned_there_from_the_start(made, lead):
    event, now = made
    elsewhere = replace(event, start=now + lead, end=None)

    found = after(stored(tasks_for(event, now)), elsewhere, now)

    assert found == stored(tasks_for(elsewhere, now))


@unhurried
@given(events(), leads)
def test_a_person_s_own_deadline_stays_and_so_does_that_of_a_task_that_is_over(made, lead):
    event, now = made
    own, done, cancelled, *others = stored(tasks_for(event, now))
    own = replace(own, due=None)
    done, cancelled = replace(done, status=TaskStatus.done), replace(cancelled, status=TaskStatus.cancelled)

    found = moved([own, done, cancelled, *others], replace(event, start=now + lead, end=None), now)

    assert {own.id, done.id, cancelled.id}.isdisjoint(found)


def test_a_week_later_is_a_week_later_across_the_end_of_summer_time():
    before, later = facts(start=rome(2027, 10, 28, 20, 0)), facts(start=rome(2027, 11, 4, 20, 0))
    tasks = tasks_for(before, NOW)

    found = moved(stored(tasks), later, NOW)

    wall = {task.id: task.deadline.astimezone(before.start.tzinfo).replace(tzinfo=None) for task in tasks}
    assert {id_: new.astimezone(before.start.tzinfo).replace(tzinfo=None) for id_, new in found.items()} == {
        id_: was + timedelta(days=7) for id_, was in wall.items()
    }


def test_only_what_changes_is_told():
    tasks = stored(tasks_for(facts(), NOW))

    assert moved(tasks, facts(), NOW) == {}


def test_what_is_done_makes_no_haste_for_the_rest():
    event, now = facts(), rome(2027, 7, 1, 9, 0)
    tasks = stored(tasks_for(event, NOW))
    soon = now + timedelta(days=10)
    half_done = [replace(task, status=TaskStatus.done) if task.deadline < soon else task for task in tasks]
    sooner = replace(event, start=event.start - timedelta(days=2))

    changes = moved(half_done, sooner, now)

    open_ones = [task for task in half_done if task.status not in SETTLED]
    assert changes == {task.id: task.deadline - timedelta(days=2) for task in open_ones}


def test_a_task_without_a_rule_needs_no_template():
    own = Dated(uuid4(), None, rome(2027, 9, 1, 12, 0), TaskStatus.to_do)

    assert moved([own], facts(), NOW) == {}
