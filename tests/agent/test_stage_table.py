"""A stage is complete: one row in the registry, and one file each in state, tools, prompts."""

from __future__ import annotations

from importlib.resources import files

import pytest

from agent.guided.questions import QUESTIONS
from agent.stages import STAGES
from prompts import load
from state.wizard.stages import REVIEW
from state.wizard.stages import STAGES as REGISTRY

HEADINGS = ["## Goal", "## Ask for", "## Do not", "## Done when"]


def test_the_agent_speaks_in_every_stage_of_the_registry_in_its_order():
    assert [row.id for row in STAGES] == [stage.id for stage in REGISTRY]


@pytest.mark.parametrize("row", STAGES, ids=lambda row: row.id)
def test_a_stage_has_a_prompt_of_four_parts_and_files_of_its_own_on_each_floor(row):
    prompt = load(row.prompt)

    module = row.stage.model.__module__.rsplit(".", 1)[1]
    assert [heading for heading in HEADINGS if heading not in prompt.text] == []
    assert files("tools").joinpath(f"{module}.py").is_file()
    assert files("state.wizard").joinpath(f"{module}.py").is_file()


@pytest.mark.parametrize("row", STAGES, ids=lambda row: row.id)
def test_a_stage_declares_its_own_saving_tool_and_no_other_stage_s(row):
    own = {tool.name for tool in row.own}
    others = {tool.name for other in STAGES if other is not row for tool in other.own}

    declared = {tool.name for tool in row.tools}

    assert own <= declared
    assert not declared & (others - own)
    assert ("continue_to_next_stage" in declared) == (row.stage is not REVIEW)
    assert any("publish" in name for name in declared) == (row.stage is REVIEW)


@pytest.mark.parametrize("stage", REGISTRY, ids=lambda stage: stage.id)
def test_guided_mode_has_a_question_for_every_field_that_can_be_required(stage):

    conditional = {
        "venueSetup": ["address", "city", "capacity", "streaming_url"],
        "ticketSetup": ["currency", "payment"],
    }
    always = [name for name, info in stage.model.model_fields.items() if info.is_required()]
    asked = [] if stage is REVIEW else always + conditional.get(stage.id, [])

    assert [name for name in asked if (stage.id, name) not in QUESTIONS] == []
