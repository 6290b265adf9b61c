"""POST /agui: an AG-UI run in, its events out (HttpAgent, CopilotRuntime, any AG-UI client)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import anyio
from ag_ui.core import RunAgentInput
from fastapi import APIRouter
from sse_starlette import EventSourceResponse

from server import resources
from server.agui.runs import DRAIN_SECONDS, LiveRun, RunKeeper
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
    return stream(await held.runs.start(caller, request), held)


def stream(live: LiveRun, held: resources.Resources) -> EventSourceResponse:
    """The run's frames as SSE. LF line ends: the CopilotKit client does not find a frame's end in CRLFs.

    When the server is told to end, runs get a moment to finish and readers stay until their terminal event.
    """
    return EventSourceResponse(
        live.follow(),
        sep="\n",
        ping=held.settings.sse_ping_seconds,
        send_timeout=SEND_TIMEOUT_SECONDS,
        headers=_HEADERS,
        shutdown_event=cast(anyio.Event, _Leaving(held.runs)),
        shutdown_grace_period=DRAIN_SECONDS + 1,
    )


@dataclass(frozen=True)
class _Leaving:
    """Stands where the SSE library sets an event at shutdown: that is when runs must begin to end, not later."""

    runs: RunKeeper

    def set(self) -> None:
        self.runs.leave()
