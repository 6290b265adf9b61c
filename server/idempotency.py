"""Every POST that creates or acts may carry an Idempotency-Key: done once, answered again byte for byte.

A router with `route_class=OnceRoute` gives all its POST routes the header. Claim, effect and answer are one
transaction, the route's own; what fails stores nothing. What was done at an event is told again only to who may still
do it there. A route that sees to the key itself takes `WantedOnce`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import Depends, Header, Request, Response
from fastapi.routing import APIRoute
from starlette.datastructures import UploadFile

from server.dependencies import Tx
from server.logs import template
from state.database import Transaction
from state.events import access
from state.events.access import Level
from state.wizard import actions, sessions
from state.wizard.actions import Answer, Keyed

# What belongs to an answer beside status and body.
_HEADERS = ("content-type", "location", "etag")


async def _wanted(
    request: Request,
    idempotency_key: Annotated[
        str | None,
        Header(
            description="1 to 255 visible ASCII characters of your choosing. The same key and body get the same answer "
            "again, with Idempotency-Replayed: true, and nothing is done twice."
        ),
    ] = None,
) -> Keyed | None:
    return (
        actions.keyed(_scope(request), idempotency_key, await _asked(request)) if idempotency_key is not None else None
    )


WantedOnce = Annotated[Keyed | None, Depends(_wanted)]


@dataclass(frozen=True)
class _Claim:
    tx: Transaction
    wanted: Keyed
    began: float


class _Stored(Exception):
    """There is an answer to this key already."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer


async def _claimed(request: Request, tx: Tx, wanted: WantedOnce) -> None:
    """Before the route, whose transaction this is."""
    if wanted is None:
        return
    began = time.perf_counter()
    if stored := await actions.claimed(tx, wanted):
        await _still_allowed(request, tx, stored)
        raise _Stored(stored)
    request.state.claim = _Claim(tx, wanted, began)


async def _still_allowed(request: Request, tx: Transaction, stored: Answer) -> None:
    """Of an event, who has lost what it took to do this is refused as the route itself would refuse him."""
    if event := request.path_params.get("event_id"):
        await access.enter(tx, UUID(event), Level[stored.level or Level.organization.name], archived=True)


class OnceRoute(APIRoute):
    """A route whose POSTs are answered from the store where their key is known, and stored where it is new."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        if "POST" in (options.get("methods") or ()):
            options["dependencies"] = [Depends(_claimed), *(options.get("dependencies") or ())]
        super().__init__(path, endpoint, **options)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def once(request: Request) -> Response:
            try:
                response = await handle(request)
            except _Stored as stored:
                return sent(stored.answer)
            # The transaction is still open: it is committed when this has returned.
            if claim := getattr(request.state, "claim", None):
                await _keep(claim, request, response)
            return response

        return once


def sent(answer: Answer) -> Response:
    """The stored bytes as they are: a replay must not differ by a space."""
    headers = dict(answer.headers) | ({"Idempotency-Replayed": "true"} if answer.replayed else {})
    return Response(answer.body, answer.status, headers, "application/json")


async def _keep(claim: _Claim, request: Request, response: Response) -> None:
    body = bytes(response.body)
    named = request.path_params.get("session_id") or (orjson.loads(body).get("session_id") if body else None)
    row = await sessions.get(claim.tx, named) if named else None
    headers = {name: response.headers[name] for name in _HEADERS if name in response.headers}
    level = access.taken(claim.tx)
    stored = Answer(
        response.status_code,
        body.decode(),
        row.id if row else None,
        headers,
        level=None if level is None else level.name,
    )
    await actions.keep(claim.tx, claim.wanted, stored, claim.began)


def _scope(request: Request) -> str:
    """The route, the same for every spelling of the API's prefix. Which row it is about stands in it as a digest: the
    key of an erased person stays used, and must not name what it was used for."""
    route = (template(request.scope) or "").removeprefix("/api").removeprefix("/v1")
    if not request.path_params:
        return route
    return f"{route}#{sha256(orjson.dumps(request.path_params, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]}"


async def _asked(request: Request) -> bytes:
    """Body and query in one spelling: the same JSON in another order or spacing is the same request."""
    query = sorted(request.query_params.multi_items())
    return orjson.dumps([query, await _body(request)], option=orjson.OPT_SORT_KEYS)


async def _body(request: Request) -> Any:
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        # Its boundary is another one each time.
        return [[name, await _part(value)] for name, value in (await request.form()).multi_items()]
    body = await request.body()
    try:
        return orjson.loads(body) if body else None
    except orjson.JSONDecodeError:
        return sha256(body).hexdigest()


async def _part(value: UploadFile | str) -> list[str | None]:
    if isinstance(value, str):
        return [value]
    digest = sha256(await value.read()).hexdigest()
    await value.seek(0)
    return [value.filename, digest]
