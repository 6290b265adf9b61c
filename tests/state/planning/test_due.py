"""Deadlines: for any lead time, zone and length of an event in the future, in order, and at an hour people work."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from state.events.planning.due import Calendar, Due
from state.events.planning.kinds import Phase
from state.events.planning.plan import tasks_for
from state.wizard.event import EventType
from tests.state.planning.samples import EVENT_ID, ZONES, events, facts, leads, lengths, moments, rome, unhurried

DAY = timedelta(days=1)
dues = st.one_of(
    st.integers(1, 300).map(lambda days: Due("start", "d", -float(days))),
    st.integers(-120, 24).map(lambda quarters: Due("start", "h", quarters / 4)),
    st.integers(0, 100).map(lambda quarters: Due("end", "h", quarters / 4)),
    st.integers(1, 40).map(lambda days: Due("end", "d", float(days))),
)


@unhurried
@given(events())
def test_no_deadline_is_past_when_a_plan_is_made_and_none_comes_before_what_it_waits_for(made):
    event, now = made

    tasks = tasks_for(event, now)
    deadlines = {task.id: task.deadline for task in tasks}

    for task in tasks:
        assert task.deadline > now
        assert task.deadline.tzinfo is UTC
        assert all(deadlines[need] <= task.deadline for need in task.depends_on), task.key


@unhurried
@given(events())
def test_what_comes_before_the_event_is_due_before_it(made):
    event, now = made

    for task in tasks_for(event, now):
        if task.due.anchor == "start":
            assert (task.deadline <= event.start) is (task.due.amount <= 0), task.key
        else:
            assert task.deadline >= (event.end or event.start), task.key


@unhurried
@given(events())
def test_on_site_and_later_tasks_keep_their_time_unless_the_event_is_nearer_than_three_days(made):
    event, now = made
    assume(event.start - now > timedelta(days=3))
    end = event.end or event.start

    for task in tasks_for(event, now):
        if task.due.unit == "h":
            anchor = event.start if task.due.anchor == "start" else end
            longer = task.deadline - anchor - timedelta(hours=task.due.amount)
            assert longer == timedelta(0) or (event.end is None and task.due.anchor == "end" and longer > timedelta(0))


@unhurried
@given(events())
def test_office_tasks_end_at_six_in_the_event_s_own_zone_unless_it_is_too_near(made):
    event, now = made
    zone = ZoneInfo(event.timezone)
    assume(event.start - now > timedelta(days=4))

    for task in tasks_for(event, now):
        if task.due.unit == "d" and task.deadline - now > DAY:
            assert task.deadline.astimezone(zone).time() == time(18), task.key


@unhurried
@given(dues, dues, events(), st.integers(1, 300))
def test_the_order_of_rules_holds_for_every_event(one, other, made, longest):
    assume(one.never_before(other))
    event, now = made
    longer = Due("start", "d", -float(longest))
    calendar = Calendar.of(event.start, event.end or event.start, event.timezone, now, (one, other, longer))

    assert calendar.deadline(other) <= calendar.deadline(one)


@unhurried
@given(dues, moments, st.timedeltas(timedelta(0), 3 * DAY), lengths, st.sampled_from(ZONES))
def test_an_event_that_has_begun_leaves_an_hour_at_least_for_what_is_still_open(due, now, ago, length, zone):
    start = now - ago
    calendar = Calendar.of(start, start + (length or timedelta(0)), zone, now, (due,))

    assert calendar.deadline(due) > now


@pytest.mark.parametrize(
    ("later", "earlier", "sure"),
    [
        ("start-5h", "start-1d", True),
        ("start-6h", "start-1d", False),
        ("start-1d", "start-30h", False),
        ("end+0h", "start-0h", True),
        ("end+0h", "start+2h", False),
        ("end+2h", "start+2h", True),
        ("end+1d", "start+6h", True),
        ("end+1d", "end+17h", True),
        ("end+1d", "end+18h", False),
        ("start+2h", "end+0h", False),
        ("start-2d", "start-2d", True),
    ],
)
def test_which_rules_are_surely_in_order(later, earlier, sure):
    assert Due.parsed(later).never_before(Due.parsed(earlier)) is sure


@unhurried
@given(dues)
def test_a_rule_is_read_back_as_it_is_written(due):
    assert Due.parsed(str(due)) == due


def test_with_time_enough_every_deadline_is_the_template_s():
    tasks = {task.key: task for task in tasks_for(facts(), rome(2026, 11, 25, 10, 0))}

    assert tasks["brief"].deadline == rome(2027, 4, 27, 18, 0)
    assert tasks["seating-plan"].deadline == rome(2027, 9, 20, 18, 0)
    assert tasks["dress-rehearsal"].deadline == rome(2027, 9, 24, 18, 0)
    assert tasks["load-out"].deadline == rome(2027, 9, 25, 10, 0)
    assert tasks["debrief"].deadline == rome(2027, 9, 30, 18, 0)


def test_ten_days_before_the_event_everything_fits_and_the_last_days_give_way_least():
    tasks = {task.key: task for task in tasks_for(facts(), rome(2027, 9, 14, 20, 0))}

    assert tasks["brief"].deadline == rome(2027, 9, 15, 18, 0)
    assert tasks["venue-contract"].deadline == rome(2027, 9, 16, 18, 0)
    assert tasks["fittings"].deadline == rome(2027, 9, 21, 18, 0)
    assert tasks["load-in"].deadline == rome(2027, 9, 23, 18, 0)
    assert tasks["dress-rehearsal"].deadline == rome(2027, 9, 24, 18, 0)
    assert tasks["debrief"].deadline == rome(2027, 9, 30, 18, 0)


def test_a_month_before_the_event_its_last_two_weeks_are_untouched():
    early, late = (
        {task.key: task.deadline for task in tasks_for(facts(), now) if task.due.amount >= -14}
        for now in (rome(2026, 9, 1, 9, 0), rome(2027, 8, 24, 9, 0))
    )

    assert early == late


def test_an_hour_before_the_event_all_is_due_within_the_hour():
    event = facts(EventType.panel, start=rome(2027, 9, 24, 20, 0))

    early = [task for task in tasks_for(event, rome(2027, 9, 24, 19, 0)) if task.due.amount < 0]

    assert all(rome(2027, 9, 24, 19, 0) < task.deadline <= event.start for task in early)
    assert len({task.deadline for task in early}) > 5


@pytest.mark.parametrize(
    ("due", "instant"),
    [
        # Rome puts its clocks ahead on 28 March 2027 and back on 31 October 2027.
        ("start-1d", datetime(2027, 3, 27, 17, 0, tzinfo=UTC)),
        ("start-8h", datetime(2027, 3, 28, 11, 0, tzinfo=UTC)),
        ("start-24h", datetime(2027, 3, 27, 19, 0, tzinfo=UTC)),
        ("start-217d", datetime(2026, 8, 23, 16, 0, tzinfo=UTC)),
        ("end+1d", datetime(2027, 3, 30, 16, 0, tzinfo=UTC)),
    ],
)
def test_a_day_is_a_day_of_the_calendar_and_an_hour_an_hour_of_the_clock(due, instant):
    start, end, now = rome(2027, 3, 28, 21, 0), rome(2027, 3, 29, 1, 0), rome(2026, 1, 1)
    rule = Due.parsed(due)

    assert Calendar.of(start, end, "Europe/Rome", now, (rule,)).deadline(rule) == instant


@unhurried
@given(st.lists(dues, min_size=1, max_size=20), moments, leads, st.sampled_from(ZONES))
@example([Due("start", "d", -1.0)], datetime(2026, 3, 1, tzinfo=UTC), timedelta(hours=1), "Pacific/Apia")
def test_different_rules_are_due_in_the_order_of_their_instants(rules, now, lead, zone):
    start = now + lead
    roomy = Calendar.of(start, start, zone, now - timedelta(days=1000), tuple(rules))
    tight = Calendar.of(start, start, zone, now, tuple(rules))
    office = sorted((rule for rule in rules if rule.unit == "d"), key=roomy.deadline)

    found = [tight.deadline(rule) for rule in office]

    assert found == sorted(found)


def test_a_plan_made_again_has_the_same_ids():
    first, again = (tasks_for(facts(), now) for now in (rome(2027, 1, 1), rome(2027, 9, 1)))
    elsewhere = tasks_for(facts(id=type(EVENT_ID)(int=7)), rome(2027, 1, 1))

    assert [task.id for task in first] == [task.id for task in again]
    assert {task.id for task in first}.isdisjoint(task.id for task in elsewhere)


def test_the_phases_of_the_day_hold_what_is_due_on_it():
    for kind in EventType:
        for task in tasks_for(facts(kind), rome(2026, 1, 1)):
            on_the_day = task.due.unit == "h" or task.due.anchor == "end"
            assert not on_the_day or task.phase in {Phase.on_site_operations, Phase.post_event}, task.key
