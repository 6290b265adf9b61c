"""A/A: how often the comparison cries wolf where nothing has changed, measured on a run's own epochs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from evals.comparing.comparison import ALPHA, raises_alarm
from evals.stores import BadRun, Results
from evals.transcripts import Sample

_Z = 1.96


@dataclass(frozen=True)
class FalseAlarms:
    """`alarms` of `repetitions` said better or worse; the stated rate is ALPHA. `low` and `high` are Wilson's."""

    repetitions: int
    alarms: int

    @property
    def rate(self) -> float:
        return self.alarms / self.repetitions

    @property
    def interval(self) -> tuple[float, float]:
        n, p = self.repetitions, self.rate
        middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        half = _Z / (1 + _Z**2 / n) * (p * (1 - p) / n + _Z**2 / (4 * n**2)) ** 0.5
        return max(0.0, middle - half), min(1.0, middle + half)

    @property
    def is_as_stated(self) -> bool:
        """Whether these alarms are compatible with a rate of ALPHA at most."""
        return self.interval[0] <= ALPHA


def false_alarms(results: Results, repetitions: int, seed: int = 0) -> FalseAlarms:
    """Each repetition splits every case's epochs into two halves by lot and compares them. Raises BadRun for a run
    with fewer than two epochs or with gaps."""
    label = results.manifest.label
    if results.manifest.epochs < 2 or not results.is_whole:
        raise BadRun(f"Run “{label}” needs two epochs at least, all judged. {results.gaps()}".strip())
    chance = Random(seed)
    alarms = sum(
        raises_alarm([pair for _, samples in results.by_case() for pair in _split(samples, chance)])
        for _ in range(repetitions)
    )
    return FalseAlarms(repetitions, alarms)


def _split(samples: Sequence[Sample], chance: Random) -> list[tuple[Sample, Sample]]:
    drawn = chance.sample(list(samples), len(samples))
    half = len(drawn) // 2
    return list(zip(drawn[:half], drawn[half : 2 * half], strict=True))
