"""The transcript of a session's conversation, and how satisfied a person is with it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, field_validator

from server.dependencies import Tx
from server.documentation import refusals
from server.idempotency import OnceRoute
from server.routes.sessions import SessionId
from state.wizard import interactions, sessions

router = APIRouter(prefix="/wizard/sessions", tags=["wizard sessions"], route_class=OnceRoute)
PAGE = 200


class InteractionView(BaseModel):
    """One message. `text` and `tool_calls` are blanked after 30 days; `redacted_at` says when."""

    model_config = ConfigDict(from_attributes=True)

    @field_validator("tool_calls")
    @classmethod
    def _without_signatures(cls, calls: list[dict[str, Any]] | None) -> list[dict[str, Any]] | None:
        """A model's own bookkeeping is kept for replay; it tells a reader nothing."""
        return calls and [{name: value for name, value in call.items() if name != "signature"} for call in calls]

    id: int
    message_id: str
    role: str
    stage: str
    text: str
    tool_calls: list[dict[str, Any]] | None = None
    tokens_used: int | None = None
    model: str | None = None
    latency_ms: int | None = None
    prompt_digest: str | None = None
    created_at: datetime
    redacted_at: datetime | None


class InteractionList(BaseModel):
    """At most 200 messages, oldest first; go on with `after` = the last id."""

    interactions: list[InteractionView]


class Feedback(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"csat": 5, "comment": "Quick and kind."}]}
    )

    csat: int = Field(ge=1, le=5, strict=True, description="1, not at all satisfied, to 5, very.")
    comment: str | None = Field(None, max_length=2000)


@router.get("/{session_id}/interactions", summary="Read the conversation", responses=refusals(404))
async def list_interactions(
    tx: Tx,
    session_id: SessionId,
    after: Annotated[int, Query(ge=0, le=2**63 - 1, description="Only messages after this id.")] = 0,
) -> InteractionList:
    """What was said and done, in order."""
    row = await sessions.get(tx, session_id)
    found = await interactions.since(tx, row.id, after, PAGE)
    return InteractionList(interactions=[InteractionView.model_validate(each) for each in found])


@router.post(
    "/{session_id}/feedback", status_code=204, summary="Rate the conversation", responses=refusals(404, body=True)
)
async def rate(tx: Tx, session_id: SessionId, body: Feedback) -> None:
    """Say how satisfied you are; also after publishing."""
    await interactions.rate(tx, await sessions.get(tx, session_id), body.csat, body.comment)
