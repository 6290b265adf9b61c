"""Frames as a response: server-sent events that browsers, proxies and both generations of clients take.

No stream holds a database connection, and none outlives the token it was asked with; the run behind it goes on.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import cast

import anyio
from sse_starlette import EventSourceResponse

from server.agui.frames import encoded, frame
from server.agui.runs import DRAIN_SECONDS, RunKeeper

# A reader that takes nothing for this long is let go; the run goes on without it.
SEND_TIMEOUT_SECONDS = 30.0
_HEADERS = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}
_EXPIRED = frame(
    "RUN_ERROR",
    message="Your sign-in has expired. Sign in again and go on; nothing is lost.",
    code="token_expired",
)


def response(frames: AsyncIterator[bytes], keeper: RunKeeper, expires_at: float, ping: int) -> EventSourceResponse:
    """The frames until they end, or the token does (`expires_at`, seconds since 1970).

    When the server is told to end, runs get a moment to finish and readers stay until their terminal event.
    """
    return EventSourceResponse(
        until(frames, expires_at),
        # CopilotKit's client does not find a frame's end in CRLFs.
        sep="\n",
        ping=ping,
        send_timeout=SEND_TIMEOUT_SECONDS,
        headers=_HEADERS,
        shutdown_event=cast(anyio.Event, _Leaving(keeper)),
        shutdown_grace_period=DRAIN_SECONDS + 1,
    )


async def until(frames: AsyncIterator[bytes], expires_at: float) -> AsyncIterator[bytes]:
    """Everything up to a moment; a stream that is cut there says so."""
    left = min(expires_at - time.time(), _LONGEST_SECONDS)
    deadline = asyncio.get_running_loop().time() + left
    async with aclosing(frames) as source:  # pyright: ignore[reportArgumentType]
        while True:
            try:
                async with asyncio.timeout_at(deadline):
                    part = await anext(source)
            except StopAsyncIteration:
                return
            except TimeoutError:
                yield encoded([_EXPIRED])
                return
            yield part


_LONGEST_SECONDS = 7 * 24 * 3600.0


@dataclass(frozen=True)
class _Leaving:
    """Stands where the SSE library sets an event at shutdown: that is when runs must begin to end, not later."""

    runs: RunKeeper

    def set(self) -> None:
        self.runs.leave()
