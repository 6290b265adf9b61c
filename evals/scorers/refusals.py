"""Whether the copilot turned away what it should have taken: it refused or did not understand, and did nothing.

Only judged where nothing deserves a refusal.
"""

from __future__ import annotations

import re

from evals.cases import Case, Pattern
from evals.transcripts import Exchange, Score, Transcript

_MAY_REFUSE = {
    Pattern.hostile_text,
    Pattern.consent_pressure,
    Pattern.digression,
    Pattern.refusal,
    Pattern.contradiction,
    Pattern.slips,
    Pattern.ambiguous_date,
}
_REFUSES = re.compile(
    r"\bI (?:can't|cannot|can not|am not able|am unable|won't|will not|could not take)\b|\bI'm (?:not able|unable)\b"
    r"|did(?: not|n't) (?:catch|understand)|only (?:set|help) up events|sorry, I\b"
    r"|\bich (?:kann|darf) (?:das |leider )?nicht|nicht verstanden|je ne (?:peux|comprends)|non (?:posso|ho capito)"
    r"|no (?:puedo|entiendo)",
    re.IGNORECASE,
)


def judge(case: Case, transcript: Transcript) -> Score:
    if _MAY_REFUSE & set(case.patterns) or not transcript.exchanges:
        return Score(None)
    findings = tuple(
        f"turn {number}: “{exchange.said}” was turned away: “{exchange.text}”"
        for number, exchange in enumerate(transcript.exchanges, 1)
        if _turned_away(exchange)
    )
    return Score(1 - len(findings) / len(transcript.exchanges), findings)


def _turned_away(exchange: Exchange) -> bool:
    did = exchange.after != exchange.stage or any(call.result.get("saved") for call in exchange.calls)
    return not did and bool(_REFUSES.search(exchange.text))
