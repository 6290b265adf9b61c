"""The edge: a body that is too large, no JSON, or holds text no database stores is refused before anything reads it.

A JSON body is read here and handed on whole; every other body is only counted. Responses pass through untouched, so
streams flow.
"""

from __future__ import annotations

import asyncio
import json
import math
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any, NoReturn

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.problems import of, problem
from state.errors import FieldError, InvalidData
from state.pictures.apart import MOST_BYTES, too_large

# Deeper JSON is nobody's form, and readers further in recurse.
DEEPEST = 64
_MOST_ERRORS = 20
_LARGE = 65_536
# Signed over its bytes: nothing may be read of it before the signature, and its own door counts them.
_RAW = "/webhooks/"
# Where files are uploaded, and what a multipart body has beside its file at most.
_FILES = re.compile(r"/api(?:/v1)?/(?:wizard/sessions|events)/[^/]+/cover")
_LARGEST_UPLOAD = MOST_BYTES + 65_536
_MOST_DRAINED, _DRAINED_SECONDS = 32 * 2**20, 20
_UNUSABLE = re.compile("[\0\ud800-\udfff]")

Steps = tuple[str | int, ...]


class Limits:
    """ASGI middleware over every request."""

    def __init__(self, app: ASGIApp, max_body_bytes: int) -> None:
        self.app, self.max_body_bytes = app, max_body_bytes

    def _most(self, scope: Scope) -> int:
        """An address that takes files takes more, but in no other form."""
        takes_files = scope["method"] == "POST" and _FILES.fullmatch(scope["path"]) and not _is_json(scope)
        return max(self.max_body_bytes, _LARGEST_UPLOAD) if takes_files else self.max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif refusal := _bad_address(scope) or self._announced_too_large(scope):
            if self._most(scope) > self.max_body_bytes:
                await _drained(receive)
            await refusal(scope, receive, send)
        elif _is_json(scope):
            await self._json(scope, receive, send)
        else:
            await self.app(scope, self._counted(scope, receive), send)

    def _announced_too_large(self, scope: Scope) -> Response | None:
        length = Headers(scope=scope).get("content-length", "")
        if not length.isdecimal() or int(length) <= (most := self._most(scope)):
            return None
        return _too_large() if most == self.max_body_bytes else _file_too_large()

    async def _json(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = bytearray()
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > self.max_body_bytes:
                await _too_large()(scope, receive, send)
                return
        whole = bytes(body)
        # A large body takes a while to look through; meanwhile others are served.
        look = asyncio.to_thread(_inspected, whole) if len(whole) > _LARGE else None
        refusal = await look if look else _inspected(whole)
        await (refusal or self.app)(scope, _replayed(whole, receive), send)

    def _counted(self, scope: Scope, receive: Receive) -> Receive:
        seen, most = 0, self._most(scope)

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > most:
                if most == self.max_body_bytes:
                    raise HTTPException(413)
                await _drained(receive)
                raise too_large()
            return message

        return counted


async def _drained(receive: Receive) -> None:
    """Let what is still being sent run out, within bounds: who is cut off while he sends never reads why."""
    left = _MOST_DRAINED
    with suppress(TimeoutError):
        async with asyncio.timeout(_DRAINED_SECONDS):
            while left > 0:
                message = await receive()
                left -= len(message.get("body", b""))
                if not message.get("more_body", False):
                    return


def _too_large() -> Response:
    return problem(413, "too_large", "This request is larger than the server takes.", headers={"Connection": "close"})


def _file_too_large() -> Response:
    refusal = of(too_large())
    refusal.headers["Connection"] = "close"
    return refusal


def _bad_address(scope: Scope) -> Response | None:
    """NUL is in no name this server gives, and Postgres refuses it as text."""
    if "\0" in scope["path"]:
        return problem(404, "not_found", "There is nothing at this address.")
    if b"%00" in scope["query_string"] or b"\0" in scope["query_string"]:
        found = FieldError("query", "nul_character", "Leave out the NUL character.")
        return problem(422, InvalidData.code, "The address holds a character that cannot be used.", [found])
    return None


def _is_json(scope: Scope) -> bool:
    if scope["path"].startswith(_RAW):
        return False
    kind = Headers(scope=scope).get("content-type", "").split(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def _replayed(body: bytes, receive: Receive) -> Receive:
    """The body once, then whatever comes: a reader further in must still hear of a disconnect."""
    given = False

    async def replayed() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed


def _inspected(body: bytes) -> Response | None:
    if not body:
        return None
    try:
        document = json.loads(body.decode("utf-8"), parse_constant=_no_constant)
        found = list(islice(_unusable(document), _MOST_ERRORS))
    except (ValueError, RecursionError):
        detail = f"This is not JSON, or nested deeper than {DEEPEST} levels; NaN and Infinity are no JSON."
        return problem(400, "malformed_json", detail)
    return problem(422, InvalidData.code, "Some values need another look.", found) if found else None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _unusable(value: Any, path: Steps = ()) -> Iterator[FieldError]:
    """Each text Postgres or UTF-8 cannot hold, each number beyond double precision. Raises ValueError when too deep."""
    if isinstance(value, dict | list):
        if len(path) >= DEEPEST:
            raise ValueError("too deep")
        for step, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _unusable_text(step, (*path, step))
            yield from _unusable(each, (*path, step))
    elif isinstance(value, float) and not math.isfinite(value):
        yield FieldError(_shown(path), "number_out_of_range", "Give a smaller number.")
    else:
        yield from _unusable_text(value, path)


def _unusable_text(value: Any, path: Steps) -> Iterator[FieldError]:
    if isinstance(value, str) and _UNUSABLE.search(value):
        yield FieldError(_shown(path), "unusable_text", "Write this without NUL characters and broken Unicode.")


def _shown(path: Steps) -> str:
    return ".".join(_UNUSABLE.sub("\ufffd", str(step)[:100]) for step in path) or "body"
