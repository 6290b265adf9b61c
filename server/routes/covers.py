"""The cover of a session and of an event: upload, look at, remove."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from server.auth import Caller as Principal
from server.covers import uploads
from server.covers.gallery import LARGE
from server.dependencies import Caller, Resources, Tx
from server.documentation import refusals
from server.routes.sessions import SessionId
from server.routes.shown import Removed
from state.database import Transaction
from state.events import covers as event_covers
from state.wizard import covers as session_covers

router = APIRouter(tags=["covers"])

EventId = Annotated[UUID, Path(description="The event's id.")]
_SESSION, _EVENT = "/wizard/sessions/{session_id}/cover", "/events/{event_id}/cover"
_WEBP: dict[int | str, dict[str, Any]] = {
    200: {"description": "The picture.", "content": {"image/webp": {"schema": {"type": "string", "format": "binary"}}}}
}
_NONE: dict[int | str, dict[str, Any]] = {204: {"description": "No picture was uploaded."}}
_UPLOADING = refusals(403, 404, 409, 415, body=True) | refusals(408)


class Uploaded(BaseModel):
    """The picture as it will be shown, written anew as WebP: `width` by `height`, and cropped to 1200 by 630."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"source": "upload", "width": 1600, "height": 1067, "size": 184320}]}
    )

    source: Literal["upload"] = "upload"
    width: int
    height: int
    size: int


@router.post(_SESSION, status_code=201, summary="Upload a cover", responses=_UPLOADING, openapi_extra=uploads.BODY)
async def upload_session_cover(held: Resources, caller: Caller, session_id: SessionId, request: Request) -> Uploaded:
    """Upload the cover of the event that this session will become, or replace it."""

    async def allowed(tx: Transaction) -> None:
        await session_covers.may_change(tx, session_id)

    async def taken(tx: Transaction, object_id: UUID) -> None:
        await session_covers.upload(tx, session_id, object_id)

    return await _uploaded(held, caller, request, allowed, taken)


@router.get(_SESSION, summary="Look at the cover", responses=_WEBP | _NONE | refusals(404), response_class=Response)
async def read_session_cover(held: Resources, caller: Caller, session_id: SessionId) -> Response:
    """The picture that was uploaded for this session; 204 where none was."""
    async with held.database.transaction(caller) as tx:
        object_id = await session_covers.object_of(tx, session_id)
    return _picture(await held.gallery.stored(object_id, LARGE)) if object_id else Response(status_code=204)


@router.delete(_SESSION, summary="Remove the cover", responses=refusals(404, 409))
async def remove_session_cover(tx: Tx, session_id: SessionId) -> Removed:
    """Remove the upload; without one the event gets a cover made for it. Doing it twice is no error."""
    await session_covers.remove(tx, session_id)
    return Removed()


@router.post(_EVENT, status_code=201, summary="Upload a cover", responses=_UPLOADING, openapi_extra=uploads.BODY)
async def upload_event_cover(held: Resources, caller: Caller, event_id: EventId, request: Request) -> Uploaded:
    """Upload the event's cover, or replace it."""

    async def allowed(tx: Transaction) -> None:
        await event_covers.may_change(tx, event_id)

    async def taken(tx: Transaction, object_id: UUID) -> None:
        await event_covers.upload(tx, event_id, object_id)

    return await _uploaded(held, caller, request, allowed, taken)


@router.get(_EVENT, summary="Look at the cover", responses=_WEBP | refusals(404), response_class=Response)
async def read_event_cover(held: Resources, caller: Caller, event_id: EventId) -> Response:
    """The event's picture, uploaded, made or drawn, whether or not the event is public."""
    async with held.database.transaction(caller) as tx:
        shown = await event_covers.shown(tx, event_id)
    return _picture(await held.gallery.shown(shown.slug, shown.kind, shown.object_id, LARGE))


@router.delete(_EVENT, summary="Remove the cover", responses=refusals(403, 404))
async def remove_event_cover(tx: Tx, event_id: EventId) -> Removed:
    """Back to a cover that is made for the event. Doing it twice is no error."""
    await event_covers.remove(tx, event_id)
    return Removed()


async def _uploaded(
    held: Resources,
    caller: Principal,
    request: Request,
    allowed: Callable[[Transaction], Awaitable[None]],
    taken: Callable[[Transaction, UUID], Awaitable[None]],
) -> Uploaded:
    """Asked before the body is read, and again in the end; nothing waits inside a transaction."""
    async with held.database.transaction(caller) as tx:
        await allowed(tx)
    made = await held.gallery.recoder.recoded(await uploads.received(request))
    object_id = await held.gallery.keep(held.database, caller, made)
    async with held.database.transaction(caller) as tx:
        await taken(tx, object_id)
    return Uploaded(width=made.width, height=made.height, size=len(made.wide))


def _picture(data: bytes) -> Response:
    return Response(data, media_type="image/webp")
