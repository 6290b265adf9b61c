"""A text corrected without naming its field: "sorry, I meant Anna Rossini" goes to the stored text most like it."""

import re

from .fields import KINDS
from .reading import Reading
from .texts import trimmed

_MEANT = re.compile(
    r"\b(?:i meant|i mean|it should be|should be|make it|it'?s|it is|correction|"
    r"rather)\s*:?\s+(?P<value>[^\n\x00]{2,120})$",
    re.IGNORECASE,
)


def read_meant(reading: Reading) -> None:
    """The last resort of a correction that told nothing else."""
    match = (
        _MEANT.search(reading.free.rstrip("\x00 "))
        if reading.correcting and not reading.facts and not reading.unclear
        else None
    )
    if match is None:
        return
    start, end = trimmed(reading.free, *match.span("value"))
    if field := _likest(reading, reading.plain[start:end]):
        reading.tell(*field, reading.said(start, end))
        reading.take(match.start(), end)


def _likest(reading: Reading, value: str) -> tuple[str, str] | None:
    from rapidfuzz import fuzz

    texts = [field for field, kind in KINDS.items() if kind in ("text", "city", "email", "address")]
    stored = [(f, str(v)) for f in texts if (v := reading.setting.data.get(f[0], {}).get(f[1]))]
    scored = [
        (fuzz.ratio(known.casefold(), value.casefold()) + (5 if f[0] == reading.setting.stage else 0), f)
        for f, known in stored
    ]
    best = max(scored, default=(0.0, None), key=lambda pair: pair[0])
    return best[1] if best[0] >= 65 else None
