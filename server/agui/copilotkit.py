"""CopilotKit's runtime protocol in Python: what its client asks of a runtime, without the Node runtime.

Shapes as @copilotkit/core 1.74 reads them; a member it does not know it ignores.
"""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from state.errors import FieldError, InvalidData
from state.wizard import threads
from state.wizard.record import WizardSession
from state.wizard.threads import Place

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
    "threadEndpoints": {"list": True, "inspect": False, "mutations": True, "realtimeMetadata": False},
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


class Thread(BaseModel):
    """A session as CopilotKit's list of threads shows it; its name is the event's title until it is renamed."""

    id: str
    name: str | None
    agentId: str = AGENT
    organizationId: UUID
    createdById: UUID
    archived: bool
    createdAt: datetime
    updatedAt: datetime


class ThreadList(BaseModel):
    """One page of threads; `nextCursor` leads to the next."""

    threads: list[Thread]
    nextCursor: str | None


class ThreadChange(BaseModel):
    """What may change of a thread; an empty name takes the name away again."""

    model_config = ConfigDict(extra="ignore", json_schema_extra={"examples": [{"name": "Milan, autumn"}]})

    name: str | None = None
    archived: bool | None = None


def thread_of(row: WizardSession) -> Thread:
    return Thread(
        id=row.session_id,
        name=threads.name_of(row),
        organizationId=row.organization_id,
        createdById=row.user_id,
        archived=row.archived_at is not None,
        createdAt=row.created_at,
        updatedAt=row.updated_at,
    )


def cursor_of(place: Place | None) -> str | None:
    return urlsafe_b64encode(f"{place.updated_at.isoformat()} {place.id}".encode()).decode() if place else None


def place_of(cursor: str | None) -> Place | None:
    """Raises InvalidData for a cursor that none of our pages gave out."""
    if cursor is None:
        return None
    try:
        moment, row = urlsafe_b64decode(cursor).decode().split(" ")
        place = Place(datetime.fromisoformat(moment), UUID(row))
    except (ValueError, binascii.Error):
        place = None
    if place is None or place.updated_at.tzinfo is None:
        raise InvalidData([FieldError("cursor", "bad_cursor", "Begin again without a cursor.")])
    return place
