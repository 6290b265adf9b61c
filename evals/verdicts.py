"""What compare, gate and view say, and the files they leave."""

from __future__ import annotations

import subprocess
import sys
import webbrowser
from collections.abc import Collection
from importlib.util import find_spec
from pathlib import Path

import orjson

from evals.comparing.comparison import ALPHA, compared
from evals.comparing.null import false_alarms
from evals.gating import refusals
from evals.reports import plain, web_page
from evals.stores import BadRun, Results, Store

LOGS = "logs"


def tell_comparison(before: Results, after: Results, to: Path, by: Collection[str] = ()) -> int:
    comparison = compared(before, after, by)
    text = plain.markdown(comparison)
    written = {
        "compare.html": web_page.of_comparison(comparison),
        "compare.md": text,
        "compare.json": orjson.dumps(plain.as_data(comparison), option=orjson.OPT_INDENT_2).decode() + "\n",
        "junit.xml": plain.junit(after),
    }
    _write(to, written)
    print(text)
    print(f"\nWritten to {to}: {', '.join(written)}", file=sys.stderr)
    return comparison.verdict.exit_code


def tell_false_alarms(results: Results, repetitions: int) -> int:
    told = false_alarms(results, repetitions)
    low, high = told.interval
    print(
        f"A/A on “{results.manifest.label}”: {told.alarms} false alarms in {told.repetitions} repetitions, "
        f"{told.rate:.1%} (95% interval {low:.1%} to {high:.1%}); stated: at most {ALPHA:.0%}."
    )
    return 0 if told.is_as_stated else 1


def tell_gate(results: Results, baseline: Results) -> int:
    told = refusals(results, baseline)
    for each in told:
        print(each)
    print("The gate stays shut." if told else f"The gate is open: no worse than “{baseline.manifest.label}”.")
    return 1 if told else 0


def show(folder: Path, inspect: bool, browser: bool) -> None:
    """Raises BadRun where inspect-ai is wanted and not installed."""
    if inspect:
        _inspect(folder)
        return
    results = Store(folder).read()
    written = {"report.html": web_page.of_run(results), "report.md": plain.run_markdown(results)}
    _write(folder, {**written, "junit.xml": plain.junit(results)})
    report = folder / "report.html"
    print(report)
    if browser:
        webbrowser.open(report.resolve().as_uri())


def _inspect(folder: Path) -> None:
    if find_spec("inspect_ai") is None:
        raise BadRun("inspect-ai is not installed here; it is in the environment that `make eval` makes.")
    subprocess.run([sys.executable, "-m", "inspect_ai", "view", "--log-dir", str(folder / LOGS)], check=False)


def _write(folder: Path, files: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
