"""What a run will cost, before it begins: tokens by the length of what is sent, money by the model's list price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson
from langchain_core.utils.function_calling import convert_to_openai_tool

from agent.briefing import prompt_of
from agent.models import GUIDED, HOSTED
from agent.nodes import declaration
from agent.prices import DEAREST, price_of
from agent.stages import STAGES
from evals.cases import Case

_CHARACTERS_PER_TOKEN = 4
# Measured over all cases in guided mode: replies to a turn, and the session's facts beside the history in a request.
_CALLS_PER_TURN, _FACTS_TOKENS, _HISTORY_TOKENS, _REPLY_TOKENS = 1.9, 600, 500, 80


@dataclass(frozen=True)
class Estimate:
    calls: int
    tokens: int
    micros: float
    price_known: bool

    def __str__(self) -> str:
        known = "" if self.price_known else ", at the dearest known price"
        return (
            f"about {self.calls} model calls, {self.tokens / 1e6:.1f} million tokens, "
            f"${self.micros / 1e6:.2f} at most{known}; recorded replies cost nothing"
        )


def estimate(cases: Sequence[Case], epochs: int, model: str, prompts: Path | None) -> Estimate:
    """Rough, and rather too high: a scripted case is as long as its script, another as its facts."""
    turns = sum(len(case.says or ()) or sum(map(len, case.facts.values())) + 8 for case in cases) * epochs
    calls = round(turns * _CALLS_PER_TURN)
    into = calls * (_instructions(prompts) + _FACTS_TOKENS + _HISTORY_TOKENS)
    out = calls * _REPLY_TOKENS
    if model == GUIDED:
        return Estimate(calls, 0, 0, True)
    price = price_of(model.removeprefix(HOSTED))
    rate = price or DEAREST
    return Estimate(calls, into + out, into * rate.input + out * rate.output, price is not None)


def _instructions(prompts: Path | None) -> int:
    """Tokens of prompt and tools, of the average stage."""
    lengths = [
        len(prompt_of(row, prompts).text)
        + sum(len(orjson.dumps(convert_to_openai_tool(declaration(tool)))) for tool in row.tools)
        for row in STAGES
    ]
    return sum(lengths) // len(lengths) // _CHARACTERS_PER_TOKEN
