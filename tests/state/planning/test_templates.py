"""The templates as shipped: real, whole, in order; and what is refused, by file and task."""

from __future__ import annotations

from pathlib import Path

import pytest

from state.events.planning.kinds import Phase, TemplateRole, WorkflowCategory
from state.events.planning.plan import tasks_for
from state.events.planning.templates import FEWEST, MOST, BadTemplate, plan_for
from state.wizard.event import EventType
from tests.architecture.sources import ROOT
from tests.state.planning.samples import COMBINATIONS, NOW, facts

SHIPPED = ROOT / "state" / "events" / "templates"
PARTS = {"base", "details"}
TASK = """
  - key: {key}
    name: {name}
    description: Something that somebody has to do.
    phase: pre_production
    category: operations
    priority: high
    role: event_lead
    hours: 2
    due: {due}
"""
HEAD = "title: Panel\nusual_hours: 3\n"


def every_combination(kind):
    return [facts(kind, mode=mode, paid=paid, sponsored=sponsored) for mode, paid, sponsored in COMBINATIONS]


@pytest.mark.parametrize("kind", EventType)
def test_every_event_gets_80_to_150_tasks(kind):
    counts = [len(tasks_for(event, NOW)) for event in every_combination(kind)]

    assert min(counts) >= FEWEST
    assert max(counts) <= MOST


@pytest.mark.parametrize("kind", EventType)
def test_names_and_keys_are_unique(kind):
    for event in every_combination(kind):
        tasks = tasks_for(event, NOW)

        assert len({task.name.casefold() for task in tasks}) == len({task.key for task in tasks}) == len(tasks)


@pytest.mark.parametrize("kind", EventType)
def test_everything_follows_from_the_brief_and_comes_after_what_it_waits_for(kind):
    for event in every_combination(kind):
        tasks = tasks_for(event, NOW)
        seen, deadlines = set(), {task.id: task.deadline for task in tasks}

        for task in tasks:
            assert seen.issuperset(task.depends_on), f"{task.key} stands before what it waits for"
            assert all(deadlines[need] <= task.deadline for need in task.depends_on), task.key
            seen.add(task.id)
        assert [task.key for task in tasks if not task.depends_on] == ["brief"]


@pytest.mark.parametrize("kind", EventType)
def test_each_plan_speaks_to_every_phase_and_category_and_nearly_every_role(kind):
    tasks = plan_for(kind).tasks

    assert {task.phase for task in tasks} == set(Phase)
    assert {task.category for task in tasks} == set(WorkflowCategory)
    assert len({task.role for task in tasks}) >= len(TemplateRole) - 1


@pytest.mark.parametrize("kind", EventType)
def test_what_only_some_events_need_is_left_to_them(kind):
    def keys(**so):
        return {task.key for task in tasks_for(facts(kind, **so), NOW)}

    assert "ticket-shop" in keys(paid=True) - keys(paid=False)
    assert "rsvp-desk" in keys(paid=False) - keys(paid=True)
    assert "sponsor-contracts" in keys(sponsored=True) - keys(sponsored=False)
    assert "stream-test" in keys(mode="hybrid") - keys(mode="physical")
    assert "capacity-permit" in keys(mode="hybrid") - keys(mode="virtual")


@pytest.mark.parametrize("kind", EventType)
def test_names_and_descriptions_are_sentences_for_people(kind):
    for task in plan_for(kind).tasks:
        assert task.name[0].isupper() and not task.name.endswith("."), task.key
        assert task.description[0].isupper() and task.description.endswith((".", "?")), task.key
        assert task.description != task.name


def test_there_is_a_file_for_each_type_and_no_other_but_the_parts():
    assert {path.stem for path in SHIPPED.glob("*.yaml")} == set(EventType) | PARTS


def test_the_files_are_read_once():
    assert plan_for(EventType.panel) is plan_for(EventType.panel)


def written(folder: Path, tasks: str, head: str = HEAD, part: str | None = None) -> Path:
    (folder / "panel.yaml").write_text(head + "tasks:" + tasks, encoding="utf-8")
    if part is not None:
        (folder / "shared.yaml").write_text("tasks:" + part, encoding="utf-8")
    return folder


def brief(**changes) -> str:
    return TASK.format(**{"key": "brief", "name": "Write the brief", "due": "start-30d"} | changes)


SHOW = brief(key="show", name="Hold the show", due="start-5d")
REFUSED = {
    "unknown member": (brief() + "    colour: red\n", "panel.yaml: task brief: colour"),
    "unknown phase": (brief().replace("pre_production", "later"), "panel.yaml: task brief: phase"),
    "unknown role": (brief().replace("event_lead", "boss"), "panel.yaml: task brief: role"),
    "no due rule": (brief(due="someday"), "write start-60d, start-1.5h, end+3h or end+2d"),
    "half a day": (brief(due="start-1.5d"), "Days are whole"),
    "days after the start": (brief(due="start+2d"), "Days are whole"),
    "the end's own day": (brief(due="end+0d"), "Days are whole"),
    "hours before the end": (brief(due="end-2h"), "Nobody knows"),
    "a day after the start in hours": (brief(due="start+24h"), "counts from the end"),
    "no task": (brief() + "  - Dance\n", "panel.yaml: task number 1:"),
    "the same key twice": (brief() + brief(name="Write it again"), "task brief: the key stands 2 times"),
    "the same name twice": (brief() + brief(key="again", name="write the BRIEF"), "write the brief: the name stands 2"),
    "a member twice": (brief() + "    due: start-2d\n", "'due' stands twice"),
    "unknown need": (brief() + "    needs: [glitter]\n", "task brief: needs glitter, which nobody has described"),
    "due before its need": (
        brief() + "    needs: [show]\n" + SHOW,
        "task brief: due start-30d, yet it needs show, which is due start-5d",
    ),
    "circle": (
        brief(due="start-5d") + "    needs: [show]\n" + SHOW + "    needs: [brief]\n",
        "waits for itself",
    ),
    "no YAML": ("\n  - key: [", "panel.yaml: "),
}


@pytest.mark.parametrize(("tasks", "told"), REFUSED.values(), ids=REFUSED)
def test_a_bad_template_is_refused_by_file_and_task(tmp_path, tasks, told):
    with pytest.raises(BadTemplate) as refused:
        plan_for(EventType.panel, written(tmp_path, tasks))

    assert str(refused.value).startswith("panel.yaml: ")
    assert told in str(refused.value)


def test_leaving_out_what_no_part_has_is_refused(tmp_path):
    head = HEAD + "includes: [shared]\nwithout: [glitter]\n"

    with pytest.raises(BadTemplate, match="task glitter: left out, but no included part has it"):
        plan_for(EventType.panel, written(tmp_path, SHOW, head, brief()))


def test_letting_an_unknown_task_wait_is_refused(tmp_path):
    head = HEAD + "also_needs:\n  glitter: [show]\n"

    with pytest.raises(BadTemplate, match="task glitter: named in also_needs"):
        plan_for(EventType.panel, written(tmp_path, SHOW, head))


def test_a_missing_part_is_named(tmp_path):
    with pytest.raises(BadTemplate, match=r"shared\.yaml: there is no such file"):
        plan_for(EventType.panel, written(tmp_path, SHOW, HEAD + "includes: [shared]\n"))


def test_what_is_left_out_passes_its_needs_on(tmp_path):
    middle = brief(key="middle", name="Do the middle", due="start-20d") + "    needs: [brief]\n"
    head = HEAD + "includes: [shared]\nwithout: [middle]\n"

    plan = plan_for(EventType.panel, written(tmp_path, SHOW + "    needs: [middle]\n", head, brief() + middle))

    assert [(task.key, task.needs) for task in plan.tasks] == [("brief", ()), ("show", ("brief",))]


def test_a_type_may_bring_its_own_in_place_of_a_shared_task(tmp_path):
    head = HEAD + "includes: [shared]\nwithout: [brief]\n"
    own = brief(name="Write it our way") + SHOW + "    needs: [brief]\n"

    plan = plan_for(EventType.panel, written(tmp_path, own, head, brief()))

    assert [task.name for task in plan.tasks] == ["Write it our way", "Hold the show"]


def test_shared_days_are_stretched_but_not_the_last_two_weeks(tmp_path):
    head = HEAD + "includes: [shared]\nstretch: 0.5\n"
    part = brief(due="start-114d") + brief(key="b", name="Bee", due="start-14d")

    plan = plan_for(EventType.panel, written(tmp_path, SHOW, head, part))

    assert [str(task.due) for task in plan.tasks] == ["start-64d", "start-14d", "start-5d"]
