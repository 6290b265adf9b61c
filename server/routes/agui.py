"""POST /agui: an AG-UI run in, its events out (HttpAgent, CopilotRuntime, any AG-UI client)."""

from __future__ import annotations

from typing import Any

from ag_ui.core import RunAgentInput
from fastapi import APIRouter
from sse_starlette import EventSourceResponse

from server.agui import sse
from server.dependencies import Caller, Resources
from server.documentation import refusals

router = APIRouter(tags=["agui"])
EVENTS: dict[int | str, dict[str, Any]] = {
    200: {"description": "AG-UI events, one per SSE frame.", "content": {"text/event-stream": {}}}
}


@router.post(
    "/agui",
    summary="Run a turn of the conversation",
    response_class=EventSourceResponse,
    responses=EVENTS | refusals(409, body=True),
)
async def run(request: RunAgentInput, caller: Caller, held: Resources) -> EventSourceResponse:
    """Take the new user messages, the answer to an open approval, or results of the page's own tools, and stream what
    comes of it.

    The run goes on if the connection breaks. A second run on a thread that is busy is refused with 409.
    """
    live = await held.runs.start(caller, request)
    return sse.response(live.follow(), held.runs, caller.expires_at, held.settings.sse_ping_seconds)
