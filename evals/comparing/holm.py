"""Holm's step-down: with several metrics looked at, the chance of any false alarm stays at the stated rate."""

from __future__ import annotations

from collections.abc import Mapping


def adjusted(p_values: Mapping[str, float]) -> dict[str, float]:
    """The p-values to be held against the level itself."""
    ordered = sorted(p_values, key=lambda name: p_values[name])
    result: dict[str, float] = {}
    highest = 0.0
    for rank, name in enumerate(ordered):
        highest = max(highest, min(1.0, p_values[name] * (len(ordered) - rank)))
        result[name] = highest
    return {name: result[name] for name in p_values}
