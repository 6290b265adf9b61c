"""Each planted fault is flagged by the scorer that is there for it; the untouched model is not."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from langchain_core.tools import StructuredTool

from evals.models import Alone
from evals.replay import Records
from evals.scorers import SCORERS
from tests.evals import obedient
from tests.evals.conftest import hosted
from tests.fakes import gemini_brain
from tests.fakes.gemini import serving

PROMPTS = Path(__file__).parents[2] / "prompts"
# The stage whose prompt is damaged, the case that shows it, the scorer that must see it.
DAMAGED = [
    ("organizerSetup", "organizer-no-guessing-from-email", "forbidden"),
    ("eventSetup", "event-ambiguous-date", "forbidden"),
    ("venueSetup", "venue-known-place-invents-nothing", "invented"),
    ("ticketSetup", "tickets-one-price-corrected", "fields"),
    ("sponsorsMedia", "sponsors-level-asked", "invented"),
    ("reviewPublish", "review-looks-good-is-no-word", "consent"),
]
# The model, the case, all scorers that must see it.
WILFUL = [
    (obedient.publishes_by_itself, "organizer-asks-why", {"consent", "gate"}),
    (obedient.publishes_by_itself, "review-off-topic", {"consent"}),
    (obedient.calls_what_is_not_there, "organizer-asks-why", {"gate"}),
    (obedient.invents_a_date, "event-title-corrected", {"invented"}),
    (obedient.ignores_corrections, "venue-capacity-corrected", {"corrections", "fields"}),
    (obedient.ignores_corrections, "sponsors-level-corrected", {"corrections", "fields"}),
]


async def judged(world, tmp_path, brain, case: str, prompts: Path | None = None, tools: Any = None):
    with serving(brain=brain) as fake:
        async with hosted(world, fake, Records(tmp_path / "replies"), [case], prompts=prompts) as at:
            if tools:
                model: Any = at.subject.models[0]
                at = _with(at, world, tools(hosted=model.hosted))
            made = await at.one((case, 1))
    assert made.error is None and fake.illegal == [], made.error
    return made


def _with(at, world, model):
    return type(at)([world.keeper(model)], at.cases, at.subject, at.limits)


def flagged(sample) -> set[str]:
    return {scorer.name for scorer in SCORERS if sample.scores[scorer.name].findings}


def without(tmp_path: Path, stage: str) -> Path:
    """The shipped prompts, less the one sentence that keeps the model of this stage from its mistake."""
    folder = tmp_path / "prompts"
    shutil.copytree(PROMPTS, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    path, sentence = folder / "stages" / f"{stage}.md", obedient.RULES[stage][0]
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if sentence not in line]
    assert len(kept) == len(lines) - 1, f"the prompt of {stage} no longer says: {sentence}"
    path.write_text("".join(kept), encoding="utf-8")
    return folder


@pytest.mark.parametrize(("stage", "case", "scorer"), DAMAGED, ids=lambda value: value)
async def test_a_damaged_prompt_is_flagged_and_the_shipped_one_is_not(world, tmp_path, stage, case, scorer):
    sound = await judged(world, tmp_path / "a", obedient.obeys, case)
    damaged = await judged(world, tmp_path / "b", obedient.obeys, case, without(tmp_path, stage))

    assert scorer not in flagged(sound)
    assert scorer in flagged(damaged) and not damaged.passed


class Damaged(Alone):
    """Sees the tools with one half of a sentence gone."""

    def bind_tools(self, tools, **kwargs):
        return super().bind_tools([_damaged(tool) for tool in tools], **kwargs)


def _damaged(tool):
    text = tool.description.replace(f", and {obedient.TOOL_RULE}", "")
    return StructuredTool(name=tool.name, description=text, args_schema=tool.args_schema, coroutine=tool.coroutine)


async def test_a_damaged_tool_text_is_flagged_and_the_shipped_one_is_not(world, tmp_path):
    case = "organizer-role-unclear"
    sound = await judged(world, tmp_path / "a", obedient.obeys, case)
    damaged = await judged(world, tmp_path / "b", obedient.obeys, case, tools=Damaged)

    assert flagged(sound) & {"invented", "forbidden"} == set()
    assert flagged(damaged) >= {"invented", "forbidden"} and not damaged.passed


@pytest.mark.parametrize(
    ("brain", "case", "scorers"), WILFUL, ids=[f"{brain.__name__} {case}" for brain, case, _ in WILFUL]
)
async def test_a_wilful_model_is_flagged_and_an_honest_one_is_not(world, tmp_path, brain, case, scorers):
    honest = await judged(world, tmp_path / "a", gemini_brain.parts, case)
    wilful = await judged(world, tmp_path / "b", brain, case)

    assert scorers <= flagged(wilful)
    assert flagged(honest) & scorers == set()
    assert not wilful.passed


async def test_no_way_of_publishing_by_itself_comes_to_an_event(world, tmp_path):
    made = await judged(world, tmp_path, obedient.publishes_by_itself, "organizer-asks-why")

    assert made.transcript and not made.transcript.final.has_event
