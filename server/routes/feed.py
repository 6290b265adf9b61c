"""The live feed of an event."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Query

from server.dependencies import Caller, Resources
from server.documentation import refusals
from server.feed.handing import StreamResponse

router = APIRouter(prefix="/events", tags=["events"])
_FRAMES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Server-sent events: `change`, `reset`, `notification` and `closed`.",
        "content": {"text/event-stream": {}},
    }
}


@router.get(
    "/{event_id}/stream",
    status_code=200,
    summary="Follow an event live",
    response_class=StreamResponse,
    responses=_FRAMES | refusals(404, 429),
)
async def follow_event(
    event_id: UUID,
    held: Resources,
    caller: Caller,
    last_event_id: Annotated[str | None, Header(description="The last `id` received: resumes after it.")] = None,
    after: Annotated[str | None, Query(description="The same, where a header cannot be set.")] = None,
) -> StreamResponse:
    """Every change of the event and of what belongs to it, in order, as it happens, from now on or after a cursor.

    A cursor that leads nowhere is answered with `reset`: read the event anew, the stream goes on from now. The stream
    ends when the token does, when the event is no longer the caller's to see, or when its reader is too slow; it can be
    resumed after the last `id`.
    """
    return await held.feed.stream(caller, event_id, last_event_id or after)
