"""CopilotKit's runtime protocol in Python: what its client asks of a runtime, without the Node runtime.

Shapes as @copilotkit/core 1.74 reads them; a member it does not know it ignores.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

AGENT = "wizard"
# The version of the protocol spoken, not of this product.
_VERSION = "1.75.0"

INFO: dict[str, Any] = {
    "version": _VERSION,
    "mode": "sse",
    "agents": {
        AGENT: {
            "name": AGENT,
            "description": "Sets up a fashion event by talking, until a person publishes it.",
            "className": "HttpAgent",
        }
    },
    "audioFileTranscriptionEnabled": False,
    "suggestions": False,
    "threadEndpoints": {"list": False, "inspect": False, "mutations": False, "realtimeMetadata": False},
    "a2uiEnabled": False,
    "openGenerativeUIEnabled": False,
    "telemetryDisabled": True,
}


class Parameters(BaseModel):
    """Where a call of the single endpoint goes."""

    model_config = ConfigDict(extra="ignore")

    agentId: str = AGENT
    threadId: str | None = None


class Envelope(BaseModel):
    """A call of the single endpoint: the same calls as the routes, by name."""

    model_config = ConfigDict(
        extra="ignore", json_schema_extra={"examples": [{"method": "info"}, {"method": "agent/run", "body": {}}]}
    )

    method: Literal["info", "agent/run", "agent/connect", "agent/stop"]
    params: Parameters = Field(default_factory=Parameters)
    body: dict[str, Any] | None = None


class Stopped(BaseModel):
    """Whether a run was on; its stream has ended by now, and the thread is free."""

    stopped: bool
    message: str
