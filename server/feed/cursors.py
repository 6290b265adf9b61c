"""Cursors of the live feed, `<event id>:<seq>`: where a stream begins, and whether its reader has to look anew."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from state.events.activity import Span

_CURSOR = re.compile(r"([0-9a-f-]{36}):(0|[1-9][0-9]{0,17})", re.ASCII)


@dataclass(frozen=True)
class Beginning:
    """A stream tells what comes after number `seq`; up to `last` that is there already. `is_reset`: the cursor given
    leads nowhere, so it begins now."""

    seq: int
    last: int
    is_reset: bool = False


def cursor(event: UUID, seq: int) -> str:
    return f"{event}:{seq}"


def beginning(given: str | None, event: UUID, span: Span) -> Beginning:
    """Without a cursor: from now on. One that is malformed, of another event, purged or of the future: reset."""
    if not given:
        return Beginning(span.last, span.last)
    read = _CURSOR.fullmatch(given)
    if read is None or read[1] != str(event) or not span.continues(int(read[2])):
        return Beginning(span.last, span.last, is_reset=True)
    return Beginning(int(read[2]), span.last)
