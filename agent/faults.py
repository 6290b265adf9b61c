"""Every way a hosted model can fail, as one table: whether to try again, whether the service is at fault, what to say.

A fault carries its kind and an HTTP status and nothing of the vendor, so that it can be logged and told as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    unreachable = "unreachable"
    stalled = "stalled"
    too_slow = "too_slow"
    refused = "refused"
    denied = "denied"
    not_found = "not_found"
    rate_limited = "rate_limited"
    server_error = "server_error"
    overloaded = "overloaded"
    error_in_stream = "error_in_stream"
    garbled = "garbled"
    cut_off = "cut_off"
    empty = "empty"
    thoughts_only = "thoughts_only"
    blocked = "blocked"
    malformed_call = "malformed_call"
    too_long = "too_long"


_AGAIN = "What you told me is saved; please send your message again."
_BROKE_OFF = f"My answer broke off in the middle. {_AGAIN}"


@dataclass(frozen=True)
class Treatment:
    """`again`: another try may help. `of_service`: others would meet it too, so the model is left alone for a while.

    `words` are for a fault in the middle of an answer; one before it is never seen, another model answers.
    """

    again: bool
    of_service: bool
    words: str = _BROKE_OFF


TREATMENTS: Mapping[Kind, Treatment] = {
    Kind.unreachable: Treatment(again=True, of_service=True),
    Kind.stalled: Treatment(again=True, of_service=True, words=f"My answer got stuck, so I stopped. {_AGAIN}"),
    Kind.too_slow: Treatment(again=False, of_service=True, words=f"My answer took too long, so I stopped. {_AGAIN}"),
    Kind.refused: Treatment(again=False, of_service=False),
    Kind.denied: Treatment(again=False, of_service=True),
    Kind.not_found: Treatment(again=False, of_service=True),
    Kind.rate_limited: Treatment(again=True, of_service=True),
    Kind.server_error: Treatment(again=True, of_service=True),
    Kind.overloaded: Treatment(again=True, of_service=True),
    Kind.error_in_stream: Treatment(again=True, of_service=True),
    Kind.garbled: Treatment(again=True, of_service=True),
    Kind.cut_off: Treatment(again=True, of_service=True),
    Kind.empty: Treatment(again=True, of_service=False, words=f"I have no answer to that. {_AGAIN}"),
    Kind.thoughts_only: Treatment(again=True, of_service=False),
    Kind.blocked: Treatment(
        again=False,
        of_service=False,
        words="I had to stop there. What you told me is saved; please put your message in other words.",
    ),
    Kind.malformed_call: Treatment(again=True, of_service=False),
    Kind.too_long: Treatment(
        again=False,
        of_service=False,
        words="My answer grew too long, so I stopped. What you told me is saved; please ask for one thing at a time.",
    ),
}


class ModelFault(Exception):
    """A model gave no usable answer. `retry_after` is what the service asked us to wait, in seconds."""

    def __init__(self, kind: Kind, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(kind.value)
        self.kind = kind
        self.status = status
        self.retry_after = retry_after

    @property
    def treatment(self) -> Treatment:
        return TREATMENTS[self.kind]
