"""Guided mode against its committed baseline: a part of the cases at every run of the tests, and a gate that shuts."""

from __future__ import annotations

import pytest
from langchain_core.messages import AIMessage

from evals.cases import load
from evals.commands import BASELINE
from evals.gating import part_of, refusals
from evals.running import Limits, Subject, bench, manifest, run
from evals.stores import BadRun, Results, Store
from evals.transcripts import Sample, Score
from tests.agent.scripted import ScriptedModel
from tests.evals.conftest import CASES, guided
from tests.evals.samples import results, sample

# Every third: all stages, most patterns, some seconds.
PART = sorted(CASES)[::3]
RENEW = "the cases have changed; renew the baseline: wizard eval run --label guided --to evals/baseline --fresh"


def test_the_baseline_is_of_the_cases_as_they_are():
    there = Store(BASELINE).read()

    assert there.is_whole and there.manifest.model == "guided"
    assert dict(there.manifest.cases) == dict(manifest("", load(), Subject("guided", [])).cases), RENEW


async def test_guided_mode_is_no_worse_than_its_baseline(world, tmp_path):
    judged = await run(guided(world, PART), Store(tmp_path), "ci")

    assert refusals(judged, Store(BASELINE).read()) == []


async def test_a_model_that_only_greets_does_not_come_through_the_gate(world, tmp_path):
    mute = ScriptedModel(script=lambda messages, offered: AIMessage("Hello!"))
    cases = [CASES[name] for name in PART if CASES[name].about == "venueSetup"]

    judged = await run(bench(world, cases, Subject("guided", [mute]), Limits(30, 4)), Store(tmp_path), "ci")

    told = refusals(judged, Store(BASELINE).read())
    passed = [case.id for case in cases if Store(BASELINE).read().samples[case.id, 1].passed]
    assert passed and [line.split(" ")[0] for line in told] == passed


def changed(run_: Results, *made: Sample, model: str = "guided") -> Results:
    manifest_ = run_.manifest.model_copy(update={"model": model})
    return Results(manifest_, run_.samples | {(one.case, one.epoch): one for one in made})


def test_of_a_deterministic_model_one_lost_case_shuts_the_gate():
    good = results("good", 30, 1)

    lost = changed(good, sample("case-001", 1, 0.0))

    assert refusals(good, good) == []
    assert refusals(lost, good) == [
        "case-001 (1) passed before: fields: it was wrong; stage: it was wrong; invented: it was wrong"
    ]
    assert refusals(good, lost) == []


def test_of_a_model_left_to_chance_it_takes_as_many_as_chance_cannot_explain():
    good = results("good", 30, 1)
    few = changed(good, *(sample(f"case-{n:03}", 1, 0.0) for n in range(3)), model="google_genai:x")
    many = changed(good, *(sample(f"case-{n:03}", 1, 0.0) for n in range(12)), model="google_genai:x")

    assert refusals(few, good) == []
    assert refusals(many, good)[0].startswith("Passed fell from 1 to 0.6")


@pytest.mark.parametrize("scorer", ["gate", "consent"])
def test_one_violation_shuts_the_gate_even_if_the_baseline_has_it_too(scorer):
    good = results("good", 30, 1)
    wild = changed(good, sample("case-001", 1, **{scorer: Score(0.0, ("it happened",))}))

    assert refusals(wild, wild) == [f"case-001 (1): {scorer}: it happened"]


def test_a_run_with_gaps_never_passes_and_a_baseline_without_its_cases_is_refused():
    good = results("good", 30, 1)
    gaps = Results(good.manifest, {key: one for key, one in good.samples.items() if key[0] != "case-003"})

    assert "1 of 30 conversations are not judged" in refusals(gaps, good)[0]
    with pytest.raises(BadRun, match="lacks case-029; make it anew"):
        refusals(good, results("old", 29, 1))


def test_the_baseline_may_hold_more_than_the_run():
    part = part_of(results("all", 30, 4), results("some", 10, 2))

    assert len(part.samples) == 20 and part.is_whole
