"""Whether the conversation led to the stage it should, published or not, and of itself.

`details` name the stages that are done and those that are due.
"""

from __future__ import annotations

from collections.abc import Iterator

from evals.cases import Case
from evals.standing import stages_before
from evals.transcripts import Score, Transcript
from state.wizard.stages import STAGES


def judge(case: Case, transcript: Transcript) -> Score:
    findings = tuple(_findings(case, transcript))
    return Score(float(not findings), findings, {"done": list(transcript.final.completed), "due": _due(case)})


def _due(case: Case) -> list[str]:
    """The stages that are done when all goes well, without those that were done before it began."""
    ids = [stage.id for stage in STAGES]
    upto = len(ids) if case.expect.published else ids.index(case.expect.stage)
    return [stage for stage in ids[:upto] if stage not in stages_before(case)]


def _findings(case: Case, transcript: Transcript) -> Iterator[str]:
    final, due = transcript.final, case.expect
    if final.stage != due.stage:
        yield f"it stands at {final.stage} instead of {due.stage}"
    if final.has_event != due.published:
        yield "it was published" if final.has_event else "it was not published"
    if transcript.gave_up:
        yield transcript.gave_up
