"""What a model proposes joins a plan only where it is new, in order, and where there is room."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from state.events.planning.due import Due
from state.events.planning.graph import Dependency, cycle
from state.events.planning.kinds import Condition, TaskStatus
from state.events.planning.plan import tasks_for
from state.events.planning.tailoring import MOST_PROPOSALS, Answer, Known, Proposal, merged, proposals
from state.events.planning.templates import MOST, selected
from state.wizard.event import EventType
from tests.state.planning.samples import GLOVES, NOW, events, facts, raw_proposal, rome, unhurried

PLAN = tasks_for(facts(), NOW)
EDGES = [Dependency(task.id, need) for task in PLAN for need in task.depends_on]
IDS = {task.key: task.id for task in PLAN}
KEYS = [task.key for task in PLAN]


def known(tasks):
    return [Known(task.id, task.key, task.name, task.status, task.due, task.deadline) for task in tasks]


def proposal(name=GLOVES, **changes):
    return Proposal.model_validate(raw_proposal(name, **changes))


def joined(*proposed, plan=PLAN, event=None, now=NOW):
    return merged(known(plan), EDGES, proposed, event or facts(), now)


def test_a_new_task_joins_with_its_deadline_and_its_place():
    found = joined(proposal(needs=["guest-list"], needed_by=["guest-list-final"]))

    (task,) = found.added
    assert task.deadline == rome(2027, 8, 25, 18, 0)
    assert (task.key, task.status) == ("tailored-invite-the-glove-maker-of-via-tortona", TaskStatus.blocked)
    assert task.depends_on == (IDS["guest-list"],)
    assert found.edges == [Dependency(IDS["guest-list-final"], task.id)]
    assert found.refused == []


def test_the_same_answer_gives_the_same_tasks():
    assert joined(proposal()) == joined(proposal())


@pytest.mark.parametrize("name", ["the guest list: BUILD", "Build the guest lists", "Build the guest list"])
def test_a_task_in_other_words_is_refused(name):
    found = joined(proposal(name))

    assert found.added == []
    assert found.refused[0].reason == "“Build the guest list” is the same task in other words."


def test_two_proposals_for_one_task_are_one():
    found = joined(proposal(), proposal("Invite the glove maker of Via  Tortona!"))

    assert (len(found.added), len(found.refused)) == (1, 1)


def test_a_plan_never_holds_more_than_it_may():
    names = [f"{word} the {thing}" for word in ("Paint", "Carry", "Polish") for thing in ("piano", "kite", "ladder")]
    plan = [
        *PLAN,
        *(replace(PLAN[0], id=PLAN[0].id, key=f"k{n}", name=f"{n:x}" * 9) for n in range(MOST - len(PLAN) - 2)),
    ]

    found = joined(*(proposal(name) for name in names), plan=plan)

    assert len(found.added) == 2
    assert {one.reason for one in found.refused} == {f"The plan is full: it holds {MOST} tasks."}


def test_a_deadline_is_never_before_the_plan_begins_or_before_what_the_task_waits_for():
    early, hasty = joined(proposal(due="start-400d"), proposal("Repair the old piano", needs=["fittings"])).added

    assert str(early.due) == "start-150d"
    assert str(hasty.due) == "start-7d"
    assert hasty.deadline == next(task.deadline for task in PLAN if task.key == "fittings")


def test_keys_that_a_model_made_up_are_passed_over():
    found = joined(proposal(needs=["unicorn"], needed_by=["unicorn"]))

    assert (found.added[0].depends_on, found.added[0].status, found.edges) == ((), TaskStatus.to_do, [])


def test_what_is_done_makes_no_new_task_wait():
    plan = [replace(task, status=TaskStatus.done) if task.key == "guest-list" else task for task in PLAN]

    assert joined(proposal(needs=["guest-list"]), plan=plan).added[0].status is TaskStatus.to_do


def test_nobody_waits_for_what_comes_later_or_waits_for_him():
    found = joined(
        proposal(needs=["casting"], needed_by=["casting", "brief", "casting-brief"], due="start-21d"),
        proposal("Repair the old piano", due="start-1d", needed_by=["fittings"]),
    )

    assert found.edges == []


def test_who_has_begun_is_not_made_to_wait():
    plan = [replace(task, status=TaskStatus.in_progress) if task.key == "fittings" else task for task in PLAN]

    assert joined(proposal(needed_by=["fittings"]), plan=plan).edges == []


def test_a_task_that_a_person_wants_early_does_not_wait_for_a_later_one():
    early = rome(2027, 1, 10, 18, 0)
    own = [replace(task, due=None, deadline=early) if task.key == "fittings" else task for task in known(PLAN)]

    found = merged(own, EDGES, [proposal(needed_by=["fittings"])], facts(), NOW)

    assert found.edges == []


def test_two_of_one_day_are_not_let_wait_for_each_other():
    due = {"due": "start-7d"}
    first = proposal("Repair the old piano", needed_by=["fittings"], **due)
    second = proposal(needs=["fittings"], needed_by=["tailored-repair-the-old-piano"], **due)

    found = joined(first, second)

    assert [edge.task_id for edge in found.edges] == [IDS["fittings"]]


def test_one_bad_proposal_does_not_spoil_the_others():
    answer = {
        "tasks": [
            raw_proposal(),
            raw_proposal(role="boss", due="soon"),
            "dance",
            raw_proposal("x" * 300),
            raw_proposal("Ask twice", colour="red"),
        ]
    }

    good, bad = proposals(answer)

    assert [one.name for one in good] == ["Invite the glove maker of Via Tortona"]
    assert [one.reason for one in bad] == [
        "Not usable: due, role.",
        "Not usable: .",
        "Not usable: name.",
        "Not usable: colour.",
    ]


@pytest.mark.parametrize("answer", [None, [], "tasks", {}, {"tasks": {}}, {"tasks": None}])
def test_an_answer_without_tasks_is_none(answer):
    good, bad = proposals(answer)

    assert (good, [one.reason for one in bad]) == ([], ["The answer holds no list of tasks."])


def test_an_endless_answer_is_cut():
    good, bad = proposals({"tasks": [raw_proposal()] * 1000})

    assert len(good) + len(bad) == MOST_PROPOSALS


def test_the_schema_of_an_answer_says_what_every_word_may_be():
    schema = Answer.model_json_schema()

    assert schema["$defs"]["Proposal"]["additionalProperties"] is False
    assert set(schema["$defs"]["TemplateRole"]["enum"]) >= {"event_lead", "casting_director"}


proposed = st.builds(
    proposal,
    st.text("abcdefghij ", min_size=3, max_size=20).filter(lambda text: len(text.strip()) > 2),
    due=st.one_of(
        st.integers(1, 400).map(lambda days: f"start-{days}d"),
        st.integers(0, 30).map(lambda hours: f"start-{hours}h"),
        st.integers(0, 9).map(lambda hours: f"end+{hours}h"),
        st.integers(1, 30).map(lambda days: f"end+{days}d"),
    ),
    needs=st.lists(st.sampled_from([*KEYS, "nothing"]), max_size=4),
    needed_by=st.lists(st.sampled_from([*KEYS, "nothing"]), max_size=4),
)


@unhurried
@given(events(), st.lists(proposed, max_size=6))
def test_whatever_is_proposed_the_plan_stays_whole(made, wishes):
    event, now = made
    plan = tasks_for(event, now)
    edges = [Dependency(task.id, need) for task in plan for need in task.depends_on]

    found = merged(known(plan), edges, wishes, event, now)

    every = [*plan, *found.added]
    deadlines = {task.id: task.deadline for task in every}
    all_edges = [*edges, *found.edges, *(Dependency(task.id, need) for task in found.added for need in task.depends_on)]
    assert len(every) <= MOST
    assert len(deadlines) == len(every) == len({task.key for task in every})
    assert len(found.added) + len(found.refused) == len(wishes)
    assert all(deadlines[edge.depends_on_id] <= deadlines[edge.task_id] for edge in all_edges)
    assert all(task.deadline > now for task in found.added)
    assert not any(cycle([other for other in all_edges if other != edge], edge) for edge in all_edges[len(edges) :])


def test_a_whole_plan_of_the_fullest_kind_still_has_room():
    fullest = frozenset({Condition.on_site, Condition.online, Condition.paid, Condition.sponsors})

    assert all(len(selected(kind, fullest)) < MOST for kind in EventType)


def test_a_rule_from_a_model_reads_like_any_other():
    assert Due.parsed(proposal(due="start-30d").due) == Due("start", "d", -30)
