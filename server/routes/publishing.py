"""Events: for now, publishing one from a wizard session."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Query, Response
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, StrictBool

from server.dependencies import Resources, Tx
from server.documentation import DRY_RUN, refusals
from state.wizard import publishing
from state.wizard.actions import Answer

router = APIRouter(prefix="/events", tags=["events"])


class Publication(BaseModel):
    """Which session, and the person's own yes to both questions."""

    model_config = ConfigDict(
        extra="forbid",
        loc_by_alias=False,
        json_schema_extra={
            "examples": [{"session_id": "milan-nights-2027", "confirmed": True, "terms_accepted": True}]
        },
    )

    session_id: str = Field(min_length=1, max_length=255, validation_alias=AliasChoices("session_id", "sessionId"))
    confirmed: StrictBool = False
    terms_accepted: StrictBool = Field(False, validation_alias=AliasChoices("terms_accepted", "termsAccepted"))


@router.post(
    "/publish",
    status_code=201,
    summary="Publish a session as an event",
    response_model=publishing.Published,
    responses=DRY_RUN | refusals(404, 409, body=True),
)
async def publish_event(
    held: Resources,
    tx: Tx,
    body: Publication,
    dry_run: Annotated[bool, Query(description="Only show what would happen; nothing is stored.")] = False,
    idempotency_key: Annotated[str | None, Header(description="1 to 255 visible ASCII characters.")] = None,
) -> Response:
    """Make the session's event, once. The same Idempotency-Key and body get the same answer again, byte for byte."""
    if dry_run:
        return _rehearsed(await publishing.dry_run(tx, body.session_id))
    consent = publishing.Consent(confirmed=body.confirmed, terms_accepted=body.terms_accepted)
    return _sent(await publishing.publish(tx, body.session_id, consent, held.settings.address, idempotency_key))


def _rehearsed(dry_run: publishing.DryRun) -> Response:
    return Response(dry_run.model_dump_json(), media_type="application/json")


def _sent(answer: Answer) -> Response:
    """The stored bytes as they are: a replay must not differ by a space."""
    replayed = {"Idempotency-Replayed": "true"} if answer.replayed else None
    return Response(answer.body, answer.status, replayed, "application/json")
