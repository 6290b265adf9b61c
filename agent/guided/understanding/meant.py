"""A text corrected without naming its field: "sorry, I meant Anna Rossini" goes to the stored text most like it."""

import re

from .common import is_name
from .fields import KINDS
from .reading import Reading
from .texts import trimmed

_MEANT = re.compile(
    r"\b(?:i meant|i mean|it should be|should be|make it|it'?s|it is|correction|"
    r"rather)\s*:?\s+(?P<value>[^\n\x00]{2,120})$",
    re.IGNORECASE,
)

_TEXTS = [field for field, kind in KINDS.items() if kind in ("text", "city", "email", "address")]


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


def read_replacing(reading: Reading) -> None:
    """ "Not the MAK, Kunsthalle Wien": what stands alone beside a stored text taken back takes its place."""
    start, end = trimmed(reading.free, 0, len(reading.free))
    value = reading.free[start:end]
    if not reading.replaced or reading.tells or not value or "\x00" in value or not is_name(value):
        return
    old = reading.replaced.casefold()
    stored = [f for f in _TEXTS if _is_in(str(reading.setting.data.get(f[0], {}).get(f[1]) or ""), old)]
    if len(stored) == 1:
        reading.tell(*stored[0], reading.said(start, end))
        reading.take(start, end)


def _is_in(known: str, said: str) -> bool:
    return len(known) > 1 and re.search(rf"(?<!\w){re.escape(known.casefold())}(?!\w)", said) is not None


def _likest(reading: Reading, value: str) -> tuple[str, str] | None:
    from rapidfuzz import fuzz

    stored = [(f, str(v)) for f in _TEXTS if (v := reading.setting.data.get(f[0], {}).get(f[1]))]
    scored = [
        (fuzz.ratio(known.casefold(), value.casefold()) + (5 if f[0] == reading.setting.stage else 0), f)
        for f, known in stored
    ]
    best = max(scored, default=(0.0, None), key=lambda pair: pair[0])
    return best[1] if best[0] >= 65 else None
