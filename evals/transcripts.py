"""What happened in a conversation, and what was judged of it: plain values that go to JSON and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter


@dataclass(frozen=True)
class Call:
    """A tool call as the model made it at `stage`, and the answer it got; `offered` tells whether it was on offer."""

    stage: str
    name: str
    args: Mapping[str, Any]
    result: Mapping[str, Any]
    offered: bool = True


@dataclass(frozen=True)
class Exchange:
    """One thing the organizer said (or his answer to an approval) and all that came of it."""

    said: str
    text: str
    stage: str
    after: str
    calls: tuple[Call, ...] = ()
    approval_asked: bool = False
    approved: bool | None = None


@dataclass(frozen=True)
class Effort:
    """What a stage took of the model: calls, tokens, milliseconds."""

    stage: str
    calls: int
    tokens: int
    latency_ms: int


@dataclass(frozen=True)
class Final:
    """The session row at the end."""

    status: str
    stage: str
    completed: tuple[str, ...]
    data: Mapping[str, Mapping[str, Any]]
    has_event: bool


@dataclass(frozen=True)
class Transcript:
    exchanges: tuple[Exchange, ...]
    final: Final
    efforts: tuple[Effort, ...]
    cost_micros: int | None = 0
    seconds: float = 0.0
    gave_up: str | None = None

    @property
    def tokens(self) -> int:
        return sum(effort.tokens for effort in self.efforts)

    @property
    def calls(self) -> tuple[Call, ...]:
        return tuple(call for exchange in self.exchanges for call in exchange.calls)

    @property
    def said(self) -> str:
        return "\n".join(exchange.said for exchange in self.exchanges)


@dataclass(frozen=True)
class Score:
    """`value` is 1 at best and 0 at worst, or None where there was nothing to judge; `findings` say what was wrong."""

    value: float | None
    findings: tuple[str, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Sample:
    """One conversation of one case, judged; or `error`, and then nothing was judged."""

    case: str
    epoch: int
    passed: bool
    scores: Mapping[str, Score] = field(default_factory=dict)
    transcript: Transcript | None = None
    error: str | None = None


SAMPLE: TypeAdapter[Sample] = TypeAdapter(Sample)
