"""Differences by case: an interval by the bootstrap and a p-value by sign flips, both with the case as the unit.

Epochs of one case are not independent, so a case counts once, with the mean of its differences. Under "nothing has
changed" each case's difference might as well have the other sign: flipping signs gives a p-value that holds for few
and for skewed differences, where the bootstrap's own would promise too much.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from random import Random
from statistics import NormalDist, fmean, stdev

RESAMPLES = 4_000
DRAWS = 2_000
# Two tables of 256.
_EXACT_UP_TO = 16
_POWER = 0.8
# Sums of the same numbers in another order differ in the last digits.
_TIES = 1e-9


def interval(differences: Sequence[float], level: float, seed: int = 0) -> tuple[float, float]:
    """The percentile bootstrap interval of the mean."""
    if len(differences) < 2:
        return (differences[0], differences[0]) if differences else (0.0, 0.0)
    chance, n = Random(seed), len(differences)
    means = sorted(fmean(chance.choices(differences, k=n)) for _ in range(RESAMPLES))
    cut = (1 - level) / 2
    return means[int(cut * RESAMPLES)], means[min(RESAMPLES - 1, int((1 - cut) * RESAMPLES))]


def p_value(differences: Sequence[float], seed: int = 0) -> float:
    """Two-sided, by sign flips: all of them where they are few, else drawn. Cases without a difference say nothing."""
    moved = [each for each in differences if abs(each) > _TIES]
    if not moved:
        return 1.0
    seen = abs(sum(moved)) - _TIES
    tables = _tables(moved)
    if len(moved) <= _EXACT_UP_TO:
        totals = [sum(signs) for signs in product(*tables)]
        return sum(abs(total) >= seen for total in totals) / len(totals)
    chance = Random(seed)
    drawn = (chance.randbytes(len(tables)) for _ in range(DRAWS))
    return (1 + sum(abs(_total(tables, signs)) >= seen for signs in drawn)) / (DRAWS + 1)


def _tables(values: Sequence[float]) -> list[list[float]]:
    """For each eight values, their sum under each of the 256 ways to give them signs; a shorter rest has fewer ways,
    each as often."""
    groups = [values[start : start + 8] for start in range(0, len(values), 8)]
    return [
        [sum(each if signs >> place & 1 else -each for place, each in enumerate(group)) for signs in range(256)]
        for group in groups
    ]


def _total(tables: Sequence[Sequence[float]], signs: bytes) -> float:
    return sum(table[sign] for table, sign in zip(tables, signs, strict=True))


def detectable(differences: Sequence[float], alpha: float, power: float = _POWER) -> float | None:
    """The smallest true change that would be found with this power; None where nothing varied, so nothing is known."""
    if len(differences) < 2 or not (spread := stdev(differences)):
        return None
    normal = NormalDist()
    return (normal.inv_cdf(1 - alpha / 2) + normal.inv_cdf(power)) * spread / len(differences) ** 0.5
