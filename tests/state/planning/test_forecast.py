"""The forecast of the finish: from pace and critical path, explained, and silent where nobody can tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from state.events.planning.forecast import Progressing, Verdict, forecast
from state.events.planning.graph import Dependency
from state.events.planning.kinds import Phase, TaskStatus
from tests.state.planning.samples import rome, unhurried

NOW = rome(2027, 6, 1, 12, 0)
START = rome(2027, 9, 24, 20, 0)
DAY = timedelta(days=1)
PREPARING, DONE, TO_DO = Phase.pre_production, TaskStatus.done, TaskStatus.to_do


def done(number: int, days_ago: float, hours: float | None = 4, phase: Phase = PREPARING) -> Progressing:
    return Progressing(UUID(int=number), phase, DONE, hours, NOW - days_ago * DAY)


def left(number: int, hours: float | None = 4, phase: Phase = PREPARING) -> Progressing:
    return Progressing(UUID(int=number), phase, TO_DO, hours)


def steady(hours_a_day: float = 4, days: int = 21) -> list[Progressing]:
    """One task a day for three weeks."""
    return [done(1000 + day, day, hours_a_day) for day in range(1, days + 1)]


def in_a_row(*numbers: int) -> list[Dependency]:
    return [Dependency(UUID(int=later), UUID(int=one)) for one, later in pairwise(numbers)]


def test_at_a_steady_pace_the_finish_is_what_is_left_by_the_pace():
    found = forecast([*steady(4), *(left(number) for number in range(1, 11))], [], START, NOW)

    assert found.verdict is Verdict.on_time
    assert found.finish == NOW + 10 * DAY
    assert (found.figures.tasks_done, found.figures.hours_done, found.figures.hours_a_day) == (21, 84, 4)
    assert (found.figures.tasks_left, found.figures.hours_left, found.figures.days_by_pace) == (10, 40, 10)
    assert found.spare_days == 105
    assert found.explanation == (
        "In the last 21 days 21 tasks (84 hours) were finished, about 4.0 hours a day. "
        "10 tasks (40 hours) are left before the event. At this pace that takes 10 days. "
        "The longest chain of tasks that wait for each other needs 1 working day; 10 tasks have no slack. "
        "So the preparations end around 11 June 2027, 105 days before the event."
    )


def test_a_long_chain_rules_however_fast_people_are():
    chain = [left(number, 40) for number in range(1, 5)]

    found = forecast([*steady(40), *chain], in_a_row(1, 2, 3, 4), START, NOW)

    assert (found.figures.days_by_pace, found.figures.days_by_critical_path) == (4, 20)
    assert found.finish == NOW + 20 * DAY
    assert found.figures.critical_tasks == tuple(UUID(int=number) for number in range(1, 5))
    assert "more hands alone will not help" in found.explanation


def test_too_slow_is_said_in_days_too_late():
    found = forecast([*steady(1), *(left(number, 40) for number in range(1, 5))], [], START, NOW)

    assert found.verdict is Verdict.late
    assert found.finish == NOW.astimezone(UTC) + 160 * DAY
    assert found.spare_days == -45
    assert found.explanation.endswith("around 8 November 2027, 45 days too late for the event.")


def test_so_slow_that_a_date_would_be_a_joke_is_said_without_one():
    found = forecast([*steady(0.5), *(left(number, 80) for number in range(1, 11))], [], START, NOW)

    assert (found.verdict, found.finish) == (Verdict.late, None)
    assert "would take years" in found.explanation


def test_with_little_done_nobody_can_tell():
    tasks = [done(1, 10), done(2, 5), *(left(number) for number in range(3, 9))]

    found = forecast(tasks, [], START, NOW)

    assert (found.verdict, found.finish, found.spare_days) == (Verdict.unknown, None, None)
    assert found.explanation.startswith("Not enough has been done yet to tell: 2 tasks in the last 10 days.")
    assert "6 tasks (24 hours) are left before the event." in found.explanation


def test_a_first_afternoon_is_no_pace():
    found = forecast([*(done(number, 0.1) for number in range(1, 30)), left(99)], [], START, NOW)

    assert found.verdict is Verdict.unknown


def test_a_plan_made_a_week_ago_is_measured_over_that_week():
    tasks = [done(1, 1), done(2, 2), done(3, 3), left(4)]

    found = forecast(tasks, [], START, NOW, since=NOW - 7 * DAY)

    assert found.figures.window_days == 7
    assert found.figures.hours_a_day == 12 / 7


def test_what_was_done_long_ago_says_nothing_about_the_pace():
    found = forecast([*(done(number, 40) for number in range(1, 30)), left(99)], [], START, NOW)

    assert (found.verdict, found.figures.tasks_done, found.figures.hours_a_day) == (Verdict.unknown, 0, None)


def test_the_day_itself_and_what_comes_after_it_are_no_preparations():
    later = [left(500, 80, Phase.on_site_operations), left(501, 80, Phase.post_event)]
    tasks = [*steady(4), left(1)]

    assert forecast([*tasks, *later], [], START, NOW) == forecast(tasks, [], START, NOW)


def test_cancelled_tasks_count_neither_as_done_nor_as_left_nor_as_a_beginning():
    dropped = replace(left(500, 80), status=TaskStatus.cancelled, completed_at=NOW - 15 * DAY)
    tasks = [*steady(4, days=5), left(1)]

    assert forecast([*tasks, dropped], [], START, NOW) == forecast(tasks, [], START, NOW)


def test_when_all_is_done_the_finish_is_the_last_of_it():
    found = forecast(steady(4), [], START, NOW)

    assert (found.verdict, found.finish) == (Verdict.finished, NOW - DAY)
    assert found.explanation == "Everything that had to be done before the day is done."


def test_an_empty_plan_is_finished():
    assert forecast([], [], START, NOW).verdict is Verdict.finished


def test_dates_are_told_in_the_zone_of_the_event():
    late_evening = NOW.replace(hour=23, minute=30)
    tasks = [replace(task, completed_at=task.completed_at + timedelta(hours=11.5)) for task in steady(4)]

    found = forecast([*tasks, left(1)], [], START, late_evening)

    assert found.finish == late_evening + DAY
    assert "around 2 June 2027" in found.explanation


@unhurried
@given(
    st.lists(st.tuples(st.sampled_from(TaskStatus), st.none() | st.integers(0, 80), st.integers(0, 60)), max_size=12),
    st.integers(-5, 200),
)
def test_a_forecast_never_promises_what_its_own_figures_deny(made, days_ahead):
    tasks = [
        Progressing(UUID(int=number), PREPARING, status, hours, NOW - ago * DAY if status is DONE else None)
        for number, (status, hours, ago) in enumerate(made)
    ]
    start = NOW + days_ahead * DAY

    found = forecast(tasks, [], start, NOW)

    assert found.explanation.endswith(".")
    if found.verdict in (Verdict.on_time, Verdict.late) and found.finish:
        assert found.finish - NOW >= max(found.figures.days_by_pace, found.figures.days_by_critical_path) * DAY * 0.999
        assert (found.verdict is Verdict.on_time) is (found.finish <= start) is (found.spare_days >= 0)
