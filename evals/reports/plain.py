"""Reports for programs and pull requests: Markdown, JSON, JUnit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any
from xml.etree import ElementTree as Xml

from evals.comparing.comparison import Comparison, Difference
from evals.comparing.reliability import pass_hat
from evals.reports import charts, figures
from evals.reports.web_page import changes, reason
from evals.stores import Results

_MOST_ROWS = 20


def markdown(comparison: Comparison) -> str:
    """For a pull request: the verdict first."""
    before, after = comparison.before, comparison.after
    return "\n".join(
        [
            f"### Eval: {comparison.verdict}",
            "",
            f"{before.manifest.label} → {after.manifest.label}: {reason(comparison)}.",
            "",
            *(f"- {text}" for text in changes(comparison)),
            "",
            "| metric | A | B | change (95%) | p (Holm) | verdict |",
            "|---|---|---|---|---|---|",
            *map(_line, comparison.differences),
            "",
            *_flips(comparison),
        ]
    )


def _line(each: Difference) -> str:
    scale, unit = (100, "%") if charts.is_share(each) else (1, each.metric.unit)
    values = f"{each.before * scale:.1f}{unit} | {each.after * scale:.1f}{unit}"
    change = f"{each.change * scale:+.1f} ({each.low * scale:+.1f} to {each.high * scale:+.1f})"
    told = f"{each.adjusted:.3g} | {each.verdict}" if each.metric.judged else "– | not judged"
    return f"| {each.metric.title} | {values} | {change} | {told} |"


def _flips(comparison: Comparison) -> Iterator[str]:
    changed = [
        (one, other)
        for key in comparison.before.manifest.planned
        if (one := comparison.before.samples[key]).passed != (other := comparison.after.samples[key]).passed
    ]
    for one, other in changed[:_MOST_ROWS]:
        why = figures.findings(one if other.passed else other)
        yield f"- {one.case} ({one.epoch}): {'now passes' if other.passed else 'now misses'} ({'; '.join(why[:2])})"
    if len(changed) > _MOST_ROWS:
        yield f"- and {len(changed) - _MOST_ROWS} more"


def run_markdown(results: Results) -> str:
    """A run by itself: scores, and every miss."""
    passed, it = figures.passed(results), results.manifest
    return "\n".join(
        [
            f"### Eval run: {it.label}",
            "",
            f"{passed} conversations passed. Model {it.model}, {len(it.cases)} cases, {it.epochs} epoch(s).",
            "",
            "| scorer | mean | findings |",
            "|---|---|---|",
            *(f"| {title} | {(mean or 0) * 100:.1f}% | {found} |" for title, mean, found in figures.averages(results)),
            "",
            *(f"- {one.case} ({one.epoch}): {'; '.join(figures.findings(one))}" for one in figures.misses(results)),
            *([f"- Not judged: {results.gaps()}"] if results.gaps() else []),
            "",
        ]
    )


def as_data(comparison: Comparison) -> Mapping[str, Any]:
    """The comparison as JSON takes it."""
    runs = {"before": comparison.before, "after": comparison.after}
    return {
        "verdict": comparison.verdict,
        "reason": reason(comparison),
        "differences": [
            {**asdict(each), "metric": each.metric.name, "verdict": each.verdict} for each in comparison.differences
        ],
        "new_violations": [list(each) for each in comparison.new_violations],
        "fewest_changes": comparison.fewest_changes,
        **{name: {"manifest": run.manifest.model_dump(), "pass_hat": _hats(run)} for name, run in runs.items()},
    }


def _hats(results: Results) -> dict[str, float]:
    return {str(k): share for k, share in pass_hat(results).items()}


def junit(results: Results) -> str:
    """A test case for each conversation: missed ones fail, broken ones and those never run are errors."""
    whole = Xml.Element("testsuite", name=f"evals: {results.manifest.label}", tests=str(len(results.manifest.planned)))
    whole.set("failures", str(len(figures.misses(results))))
    whole.set("errors", str(len(results.missing)))
    for case, epoch in results.manifest.planned:
        entry = Xml.SubElement(whole, "testcase", classname=f"evals.{case}", name=f"epoch {epoch}")
        sample = results.samples.get((case, epoch))
        if sample is None:
            broken = results.broken.get((case, epoch))
            Xml.SubElement(entry, "error", message=_clean((broken and broken.error) or "not run"))
            continue
        if sample.transcript:
            entry.set("time", f"{sample.transcript.seconds:.2f}")
        if not sample.passed:
            told = figures.findings(sample)
            Xml.SubElement(entry, "failure", message=_clean(told[0])).text = _clean("\n".join(told))
    return Xml.tostring(whole, encoding="unicode") + "\n"


def _clean(text: str) -> str:
    """Without what XML cannot hold."""
    return "".join(each for each in text if each in "\t\n" or each >= " ")
