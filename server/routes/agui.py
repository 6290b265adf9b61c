"""POST /agui: an AG-UI run in, its events out (HttpAgent, CopilotRuntime, any AG-UI client)."""

from __future__ import annotations

from ag_ui.core import RunAgentInput
from fastapi import APIRouter
from sse_starlette import EventSourceResponse

from server.agui.runs import LiveRun
from server.dependencies import Caller, Resources
from server.documentation import refusals

router = APIRouter(tags=["agui"])
# A reader that takes nothing for this long is let go; the run goes on without it.
SEND_TIMEOUT_SECONDS = 30.0
_HEADERS = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}


@router.post(
    "/agui",
    summary="Run a turn of the conversation",
    response_class=EventSourceResponse,
    responses={200: {"description": "AG-UI events, one per SSE frame.", "content": {"text/event-stream": {}}}}
    | refusals(409, body=True),
)
async def run(request: RunAgentInput, caller: Caller, held: Resources) -> EventSourceResponse:
    """Take the new user messages, or the answer to an open approval, and stream what comes of it.

    The run goes on if the connection breaks. A second run on a thread that is busy is refused with 409.
    """
    return stream(await held.runs.start(caller, request), held.settings.sse_ping_seconds)


def stream(live: LiveRun, ping_seconds: int) -> EventSourceResponse:
    """The run's frames as SSE. LF line ends: the CopilotKit client does not find a frame's end in CRLFs."""
    return EventSourceResponse(
        live.follow(), sep="\n", ping=ping_seconds, send_timeout=SEND_TIMEOUT_SECONDS, headers=_HEADERS
    )
