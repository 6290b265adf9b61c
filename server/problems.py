"""Refusals as RFC 9457 problem documents: the only place that knows the HTTP status of an error.

`code` is stable for programs, `detail` says the way out to people. A body never names what was asked for, so an unknown
thing and a foreign one are answered alike; it never holds a stack, SQL or a path of this machine.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus

import psycopg
import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.auth import BadToken, Unauthorized
from state import errors
from state.wizard.actions import BadKey

MEDIA_TYPE = "application/problem+json"

log = structlog.get_logger(__name__)

_STATUS: Mapping[type[errors.StateError], int] = {
    errors.NotFound: 404,
    errors.Forbidden: 403,
    BadKey: 400,
    errors.WrongType: 415,
    errors.TooLarge: 413,
    errors.InvalidData: 422,
    errors.Conflict: 409,
    errors.TooMany: 429,
    errors.Unavailable: 503,
}

# Python's own phrases differ between its versions.
_TITLES: Mapping[int, str] = {413: "Content Too Large", 422: "Unprocessable Content"}

# What the web framework refuses by itself: a code and a sentence for each status it uses.
_REFUSED: Mapping[int, tuple[str, str]] = {
    400: ("bad_request", "This request cannot be read; look at its form."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not answer this method."),
    408: ("too_slow", "This took too long to arrive. Please try again."),
    413: ("too_large", "This request is larger than the server takes."),
}


# The framework's words for these speak to programmers.
_WORDS: Mapping[str, str] = {
    "missing": "This is missing; please give it.",
    "extra_forbidden": "There is no such field; leave it out or check its spelling.",
    "model_attributes_type": "Send a JSON object, with Content-Type: application/json.",
    "dict_type": "Send a JSON object, with Content-Type: application/json.",
}


class ProblemError(BaseModel):
    """One wrong value: where it stands, a stable code, and the way out."""

    field: str
    code: str
    message: str


class ProblemDocument(BaseModel):
    """A refusal (RFC 9457). `errors` is there when single values are wrong.

    `error` and `message` repeat `code` and `detail`: the names AG-UI clients know.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "about:blank",
                    "title": "Unprocessable Content",
                    "status": 422,
                    "detail": "Some values need another look.",
                    "code": "invalid",
                    "error": "invalid",
                    "message": "Some values need another look.",
                    "errors": [{"field": "capacity", "code": "greater_than_equal", "message": "Give at least 1."}],
                }
            ]
        }
    )

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    error: str
    message: str
    errors: list[ProblemError] | None = None


def problem(
    status: int,
    code: str,
    detail: str,
    found: Iterable[errors.FieldError] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The response of this refusal."""
    document = ProblemDocument(
        title=_TITLES.get(status) or HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        code=code,
        error=code,
        message=detail,
        errors=None if found is None else [ProblemError(**error.as_json()) for error in found],
    )
    members = document.model_dump(exclude_none=True)
    # "replace": a message may quote what was sent, and that may be text no encoder takes.
    body = json.dumps(members, ensure_ascii=False).encode("utf-8", "replace")
    return Response(body, status, headers, MEDIA_TYPE)


def of(error: errors.StateError) -> Response:
    """The response of an operation's refusal."""
    status = next(_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS)
    found = error.errors if isinstance(error, errors.InvalidData) else None
    comes_back = isinstance(error, errors.Busy | errors.TooMany | errors.Unavailable)
    retry = {"Retry-After": str(error.retry_after)} if comes_back else None
    return problem(status, error.code, error.message, found, retry)


def install(app: FastAPI) -> None:
    app.add_exception_handler(errors.StateError, _state)
    app.add_exception_handler(Unauthorized, _unauthorized)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(psycopg.OperationalError, _away)


class LastResort:
    """Whatever nobody foresaw: logged whole, answered with one plain sentence."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            log.error("request_failed", exc_info=error)
            if started or scope["type"] != "http":
                raise
            await problem(500, "internal", "Something went wrong here. Please try again.")(scope, receive, send)


async def _state(_: Request, error: Exception) -> Response:
    assert isinstance(error, errors.StateError)
    return of(error)


async def _unauthorized(_: Request, error: Exception) -> Response:
    assert isinstance(error, Unauthorized)
    challenge = 'Bearer error="invalid_token"' if isinstance(error, BadToken) else "Bearer"
    return problem(401, error.code, error.message, headers={"WWW-Authenticate": challenge})


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code, detail = _REFUSED.get(error.status_code, ("refused", "This request was refused."))
    return problem(error.status_code, code, detail, headers=error.headers)


async def _away(_: Request, error: Exception) -> Response:
    """The checkpointer's own pool, which knows no StateError."""
    log.warning("database_away", error=type(error).__name__)
    return of(errors.Unavailable())


async def _unreadable(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = [
        errors.FieldError(_where(each["loc"]), each["type"], _WORDS.get(each["type"], each["msg"]))
        for each in error.errors()
    ]
    return problem(422, errors.InvalidData.code, "Some values need another look.", found)


def _where(path: tuple[int | str, ...]) -> str:
    """`tiers.0.price`: without the part of the request it came in, unless that is all there is."""
    return ".".join(str(step) for step in path[1:] or path)
