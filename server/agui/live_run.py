"""One run's events as they come, numbered, for any number of readers of this process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable

from server.agui.frames import Frame, Pace

# Gets the number of the first of these frames, the frames, and whether the last of them ends the run.
Sink = Callable[[int, list[bytes], bool], None]


class LiveRun:
    """`sink` is told of every frame once, in order. Readers hold a number only: a slow one costs no memory."""

    def __init__(self, sink: Sink | None = None) -> None:
        self.frames: list[bytes] = []
        self.done = False
        self._sink = sink
        self._news = asyncio.Event()
        self._pace = Pace(self._out)
        self._ending = False

    def put(self, frames: Iterable[Frame]) -> None:
        self._pace.put(frames)

    def end(self, frames: Iterable[Frame]) -> None:
        """The last frames; the very last is the terminal event."""
        self._ending = True
        self._pace.put(frames)
        self._pace.flush()
        self.done = True
        self._wake()

    async def follow(self, start: int = 0) -> AsyncIterator[bytes]:
        """Every frame from number `start` on, joined as far as the reader is behind."""
        while True:
            news = self._news
            if start < len(self.frames):
                batch, start = self.frames[start:], len(self.frames)
                yield b"".join(batch)
            elif self.done:
                return
            else:
                await news.wait()

    def _out(self, frames: list[bytes]) -> None:
        first = len(self.frames)
        self.frames += frames
        if self._sink:
            self._sink(first, frames, self._ending)
        self._wake()

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()
