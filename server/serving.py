"""`wizard serve`: one process of the server, from a free port to a quiet end."""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from server import demo, logs
from server.app import create_app
from server.feed.handing import HandOver
from server.settings import Settings, WrongSettings
from server.signing import link, token

# Streams are told to end and get this long; a supervisor's patience is usually 10 s.
GRACE_SECONDS = 8
# A connection whose other end takes nothing, or has fallen silent with something under way, ends after so long.
_SILENT_SECONDS = 60

Announce = Callable[[FastAPI], Awaitable[None]]


async def _quietly(app: FastAPI) -> None:
    """Announces nothing."""


class Server(uvicorn.Server):
    """Says when it is ready, in words; uvicorn's own say so in its log. Live feeds end before it waits for readers."""

    def __init__(self, app: FastAPI, announce: Announce = _quietly) -> None:
        super().__init__(_configured(HandOver(app)))
        self._app, self._announce = app, announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            await self._announce(self._app)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._app.state.resources.feed.close()
        await super().shutdown(sockets)


def serve(settings: Settings, with_demo: bool = False) -> None:
    """Serve until SIGTERM or Ctrl-C. Raises WrongSettings when the port is taken."""
    logs.configure(settings.log_format)
    listener = _listener(settings)
    settings = settings.model_copy(update={"port": listener.getsockname()[1]})
    app = create_app(settings)

    async def announce(app: FastAPI) -> None:
        if with_demo:
            await demo.seed(app.state.resources.database)
            print(f"Sign in: {link(settings, token(settings))}", flush=True)
        print(f"Ready on http://{settings.host}:{settings.port}", flush=True)

    Server(app, announce).run(sockets=[listener])


def _configured(app: ASGIApp) -> uvicorn.Config:
    """How uvicorn serves us: our own log lines, no outing of versions, an end even while streams are open."""
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        loop="uvloop",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def _listener(settings: Settings) -> socket.socket:
    """Bound first: a taken port is said at once, and a port of 0 is known before anything is built on it."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        _let_go_of_the_silent(listener)
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        raise WrongSettings(f"HOST and PORT cannot be listened on: {error.strerror}.") from None
    return listener


def _let_go_of_the_silent(listener: socket.socket) -> None:
    """What a reader does not take must not lie in the kernel, with its connection, for as long as he likes (Linux)."""
    if option := getattr(socket, "TCP_USER_TIMEOUT", None):
        listener.setsockopt(socket.IPPROTO_TCP, option, _SILENT_SECONDS * 1000)
