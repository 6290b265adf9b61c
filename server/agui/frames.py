"""AG-UI events on the wire: small, legal for both client generations, deltas that come close together merged.

A frame ends in a blank line of LFs: CopilotKit's client does not find its end in CRLFs. Absent members are left out,
never null.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import orjson

# Faster than people read; at 20 tokens a second it changes nothing, at 100 it makes one event of three.
WINDOW_SECONDS = 0.03
# Which member names what a delta belongs to.
_DELTAS = {"TEXT_MESSAGE_CONTENT": "messageId", "TOOL_CALL_ARGS": "toolCallId"}
TERMINAL = frozenset({"RUN_FINISHED", "RUN_ERROR"})


@dataclass(slots=True)
class Frame:
    """One event before it is encoded."""

    kind: str
    members: dict[str, Any]

    def encoded(self) -> bytes:
        return b"data: " + orjson.dumps({"type": self.kind} | self.members) + b"\n\n"

    def takes(self, other: Frame) -> bool:
        """Whether the other's delta can simply be appended to this one's."""
        owner = _DELTAS.get(self.kind)
        return owner is not None and other.kind == self.kind and other.members[owner] == self.members[owner]


def frame(kind: str, **members: Any) -> Frame:
    return Frame(kind, members)


def encoded(frames: Iterable[Frame]) -> bytes:
    return b"".join(each.encoded() for each in frames)


class Pace:
    """Frames on their way out: the first after a quiet moment goes at once, the next wait for the window's end."""

    def __init__(self, out: Callable[[list[bytes]], None], window: float = WINDOW_SECONDS) -> None:
        self._out, self._window = out, window
        self._held: list[Frame] = []
        self._timer: asyncio.TimerHandle | None = None

    def put(self, frames: Iterable[Frame]) -> None:
        for each in frames:
            if self._held and self._held[-1].takes(each):
                self._held[-1].members["delta"] += each.members["delta"]
            else:
                self._held.append(each)
        if self._timer is None:
            self._let_go()

    def flush(self) -> None:
        """Everything goes now; nothing may be put afterwards."""
        if self._timer:
            self._timer.cancel()
        self._send()

    def _let_go(self) -> None:
        self._timer = None
        if self._held:
            self._send()
            self._timer = asyncio.get_running_loop().call_later(self._window, self._let_go)

    def _send(self) -> None:
        if self._held:
            held, self._held = self._held, []
            self._out([each.encoded() for each in held])
