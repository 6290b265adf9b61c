"""Whether what the organizer took back is gone: no corrected field may hold a value from before."""

from __future__ import annotations

from evals import standing
from evals.cases import Case
from evals.sameness import is_right
from evals.transcripts import Score, Transcript


def judge(case: Case, transcript: Transcript) -> Score:
    corrected = [
        (f"{stage}.{name}", told, transcript.final.data.get(stage, {}).get(name))
        for stage, fields in standing.expected(case).items()
        for name, told in fields.items()
        if told.was
    ]
    findings = tuple(f"{name} is still {got!r}" for name, told, got in corrected if is_right(got, told.was))
    return Score(1 - len(findings) / len(corrected) if corrected else None, findings)
