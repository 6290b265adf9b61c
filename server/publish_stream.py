"""Publishing as a stream a form can follow: `event: step` while it works, then `done` with the answer, or `problem`.

Steps are promises until `done`, which is sent after the commit. A stream that ends with neither has told nothing: the
same request with the same key settles it. A client that goes away does not cut the work in two; it ends by itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import anyio
import orjson
from fastapi.responses import StreamingResponse

from server import problems
from state.errors import StateError
from state.wizard.actions import Answer
from state.wizard.publish_steps import Progress

MEDIA_TYPE = "text/event-stream"
_HEADERS = {"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"}

Work = Callable[[], Awaitable[Answer]]


def is_wanted(accept: str | None) -> bool:
    return MEDIA_TYPE in (accept or "")


@dataclass(frozen=True)
class Steps:
    """Hears of the steps, and hands them on to whoever reads."""

    waiting: asyncio.Queue[bytes] = field(default_factory=asyncio.Queue)

    def watch(self, progress: Progress) -> None:
        step, status = progress.step, progress.status
        self.waiting.put_nowait(_event("step", orjson.dumps({"step": step.id, "title": step.title, "status": status})))

    def response(self, work: Work) -> StreamingResponse:
        """`work` begins with the stream and opens its own transaction, which has ended when it returns."""
        return StreamingResponse(self._events(work), headers=_HEADERS, media_type=MEDIA_TYPE)

    async def _events(self, work: Work) -> AsyncIterator[bytes]:
        task = asyncio.ensure_future(self._worked(work))
        try:
            while (event := await self.waiting.get()) is not _END:
                yield event
            yield await task
        finally:
            with anyio.CancelScope(shield=True):
                await asyncio.wait({task})

    async def _worked(self, work: Work) -> bytes:
        try:
            return _done(await work())
        except StateError as error:
            return _event("problem", bytes(problems.of(error).body))
        finally:
            self.waiting.put_nowait(_END)


_END = b""


def _done(answer: Answer) -> bytes:
    """The body as it is, byte for byte, as a member of the event's data."""
    replayed = b"true" if answer.replayed else b"false"
    return _event("done", b'{"status":%d,"replayed":%s,"body":%s}' % (answer.status, replayed, answer.body.encode()))


def _event(name: str, data: bytes) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (name.encode(), data)
