"""The HTML reports: of one run, and of two compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from evals.comparing.comparison import ALPHA, Comparison, Difference
from evals.comparing.reliability import pass_hat
from evals.reports import charts, figures, talks
from evals.reports.page import listed, page, percent, section, table
from evals.running import changed
from evals.scorers.fields import EXTRA, MISSING, RIGHT, WRONG
from evals.stores import Results
from state.wizard.stages import STAGES, resolve

_FUNNEL = "Of the conversations that should have finished a stage, how many did."


def of_run(results: Results) -> str:
    label = results.manifest.label
    return page(
        f"Eval run: {label}",
        [
            f"<h1>{escape(label)}</h1>",
            _circumstances(results),
            section("Scores", _scores([results]), "Means over the conversations where there was something to judge."),
            section("Not judged", listed([results.gaps()] if results.gaps() else [])),
            section("Misses", _misses(results)),
            section("How far they came", _funnel([results]), _FUNNEL),
            section("pass^k", charts.lines({label: pass_hat(results)}), "The chance that k conversations all pass."),
            section("Fields", _outcomes(results)),
            section("What stages took", _taken([results])),
            section("Conversations", talks.alone(results)),
        ],
    )


def of_comparison(comparison: Comparison) -> str:
    before, after = comparison.before, comparison.after
    both, verdict = [before, after], comparison.verdict
    hats = {f"{name} {run.manifest.label}": pass_hat(run) for name, run in zip("AB", both, strict=True)}
    return page(
        f"{before.manifest.label} → {after.manifest.label}: {verdict}",
        [
            f"<h1>{escape(before.manifest.label)} → {escape(after.manifest.label)}</h1>",
            f'<p><span class="verdict {verdict}">{verdict}</span> {escape(reason(comparison))}</p>',
            *(_circumstances(run, f"{name}: ") for name, run in zip("AB", both, strict=True)),
            section("What changed in what was run", listed(changes(comparison))),
            section(
                "New violations", listed(f"{case} ({epoch}) {text}" for case, epoch, text in comparison.new_violations)
            ),
            section(
                "Change of each metric",
                charts.forest(comparison.differences),
                "B less A with its 95% interval, a case counting once; shares in points, the rest in percent. "
                "Where few cases changed, a bootstrap interval is too narrow: the verdict goes by p.",
            ),
            section("Figures", _figures(comparison.differences), _power(comparison)),
            section("How far they came", _funnel(both), _FUNNEL),
            section("Fields", _heat(before, after), "Share of conversations in which the field ended right."),
            section("pass^k", charts.lines(hats), "The chance that k conversations of a case all pass."),
            section("Cost and latency", _taken(both)),
            section("Conversations that differ", talks.compared(before, after)),
        ],
    )


def reason(comparison: Comparison) -> str:
    if comparison.new_violations:
        return f"{len(comparison.new_violations)} new violation(s) of what must never happen"
    told = [each for each in comparison.differences if each.verdict != "unproven"]
    if not told:
        return f"no metric moved beyond what chance does; {_turned(comparison)}"
    return "; ".join(f"{each.metric.title}: {each.verdict} (p = {each.adjusted:.3g})" for each in told)


def _turned(comparison: Comparison) -> str:
    won, lost = comparison.turned
    return f"{len(won)} cases went from never to always passing, {len(lost)} the other way"


def changes(comparison: Comparison) -> list[str]:
    """Which of model, prompts and tool texts differ between the runs."""
    one, other = comparison.before.manifest, comparison.after.manifest
    told = [f"Prompt of {resolve(name).title}" for name in changed(one.prompts, other.prompts)]
    told += [f"Tool texts of {resolve(name).title}" for name in changed(one.tools, other.tools)]
    return ([f"Model: {one.model} → {other.model}"] if one.model != other.model else []) + told


def _circumstances(results: Results, name: str = "") -> str:
    it, passed = results.manifest, figures.passed(results)
    players = "by a model" if it.organizer == "model" else "from their facts"
    return (
        f"<p>{name}{passed} conversations passed ({percent(passed.value)}). <span class='dim'>Model "
        f"{escape(it.model)}, {len(it.cases)} cases, {it.epochs} epoch(s), organizers played {players}, "
        f"{figures.cost(results)} at list price, {escape(it.started)}.</span></p>"
    )


def _scores(runs: Sequence[Results]) -> str:
    rows = [[escape(title), percent(mean), str(found)] for title, mean, found in figures.averages(runs[0])]
    return table(["Scorer", "Mean", "Findings"], rows)


def _misses(results: Results) -> str:
    rows = [[escape(f"{one.case} ({one.epoch})"), listed(figures.findings(one))] for one in figures.misses(results)]
    return table(["Case", "Why"], rows, numbers=2) if rows else "<p>None.</p>"


def _funnel(runs: Sequence[Results]) -> str:
    told = [figures.funnel(run) for run in runs]
    nothing = figures.Share(0, 0)
    rows = [
        (resolve(stage).title, [(of.get(stage, nothing).value, str(of.get(stage, nothing))) for of in told])
        for stage in told[0]
    ]
    return charts.bars(rows, [run.manifest.label for run in runs])


def _outcomes(results: Results) -> str:
    kinds = (RIGHT, WRONG, MISSING, EXTRA)
    rows = [
        [escape(name), *(str(found[kind]) for kind in kinds), _cell(found[RIGHT] / found.total())]
        for name, found in figures.fields(results).items()
    ]
    return table(["Field", *kinds, "share right"], rows)


def _heat(before: Results, after: Results) -> str:
    one, other = figures.fields(before), figures.fields(after)
    rows = []
    for name in [*one, *(name for name in other if name not in one)]:
        shares = [run[name][RIGHT] / run[name].total() if name in run else None for run in (one, other)]
        rows.append([escape(name), *map(_cell, shares), _change(*shares)])
    return table(["Field", "A", "B", "Change"], rows)


def _change(before: float | None, after: float | None) -> str:
    if before is None or after is None or before == after:
        return ""
    return f"{(after - before) * 100:+.0f} pt"


def _cell(share: float | None) -> str:
    if share is None:
        return "–"
    style = f"background:{charts.shade(share)};color:#111;padding:1px 8px;border-radius:3px"
    return f'<span style="{style}">{percent(share)}</span>'


def _figures(differences: Sequence[Difference]) -> str:
    head = ["Metric", "A", "B", "Change", "95% interval", "p", "p (Holm)", "Detectable", "Cases + / −", "Verdict"]
    return table(head, map(_row, differences))


def _row(each: Difference) -> list[str]:
    unit = "%" if charts.is_share(each) else each.metric.unit
    scale = 100 if charts.is_share(each) else 1
    found = "–" if each.detectable is None else f"{each.detectable * scale:.1f}{unit}"
    return [
        escape(each.metric.title),
        f"{each.before * scale:.1f}{unit}",
        f"{each.after * scale:.1f}{unit}",
        f"{each.change * scale:+.1f}",
        f"{each.low * scale:+.1f} to {each.high * scale:+.1f}",
        f"{each.p:.3g}" if each.metric.judged else "–",
        f"{each.adjusted:.3g}" if each.metric.judged else "–",
        found,
        f"{each.better} / {each.worse} of {each.cases}",
        str(each.verdict) if each.metric.judged else "not judged",
    ]


def _power(comparison: Comparison) -> str:
    return (
        f"Level {ALPHA:.0%} over all judged metrics together (Holm). “Detectable” is the smallest true change that "
        "would have been found with 80% power at the strictest step; of passes, at least "
        f"{comparison.fewest_changes} cases must change, all one way, before that step can say anything."
    )


def _taken(runs: Sequence[Results]) -> str:
    names = ["Conversations", "Turns", "Calls", "Tokens", "ms per call"]
    head = [f"{name} {run}".strip() for name in names for run in ("AB" if len(runs) > 1 else [""])]
    told = [figures.taken(run) for run in runs]
    stages = [stage.id for stage in STAGES if any(stage.id in of for of in told)]
    return table(["Stage", *head], ([escape(resolve(stage).title), *_side_by_side(stage, told)] for stage in stages))


def _side_by_side(stage: str, told: Sequence[Mapping[str, figures.Taken]]) -> Iterator[str]:
    columns = [_stage(of[stage]) if stage in of else ("–",) * 5 for of in told]
    for values in zip(*columns, strict=True):
        yield from values


def _stage(it: figures.Taken) -> tuple[str, ...]:
    pace = f"{it.latency_ms / it.calls:.0f}" if it.calls else "–"
    return str(it.conversations), str(it.turns), str(it.calls), f"{it.tokens:,}", pace
