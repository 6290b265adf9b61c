"""How often a case passes: once (pass@1), and every time of k (pass^k), which is what a person who comes back meets."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb
from statistics import fmean

from evals.stores import Results


def pass_hat(results: Results) -> dict[int, float]:
    """pass^k for each k up to the number of epochs, without bias: the share of k-subsets that passed whole."""
    counts = [(sum(one.passed for one in samples), len(samples)) for _, samples in results.by_case()]
    most = min((n for _, n in counts), default=0)
    return {k: fmean(comb(passed, k) / comb(n, k) for passed, n in counts) for k in range(1, most + 1)}


def violations(results: Results, scorers: Sequence[str]) -> list[tuple[str, int, str]]:
    """Every finding of these scorers: case, epoch, what."""
    return [
        (sample.case, sample.epoch, f"{name}: {text}")
        for _, sample in sorted(results.samples.items())
        for name in scorers
        if name in sample.scores
        for text in sample.scores[name].findings
    ]
