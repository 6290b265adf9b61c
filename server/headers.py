"""Headers that every answer carries for safety's sake."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ALWAYS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
# A page or a file says itself how long it may be kept; what the API answers is one person's.
_BY_DEFAULT = {"Cache-Control": "no-store"}


class SafeHeaders:
    """ASGI middleware; a route's own headers win where they are a default only."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_ALWAYS)
                for name, value in _BY_DEFAULT.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, safely)
