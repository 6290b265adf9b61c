"""What two runs are compared by: a table to be read by eye. Only those that are judged move the verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from evals.transcripts import Sample, Transcript


@dataclass(frozen=True)
class Metric:
    """`of` gives a conversation's value, None where there is none; `up` tells whether more is better."""

    name: str
    title: str
    of: Callable[[Sample], float | None]
    up: bool = True
    judged: bool = True
    unit: str = ""


def _score(name: str) -> Callable[[Sample], float | None]:
    return lambda sample: sample.scores[name].value if name in sample.scores else None


def _took(look: Callable[[Transcript], float | None]) -> Callable[[Sample], float | None]:
    return lambda sample: look(sample.transcript) if sample.transcript else None


def _latency(transcript: Transcript) -> float | None:
    calls = sum(effort.calls for effort in transcript.efforts)
    return sum(effort.latency_ms for effort in transcript.efforts) / calls if calls else None


PASS = Metric("pass", "Passed", lambda sample: float(sample.passed))
METRICS: tuple[Metric, ...] = (
    PASS,
    Metric("fields", "Fields right", _score("fields")),
    Metric("invented", "Invented nothing", _score("invented")),
    Metric("corrections", "Heeded corrections", _score("corrections")),
    Metric("refusals", "Refused nothing wrongly", _score("refusals")),
    Metric("language", "Kept the language", _score("language")),
    Metric("turns", "Turns", _took(lambda it: float(len(it.exchanges))), up=False),
    Metric("tone", "Tone", _score("tone"), judged=False),
    Metric("tokens", "Tokens", _took(lambda it: float(it.tokens)), up=False, judged=False),
    Metric("latency", "Latency per reply", _took(_latency), up=False, judged=False, unit="ms"),
    Metric(
        "cost",
        "Cost",
        _took(lambda it: it.cost_micros / 10_000 if it.cost_micros is not None else None),
        up=False,
        judged=False,
        unit="ct",
    ),
)
