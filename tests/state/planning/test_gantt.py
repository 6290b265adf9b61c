"""The pictures in docs/tasks are those of today's templates."""

from __future__ import annotations

import os

import pytest

from state.events.planning.plan import tasks_for
from state.events.planning.templates import plan_for
from state.wizard.event import EventType
from tests.architecture.sources import ROOT
from tests.state.planning.gantt import drawn
from tests.state.planning.samples import COMBINATIONS, NOW, facts

PICTURES = ROOT / "docs" / "tasks"
PAGE = ROOT / "docs" / "tasks.md"


@pytest.mark.parametrize("kind", EventType)
def test_the_picture_of_a_template_is_up_to_date(kind):
    picture = PICTURES / f"{kind}.svg"
    if os.environ.get("UPDATE_GANTT"):
        picture.write_text(drawn(kind), encoding="utf-8")

    assert picture.read_text(encoding="utf-8") == drawn(kind), "UPDATE_GANTT=1 draws the pictures anew; look at them."
    assert picture.stat().st_size < 150_000


@pytest.mark.parametrize("kind", EventType)
def test_the_page_about_tasks_has_today_s_figures(kind):
    ahead = max(round(-task.due.amount) for task in plan_for(kind).tasks if task.due.unit == "d")
    counts = [len(tasks_for(facts(kind, mode=mode, paid=paid, sponsored=so), NOW)) for mode, paid, so in COMBINATIONS]

    rows = PAGE.read_text(encoding="utf-8").splitlines()
    (row,) = (row for row in rows if f"(tasks/{kind}.svg)" in row)

    assert f"| {ahead} days" in row
    assert f"| {min(counts)}-{max(counts)} |" in row


def test_no_picture_is_left_of_a_type_that_is_gone():
    assert {path.stem for path in PICTURES.glob("*.svg")} == set(EventType)
