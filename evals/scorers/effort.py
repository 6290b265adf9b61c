"""What the conversation took: turns, model calls, tokens and time, by stage. Nothing to pass or fail."""

from __future__ import annotations

from collections import Counter

from evals.cases import Case
from evals.transcripts import Score, Transcript


def judge(case: Case, transcript: Transcript) -> Score:
    turns = Counter(exchange.stage for exchange in transcript.exchanges)
    details = {
        effort.stage: {
            "turns": turns[effort.stage],
            "calls": effort.calls,
            "tokens": effort.tokens,
            "latency_ms": effort.latency_ms,
        }
        for effort in transcript.efforts
    }
    return Score(None, (), details)
