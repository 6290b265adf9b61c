"""A hosted model in every part it can have: measured, playing the organizer, grading; over the wire, by the command."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessage

from agent.faults import Kind, ModelFault
from agent.guided.model import GuidedModel
from evals.cases import load
from evals.estimates import estimate
from evals.judging import sample
from evals.organizers import Played
from evals.stores import Store
from evals.tone import Grader
from tests.agent.hosted import MODEL
from tests.agent.scripted import ScriptedModel
from tests.evals.conftest import CASES
from tests.evals.samples import exchange, transcript
from tests.fakes import gemini_brain
from tests.fakes.gemini import KEY, serving
from tests.server.processes import wizard

ROOT = Path(__file__).parents[2]
CASE = CASES["answered-until-tickets"]
LINES = {
    "organizerSetup": "Jan Kos, jan@kos.example, agency",
    "eventSetup": 'a runway show called "Grey Matter" on 12 September 2031 at 19:00 in Warsaw',
    "venueSetup": "physical, Mińska 25, Warsaw, 350 guests",
}


def grades(answer: str) -> Grader:
    return Grader(ScriptedModel(script=lambda messages, _: AIMessage(answer)))


@pytest.mark.parametrize(
    ("answer", "value", "findings"),
    [
        ("5 Very kind.", 1.0, ()),
        ("3: a bit stiff", 0.5, ("a bit stiff",)),
        ("1", 0.0, ()),
        ("Lovely!", None, ("the grader gave no grade: Lovely!",)),
        ("9 out of 10", None, ("the grader gave no grade: 9 out of 10",)),
    ],
)
async def test_a_grade_is_a_number_and_a_reason(answer, value, findings):
    score = await grades(answer).grade(CASE, transcript(exchange("hi", "hello")))

    assert (score.value, score.findings) == (value, findings)


async def test_a_grader_that_fails_leaves_no_grade():
    failing = Grader(ScriptedModel(script=lambda messages, _: ModelFault(Kind.too_slow)))

    score = await failing.grade(CASE, transcript(exchange("hi", "hello")))

    assert score.value is None and "broke off" in score.findings[0]


async def test_a_conversation_whose_organizer_fails_is_judged_by_nobody(world):
    told = {("organizerSetup", "name"): CASE.facts["organizerSetup"]["name"]}
    failing = Played(CASE, told, ScriptedModel(script=lambda messages, _: ModelFault(Kind.too_slow)))

    made = await sample(world.keeper(GuidedModel()), CASE, 1, failing, 30)

    assert made.error == "who plays the organizer broke off: too_slow" and not made.passed


def everybody(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Grades, plays the organizer, or is the copilot, as it is told."""
    part = body["systemInstruction"]["parts"][0]["text"]
    if part.startswith("You judge"):
        return [{"text": "4 Friendly, if brief."}]
    if part.startswith("You play"):
        heard = body["contents"][-1]["parts"][0]["text"]
        stage = "eventSetup" if "event itself" in heard else "venueSetup" if "Now the venue" in heard else None
        if "Now the tickets" in heard:
            return [{"text": "[end]"}]
        return [{"text": "next" if "Anything to add" in heard else LINES[stage or "organizerSetup"]}]
    return gemini_brain.parts(body)


def test_one_model_can_have_every_part_by_the_command(tmp_path):
    where = tmp_path / "run"
    options = ("--model", f"google_genai:{MODEL}", "--organizer", "model", "--tone", "--budget", "1")
    with serving(brain=everybody) as fake:
        environment = {"GOOGLE_API_KEY": KEY, "GEMINI_BASE_URL": fake.address}
        said = wizard("eval", "run", "--only", CASE.id, "--to", str(where), *options, **environment)

    assert said.code == 0 and fake.illegal == [], said.err
    assert "model calls" in said.err and "live replies for $0.0" in said.err
    results = Store(where).read()
    (made,) = results.samples.values()
    assert made.passed and made.scores["tone"].value == 0.75
    assert results.manifest.organizer == "model" and made.transcript and made.transcript.cost_micros


def test_an_estimate_is_free_for_guided_mode_and_grows_with_epochs():
    cases = load()

    free, once, twice = (estimate(cases, n, model, None) for n, model in ((1, "guided"), (1, MODEL), (2, MODEL)))

    assert free.micros == 0 < once.micros < twice.micros and once.price_known
    assert not estimate(cases, 1, "google_genai:unheard-of", None).price_known
    assert 2_000_000 < once.tokens < 6_000_000, "all cases took 2.9 million tokens over the wire"


EVAL = ROOT / ".venv" / "eval" / "bin" / "python"


@pytest.mark.skipif(not EVAL.exists(), reason="inspect-ai is not installed; `make eval` does: its shell was not run")
def test_by_inspect_ai_the_folder_is_the_same_and_there_is_a_log(tmp_path):
    command = [EVAL, "-m", "server.cli", "eval", "run", "--only", "sponsors-skip", "--inspect", "--epochs", "2"]
    done = subprocess.run([*command, "--to", tmp_path / "run"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert len(Store(tmp_path / "run").read().samples) == 2
    assert len(list((tmp_path / "run" / "logs").glob("*.eval"))) == 1
