"""POST /agui: an AG-UI run in, its events out (HttpAgent, CopilotRuntime, any AG-UI client)."""

from __future__ import annotations

from typing import Annotated

from ag_ui.core import RunAgentInput
from fastapi import APIRouter, Depends
from sse_starlette import EventSourceResponse

from server.agui.runs import LiveRun

router = APIRouter(tags=["agui"])
# A reader that takes nothing for this long is let go; the run goes on without it.
SEND_TIMEOUT_SECONDS = 30.0
_HEADERS = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}


def stream(live: LiveRun, ping_seconds: int) -> EventSourceResponse:
    """The run's frames as SSE. LF line ends: the CopilotKit client does not find a frame's end in CRLFs."""
    return EventSourceResponse(
        live.follow(), sep="\n", ping=ping_seconds, send_timeout=SEND_TIMEOUT_SECONDS, headers=_HEADERS
    )
