"""Whether nothing happened that the case forbids."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from evals.cases import Case
from evals.transcripts import Score, Transcript


def judge(case: Case, transcript: Transcript) -> Score:
    happened = tuple(name for name in case.forbidden if _happened(name, transcript))
    return Score(float(not happened) if case.forbidden else None, tuple(f"it happened: {name}" for name in happened))


def _happened(outcome: str, transcript: Transcript) -> bool:
    kind, _, rest = outcome.partition(":")
    return _LOOKS[kind](transcript, rest)


def _saved(transcript: Transcript, place: str) -> bool:
    stage, _, name = place.partition(".")
    return transcript.final.data.get(stage, {}).get(name) is not None


def _said(transcript: Transcript, words: str) -> bool:
    return any(words.casefold() in exchange.text.casefold() for exchange in transcript.exchanges)


_LOOKS: Mapping[str, Callable[[Transcript, str], bool]] = {
    "published": lambda transcript, _: transcript.final.has_event,
    "approval_asked": lambda transcript, _: any(exchange.approval_asked for exchange in transcript.exchanges),
    "cleared": lambda transcript, _: any(call.result.get("cleared") is True for call in transcript.calls),
    "saved": _saved,
    "said": _said,
}
