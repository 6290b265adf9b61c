"""Whether a run may pass: whole, without violations, and no worse than the baseline.
A deterministic model loses no case."""

from __future__ import annotations

from collections.abc import Iterator

from agent.models import GUIDED
from evals.comparing.comparison import MUST_BE_CLEAN, Verdict, compared
from evals.comparing.reliability import violations
from evals.reports.figures import findings
from evals.stores import BadRun, Results
from evals.transcripts import Sample


def refusals(results: Results, baseline: Results) -> list[str]:
    """Why it may not; empty when it may. The baseline may hold more cases and epochs. Raises BadRun where it does not
    hold what it takes to judge."""
    if not results.is_whole:
        return [results.gaps()]
    part = part_of(baseline, results)
    told = [f"{case} ({epoch}): {text}" for case, epoch, text in violations(results, MUST_BE_CLEAN)]
    told += list(_lost(results, part)) if results.manifest.model == GUIDED else []
    comparison = compared(part, results)
    if comparison.verdict is Verdict.worse and not told:
        told += [
            f"{each.metric.title} fell from {each.before:.3g} to {each.after:.3g} (p = {each.adjusted:.2g})"
            for each in comparison.differences
            if each.verdict is Verdict.worse
        ]
    return told


def part_of(baseline: Results, results: Results) -> Results:
    """The baseline, cut to the cases and epochs of the run."""
    wanted, there = results.manifest, baseline.manifest
    if lacking := sorted(set(wanted.cases) - set(there.cases)):
        raise BadRun(f"The baseline “{there.label}” lacks {', '.join(lacking)}; make it anew.")
    cases = {name: there.cases[name] for name in wanted.cases}
    part = there.model_copy(update={"cases": cases, "epochs": min(there.epochs, wanted.epochs)})
    return Results(part, {key: baseline.samples[key] for key in part.planned if key in baseline.samples})


def _lost(results: Results, baseline: Results) -> Iterator[str]:
    """A case that passed and passes no more is no chance where nothing is left to chance."""
    for key, before in baseline.samples.items():
        now = results.samples.get(key)
        if before.passed and now and not now.passed:
            yield f"{_named(now)} passed before: {'; '.join(findings(now)[:3])}"


def _named(sample: Sample) -> str:
    return f"{sample.case} ({sample.epoch})"
