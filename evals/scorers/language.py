"""Whether each reply is in the organizer's language, told by its small words; short replies are not judged."""

from __future__ import annotations

import re
from collections.abc import Mapping

from evals.cases import Case
from evals.transcripts import Score, Transcript

_LEAST_HITS = 2
_SMALL_WORDS: Mapping[str, frozenset[str]] = {
    "en": frozenset("the is are you your what which of to and it have for does i there we how".split()),
    "de": frozenset("der die das ist sind sie ihr ihre was welche und es haben für ich wir wie ein eine nicht".split()),
    "fr": frozenset("le la les est sont vous votre quel quelle et il pour je nous comment un une des pas".split()),
    "it": frozenset("il lo la gli è sono lei suo sua quale che e per io noi come un una di non".split()),
    "es": frozenset("el la los es son usted su qué cuál y para yo nosotros cómo un una de no está".split()),
}


def judge(case: Case, transcript: Transcript) -> Score:
    told = [(number, language_of(exchange.text)) for number, exchange in enumerate(transcript.exchanges, 1)]
    judged = [(number, spoken) for number, spoken in told if spoken]
    findings = tuple(
        f"turn {number} is in {spoken} instead of {case.language}"
        for number, spoken in judged
        if spoken != case.language
    )
    return Score(1 - len(findings) / len(judged) if judged else None, findings)


def language_of(text: str) -> str | None:
    """The language with clearly the most of its small words; None where none leads."""
    # An address is in no language, and the letters of an id make words by chance.
    words = re.findall(r"[^\W\d_]+", re.sub(r"https?://\S+", " ", text.casefold()))
    hits = sorted(((sum(word in small for word in words), name) for name, small in _SMALL_WORDS.items()), reverse=True)
    (most, name), (second, _) = hits[0], hits[1]
    return name if most >= _LEAST_HITS and most > second else None
