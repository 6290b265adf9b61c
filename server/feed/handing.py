"""How a stream leaves the stack of middleware and dependencies that has let it in.

All of that would stay in memory for as long as the stream, as much as connection and stream together, and every byte
would pass through it. So the route's response only begins; `HandOver`, round the whole application, goes on with it
when the rest is gone.
"""

from __future__ import annotations

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from server.feed.stream import Stream, message

_HELD = "copilot.streams"
_HEADERS = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}


class StreamResponse(Response):
    """Begins at once, with `opening`; `stream` is what it goes on with."""

    media_type = "text/event-stream"

    def __init__(self, stream: Stream, opening: bytes) -> None:
        self.status_code, self.background = 200, None
        self.init_headers(_HEADERS)
        self._stream, self._opening = stream, opening

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send(message(self._opening))
        scope[_HELD].append(self._stream)


class HandOver:
    """Round the application: what is further in gets a scope of its own, so that nothing it holds remains."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        streams: list[Stream] = []
        await self.app({**scope, _HELD: streams}, receive, send)
        for stream in streams:
            # The server holds on to them as long as the stream: a twelfth of what that takes.
            scope["headers"].clear()
            await stream.run(receive, send)
