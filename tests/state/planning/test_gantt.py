"""The pictures in docs/tasks are those of today's templates."""

from __future__ import annotations

import os

import pytest

from state.wizard.event import EventType
from tests.architecture.sources import ROOT
from tests.state.planning.gantt import drawn

PICTURES = ROOT / "docs" / "tasks"


@pytest.mark.parametrize("kind", EventType)
def test_the_picture_of_a_template_is_up_to_date(kind):
    picture = PICTURES / f"{kind}.svg"
    if os.environ.get("UPDATE_GANTT"):
        picture.write_text(drawn(kind), encoding="utf-8")

    assert picture.read_text(encoding="utf-8") == drawn(kind), "UPDATE_GANTT=1 draws the pictures anew; look at them."
    assert picture.stat().st_size < 150_000


def test_no_picture_is_left_of_a_type_that_is_gone():
    assert {path.stem for path in PICTURES.glob("*.svg")} == set(EventType)
