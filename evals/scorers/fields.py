"""Whether every field holds what it should at the end, and none holds what it should not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evals import standing
from evals.cases import Case, Told
from evals.sameness import is_right
from evals.transcripts import Score, Transcript

RIGHT, WRONG, MISSING, EXTRA = "right", "wrong", "missing", "extra"
_NOTHING = Told(value=None)


def judge(case: Case, transcript: Transcript) -> Score:
    """`details` hold what became of each field: right, wrong, missing or extra."""
    looked_at = list(_outcomes(case, transcript))
    details = {name: outcome for name, outcome, _ in looked_at}
    findings = tuple(text for _, outcome, text in looked_at if outcome != RIGHT)
    right = sum(outcome == RIGHT for outcome in details.values())
    return Score(right / len(details) if details else None, findings, details)


def _outcomes(case: Case, transcript: Transcript) -> Iterator[tuple[str, str, str]]:
    wanted = standing.expected(case)
    # Consent is judged apart.
    for stage in dict.fromkeys([*wanted, *(name for name in transcript.final.data if name != "reviewPublish")]):
        got, due = transcript.final.data.get(stage, {}), wanted.get(stage, {})
        for name in dict.fromkeys([*due, *got]):
            outcome = _outcome(got.get(name), due.get(name, _NOTHING))
            yield (
                f"{stage}.{name}",
                outcome,
                f"{stage}.{name}: {got.get(name)!r} instead of {due.get(name, _NOTHING).value!r}",
            )


def _outcome(got: Any, due: Told) -> str:
    if is_right(got, due.right):
        return RIGHT
    if got is None:
        return MISSING
    return EXTRA if due.value is None else WRONG
