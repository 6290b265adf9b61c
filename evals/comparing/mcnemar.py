"""The exact McNemar test: of the pairs that changed, is the split one that chance makes?"""

from __future__ import annotations

from math import comb


def p_value(better: int, worse: int) -> float:
    """Two-sided, exact: a binomial tail with one half."""
    changed = better + worse
    if changed == 0:
        return 1.0
    tail = sum(comb(changed, k) for k in range(min(better, worse) + 1))
    return min(1.0, 2 * tail / 2**changed)


def fewest_changes(alpha: float) -> int:
    """So many pairs must change, all to one side, before the test can say anything at this level."""
    changed = 1
    while p_value(changed, 0) > alpha:
        changed += 1
    return changed
