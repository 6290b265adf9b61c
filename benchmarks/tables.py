"""Results as Markdown: tables of medians, and goals as ratios that are met or not.

No goal is an absolute time: machines differ, and this one is shared. Ratios of things measured in turns, in one run,
hold elsewhere too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """`value` is to be at most `limit`; `aim` is where we want to be one day."""

    name: str
    value: float
    limit: float
    aim: float | None = None

    @property
    def is_met(self) -> bool:
        return self.value <= self.limit


def goals(listed: Iterable[Goal]) -> str:
    return table(
        ["goal", "measured", "gate", "aim", ""],
        [
            [each.name, number(each.value), f"<= {number(each.limit)}", _aim(each), "pass" if each.is_met else "FAIL"]
            for each in listed
        ],
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def number(value: float) -> str:
    """With as many digits as mean something."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3f}" if abs(value) < 1 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def _aim(goal: Goal) -> str:
    return "" if goal.aim is None else number(goal.aim)
