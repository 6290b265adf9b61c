"""Whether the model kept to the tools of the stage it spoke for, and no stage was passed over."""

from __future__ import annotations

from collections.abc import Iterator

from evals.cases import Case
from evals.transcripts import Call, Score, Transcript
from state.wizard.stages import STAGES

_ORDER = [stage.id for stage in STAGES]


def judge(case: Case, transcript: Transcript) -> Score:
    findings = (*(text for call in transcript.calls for text in _of(call)), *_passed_over(transcript))
    return Score(float(not findings), findings)


def _of(call: Call) -> Iterator[str]:
    if not call.offered:
        yield f"{call.name} was called at {call.stage}, which does not offer it"
    codes = {error.get("code") for error in call.result.get("refused", ()) if isinstance(error, dict)}
    if "stage_not_allowed" in codes:
        yield f"{call.name} was called at {call.stage} for {call.args.get('stage')!r}"


def _passed_over(transcript: Transcript) -> Iterator[str]:
    final = transcript.final
    before = _ORDER[: _ORDER.index(final.stage)]
    for stage in before:
        if stage not in final.completed:
            yield f"{final.stage} was reached without {stage}"
