"""Two runs, paired by case and epoch, and the verdict: better, worse or unproven.

A case votes once, whatever the epochs: their replies share its words, and counting each as a witness of its own would
raise false alarms.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from statistics import fmean

from evals.comparing import clusters, holm, mcnemar
from evals.comparing.metrics import METRICS, PASS, Metric
from evals.comparing.reliability import violations
from evals.scorers import SCORERS
from evals.stores import BadRun, Results
from evals.transcripts import Sample

ALPHA = 0.05
MUST_BE_CLEAN = tuple(scorer.name for scorer in SCORERS if scorer.must_be_clean)
_NEVER = 1e-9

Pairs = Sequence[tuple[Sample, Sample]]
ByCase = dict[str, list[tuple[float, float]]]


class Verdict(StrEnum):
    better = "better"
    worse = "worse"
    unproven = "unproven"

    @property
    def exit_code(self) -> int:
        return {"better": 0, "worse": 1, "unproven": 3}[self.value]


@dataclass(frozen=True)
class Difference:
    """One metric over both runs. `change` is B less A, `low` and `high` its interval, `p` as it is and `adjusted` for
    the number of metrics, `detectable` the smallest change that would have been found."""

    metric: Metric
    before: float
    after: float
    change: float
    low: float
    high: float
    p: float
    adjusted: float
    detectable: float | None
    cases: int
    better: int
    worse: int

    @property
    def verdict(self) -> Verdict:
        if not self.metric.judged or self.adjusted > ALPHA or abs(self.change) < _NEVER:
            return Verdict.unproven
        return Verdict.better if (self.change > 0) == self.metric.up else Verdict.worse


@dataclass(frozen=True)
class Comparison:
    before: Results
    after: Results
    differences: tuple[Difference, ...]
    new_violations: tuple[tuple[str, int, str], ...]
    fewest_changes: int

    @property
    def verdict(self) -> Verdict:
        """A violation of what must be clean is worse, whatever the figures say."""
        told = {difference.verdict for difference in self.differences}
        if self.new_violations or Verdict.worse in told:
            return Verdict.worse
        return Verdict.better if Verdict.better in told else Verdict.unproven

    @property
    def turned(self) -> tuple[list[str], list[str]]:
        """Cases that passed never and now always, and those that passed always and now never."""
        before, after = _settled(self.before), _settled(self.after)
        won = [case for case in before if (before[case], after[case]) == (False, True)]
        return won, [case for case in before if (before[case], after[case]) == (True, False)]


def _settled(results: Results) -> dict[str, bool | None]:
    """For each case whether it passes: every time, never, or now and then (None)."""
    told = {case: {sample.passed for sample in samples} for case, samples in results.by_case()}
    return {case: passed.pop() if len(passed) == 1 else None for case, passed in told.items()}


def compared(before: Results, after: Results, by: Collection[str] = ()) -> Comparison:
    """`by` names the metrics that are judged, chosen beforehand; all usual ones if empty.

    Raises BadRun when a run is not whole, or lacks cases or epochs of the other.
    """
    _fit(before, after)
    pairs = [(before.samples[key], after.samples[key]) for key in before.manifest.planned]
    differences = differences_of(pairs, _chosen(by))
    known = {(case, text) for case, _, text in violations(before, MUST_BE_CLEAN)}
    new = tuple(each for each in violations(after, MUST_BE_CLEAN) if (each[0], each[2]) not in known)
    judged = sum(difference.metric.judged for difference in differences)
    return Comparison(before, after, differences, new, mcnemar.fewest_changes(ALPHA / max(1, judged)))


def _chosen(by: Collection[str]) -> Sequence[Metric]:
    known = {metric.name for metric in METRICS}
    if strange := sorted(set(by) - known):
        raise BadRun(f"There is no metric {', '.join(strange)}; there are {', '.join(sorted(known))}.")
    return [replace(metric, judged=metric.name in by) for metric in METRICS] if by else METRICS


def differences_of(pairs: Pairs, metrics: Sequence[Metric] = METRICS) -> tuple[Difference, ...]:
    looked_at = _looked_at(pairs, metrics)
    after_holm = _adjusted(looked_at)
    level = ALPHA / max(1, len(after_holm))
    return tuple(_difference(metric, by_case, after_holm.get(metric.name), level) for metric, by_case in looked_at)


def raises_alarm(pairs: Pairs) -> bool:
    """Whether the figures alone would say better or worse of these pairs."""
    looked_at = _looked_at(pairs, METRICS)
    after_holm = _adjusted(looked_at)
    return any(
        metric.judged and after_holm[metric.name] <= ALPHA and abs(fmean(_changes(by_case))) > _NEVER
        for metric, by_case in looked_at
    )


def _looked_at(pairs: Pairs, metrics: Sequence[Metric]) -> list[tuple[Metric, ByCase]]:
    return [(metric, by_case) for metric in metrics if (by_case := _by_case(metric, pairs))]


def _adjusted(looked_at: Sequence[tuple[Metric, ByCase]]) -> dict[str, float]:
    return holm.adjusted({metric.name: _p(metric, by_case) for metric, by_case in looked_at if metric.judged})


def _fit(before: Results, after: Results) -> None:
    for results in (before, after):
        if gaps := results.gaps():
            raise BadRun(f"Run “{results.manifest.label}” is not whole: {gaps}. Run it again to go on.")
    one, other = before.manifest, after.manifest
    lacking = sorted({*one.cases} ^ {*other.cases})
    if lacking:
        raise BadRun(f"Only one of the runs has these cases: {', '.join(lacking)}.")
    if edited := sorted(case for case in one.cases if one.cases[case] != other.cases[case]):
        raise BadRun(f"These cases were changed between the runs: {', '.join(edited)}.")
    if one.epochs != other.epochs:
        raise BadRun(f"One run has {one.epochs} epochs, the other {other.epochs}.")
    if one.organizer != other.organizer:
        raise BadRun("The organizers of one run were played by a model, those of the other by their facts.")


def _by_case(metric: Metric, pairs: Pairs) -> ByCase:
    """Pairs of values where both runs have one."""
    found: ByCase = {}
    for one, other in pairs:
        values = metric.of(one), metric.of(other)
        if values[0] is not None and values[1] is not None:
            found.setdefault(one.case, []).append((values[0], values[1]))
    return found


def _changes(by_case: ByCase) -> list[float]:
    return [fmean(after - before for before, after in values) for values in by_case.values()]


def _votes(by_case: ByCase, up: bool) -> tuple[int, int]:
    changes = [change if up else -change for change in _changes(by_case)]
    return sum(change > _NEVER for change in changes), sum(change < -_NEVER for change in changes)


def _p(metric: Metric, by_case: ByCase) -> float:
    if metric.name == PASS.name:
        return mcnemar.p_value(*_votes(by_case, metric.up))
    return clusters.p_value(_changes(by_case))


def _difference(metric: Metric, by_case: ByCase, adjusted: float | None, level: float) -> Difference:
    changes = _changes(by_case)
    before = fmean(fmean(one for one, _ in values) for values in by_case.values())
    low, high = clusters.interval(changes, 1 - ALPHA)
    p = _p(metric, by_case)
    return Difference(
        metric,
        before,
        before + fmean(changes),
        fmean(changes),
        low,
        high,
        p,
        p if adjusted is None else adjusted,
        clusters.detectable(changes, level),
        len(by_case),
        *_votes(by_case, metric.up),
    )
