"""Figures of a run that reports show: how far conversations came, which fields were right, what stages took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from evals.scorers import SCORERS
from evals.stores import Results
from evals.transcripts import Sample
from state.wizard.stages import STAGES


@dataclass(frozen=True)
class Share:
    """`got` of `of`."""

    got: int
    of: int

    @property
    def value(self) -> float:
        return self.got / self.of if self.of else 0.0

    def __str__(self) -> str:
        return f"{self.got} of {self.of}"


@dataclass(frozen=True)
class Taken:
    """What a stage took over all conversations that came there."""

    conversations: int
    turns: int
    calls: int
    tokens: int
    latency_ms: int


def funnel(results: Results) -> dict[str, Share]:
    """For each stage: of the conversations that should have finished it, how many did."""
    due: Counter[str] = Counter()
    done: Counter[str] = Counter()
    for sample in results.samples.values():
        details = sample.scores["stage"].details
        due.update(details["due"])
        done.update(stage for stage in details["due"] if stage in details["done"])
    return {stage.id: Share(done[stage.id], due[stage.id]) for stage in STAGES if due[stage.id]}


def fields(results: Results) -> dict[str, Counter[str]]:
    """For each field, how often it ended right, wrong, missing or extra."""
    found: dict[str, Counter[str]] = {}
    for sample in results.samples.values():
        for name, outcome in sample.scores["fields"].details.items():
            found.setdefault(name, Counter())[outcome] += 1
    order = [f"{stage.id}.{name}" for stage in STAGES for name in stage.field_names]
    return {name: found[name] for name in order if name in found}


def taken(results: Results) -> dict[str, Taken]:
    sums: dict[str, Counter[str]] = {}
    for sample in results.samples.values():
        for stage, took in sample.scores["effort"].details.items():
            sums.setdefault(stage, Counter()).update({"conversations": 1, **took})
    return {stage.id: Taken(**sums[stage.id]) for stage in STAGES if stage.id in sums}


def averages(results: Results) -> Iterator[tuple[str, float | None, int]]:
    """Of each scorer: the mean where there was something to judge, and how many findings there are."""
    for scorer in SCORERS:
        scores = [one.scores[scorer.name] for one in results.samples.values() if scorer.name in one.scores]
        values = [score.value for score in scores if score.value is not None]
        if values:
            mean = sum(values) / len(values)
            yield scorer.title, mean, sum(len(score.findings) for score in scores)


def passed(results: Results) -> Share:
    return Share(sum(sample.passed for sample in results.samples.values()), len(results.samples))


def misses(results: Results) -> list[Sample]:
    return [sample for _, sample in sorted(results.samples.items()) if not sample.passed]


def findings(sample: Sample) -> list[str]:
    """What decides first."""
    order = sorted(SCORERS, key=lambda scorer: not scorer.decides)
    known = {scorer.name for scorer in SCORERS}
    names = [scorer.name for scorer in order] + [name for name in sample.scores if name not in known]
    return [f"{name}: {text}" for name in names if name in sample.scores for text in sample.scores[name].findings]


def cost(results: Results) -> str:
    costs = [sample.transcript.cost_micros for sample in results.samples.values() if sample.transcript]
    known = [each for each in costs if each is not None]
    return f"${sum(known) / 1_000_000:.4f}" + ("" if len(known) == len(costs) else " and what has no known price")
