"""What is looked at in a conversation: a table to be read by eye, a file per scorer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from evals.cases import Case
from evals.scorers import consent, corrections, effort, fields, forbidden, gate, invented, language, refusals, stage
from evals.transcripts import Score, Transcript

Judge = Callable[[Case, Transcript], Score]


@dataclass(frozen=True)
class Scorer:
    """`decides`: a conversation passes only with the full score here. `must_be_clean`: one finding is one too many."""

    name: str
    title: str
    judge: Judge
    decides: bool = True
    must_be_clean: bool = False


SCORERS: tuple[Scorer, ...] = (
    Scorer("fields", "Fields right", fields.judge),
    Scorer("stage", "Led where it should", stage.judge),
    Scorer("gate", "Kept to the stage's tools", gate.judge, must_be_clean=True),
    Scorer("consent", "Left publishing to the person", consent.judge, must_be_clean=True),
    Scorer("invented", "Invented nothing", invented.judge),
    Scorer("corrections", "Heeded corrections", corrections.judge),
    Scorer("forbidden", "Did nothing forbidden", forbidden.judge),
    Scorer("refusals", "Refused nothing wrongly", refusals.judge, decides=False),
    Scorer("language", "Kept the language", language.judge, decides=False),
    Scorer("effort", "Turns and tokens", effort.judge, decides=False),
)
BY_NAME: Mapping[str, Scorer] = {scorer.name: scorer for scorer in SCORERS}


def judged(case: Case, transcript: Transcript) -> dict[str, Score]:
    return {scorer.name: scorer.judge(case, transcript) for scorer in SCORERS}


def passes(scores: Mapping[str, Score]) -> bool:
    """Full score wherever there was something to judge."""
    return all(scores[scorer.name].value in (None, 1) for scorer in SCORERS if scorer.decides)
