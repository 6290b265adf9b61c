"""Progress, what is overdue, and the counts of a summary."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from state.events.planning.kinds import Phase, TaskStatus
from state.events.planning.standing import Counts, Standing, is_overdue, progress, summary
from tests.state.planning.samples import NOW, unhurried

SECOND = timedelta(seconds=1)
standings = st.builds(
    Standing,
    st.sampled_from(TaskStatus),
    st.sampled_from(Phase),
    st.timedeltas(timedelta(days=-2), timedelta(days=2)).map(lambda ahead: NOW + ahead),
)


@pytest.mark.parametrize(
    ("done", "open_", "cancelled", "percent"),
    [(0, 0, 0, 0), (0, 3, 0, 0), (1, 2, 0, 33), (2, 1, 0, 66), (149, 1, 0, 99), (3, 0, 9, 100), (0, 0, 5, 0)],
)
def test_progress_is_floored_and_leaves_cancelled_tasks_out(done, open_, cancelled, percent):
    statuses = [TaskStatus.done] * done + [TaskStatus.blocked] * open_ + [TaskStatus.cancelled] * cancelled

    assert progress(statuses) == percent


@unhurried
@given(st.lists(st.sampled_from(TaskStatus)))
def test_a_hundred_percent_means_that_nothing_is_left(statuses):
    left = [status for status in statuses if status is not TaskStatus.cancelled]

    assert (progress(statuses) == 100) is (bool(left) and set(left) == {TaskStatus.done})


@pytest.mark.parametrize("status", TaskStatus)
def test_only_open_tasks_are_overdue_and_only_after_their_deadline(status):
    is_open = status in {TaskStatus.to_do, TaskStatus.in_progress, TaskStatus.blocked}
    late, just = (Standing(status, Phase.pre_production, NOW - ago) for ago in (SECOND, 0 * SECOND))

    assert is_overdue(late, NOW) is is_open
    assert not is_overdue(just, NOW)


@unhurried
@given(st.lists(standings))
def test_phases_add_up_to_the_whole(tasks):
    found = summary(tasks, NOW)

    assert set(found.by_phase) == set(Phase)
    for name in ("total", "done", "in_progress", "overdue"):
        assert getattr(found, name) == sum(getattr(counts, name) for counts in found.by_phase.values())
    assert found.total == sum(task.status is not TaskStatus.cancelled for task in tasks)
    assert progress(task.status for task in tasks) == (100 * found.done // found.total if found.total else 0)


def test_a_summary_counts_each_phase():
    late, soon = NOW - SECOND, NOW + SECOND
    tasks = [
        Standing(TaskStatus.done, Phase.pre_production, late),
        Standing(TaskStatus.in_progress, Phase.pre_production, late),
        Standing(TaskStatus.blocked, Phase.pre_production, soon),
        Standing(TaskStatus.cancelled, Phase.pre_production, late),
        Standing(TaskStatus.to_do, Phase.post_event, late),
    ]

    found = summary(tasks, NOW)

    assert found.by_phase[Phase.pre_production] == Counts(total=3, done=1, in_progress=1, overdue=1)
    assert found.by_phase[Phase.post_event] == Counts(total=1, done=0, in_progress=0, overdue=1)
    assert found.by_phase[Phase.creative_design] == Counts(0, 0, 0, 0)
    assert (found.total, found.done, found.in_progress, found.overdue) == (4, 1, 1, 2)
