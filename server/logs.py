"""Logs: one event name and typed fields per line, for people or for machines; no token, body, query or address."""

from __future__ import annotations

import logging
import logging.config
import re
import sys
import time
import traceback
from collections.abc import Mapping
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.typing import EventDict, Processor, WrappedLogger

from server.settings import LogFormat

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)

log = structlog.get_logger(__name__)


def configure(form: LogFormat) -> None:
    """Set up structlog and the standard library's loggers once, to one handler on stderr."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    ends: Mapping[LogFormat, list[Processor]] = {
        LogFormat.json: [_without_messages, structlog.processors.JSONRenderer()],
        LogFormat.console: [
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)
        ],
    }
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ends[form]],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for noisy in ("alembic", "httpx"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


class RequestLog:
    """ASGI middleware: gives each request an id, answers it, and writes one line when the response has ended."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id, status, started = _request_id(scope), 0, time.perf_counter()

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self.app(scope, receive, watched)
            finally:
                _write(scope, status, started)


def _write(scope: Scope, status: int, started: float) -> None:
    duration = round((time.perf_counter() - started) * 1000, 1)
    log.info("http_request", method=scope["method"], route=template(scope), status=status, duration_ms=duration)


def template(scope: Scope) -> str | None:
    """The route's template, never the address asked for: that may hold names and tokens."""
    if (route := scope.get("route")) is None:
        return None
    # A route of an included router knows its own part only; what stands before it is the router's prefix.
    asked, own = scope["path"].split("/"), route.path.split("/")
    return "/".join(asked[: len(asked) - len(own) + 1] + own[1:])


def _request_id(scope: Scope) -> str:
    given = Headers(scope=scope).get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else uuid4().hex


def _without_messages(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Kinds of errors and where they arose: what they say may quote a user's data (a row, a parameter)."""
    info = event.pop("exc_info", None)
    given = sys.exc_info() if info is True else info
    error = given[1] if isinstance(given, tuple) else given
    causes: list[str] = []
    while isinstance(error, BaseException):
        where = [
            f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)
        ]
        causes.append(f"{type(error).__module__}.{type(error).__qualname__} at {' > '.join(where[-8:])}")
        error = error.__cause__ or error.__context__
    if causes:
        event["error"] = causes
    return event
