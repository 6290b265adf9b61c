"""Events: for now, publishing one from a wizard session."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, StrictBool

from server import publish_log
from server.dependencies import Resources, SeenRevision, Tx
from server.documentation import DRY_RUN, refusals
from server.idempotency import WantedOnce, sent
from state.wizard import publishing
from state.wizard.actions import Answer, once

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
    *,
    wanted: WantedOnce,
    seen: SeenRevision,
) -> Response:
    """Make the session's event, once. The same Idempotency-Key and body get the same answer again, byte for byte.

    With If-Match, only if the session is still at the revision that was looked at.
    """
    unless_said = held.settings.publishing
    if dry_run:
        return _rehearsed(await publishing.dry_run(tx, body.session_id, unless_said))
    consent = publishing.Consent(confirmed=body.confirmed, terms_accepted=body.terms_accepted)
    attempt = publishing.Attempt(seen, unless_said, publish_log.watch)

    async def effect() -> Answer:
        return await publishing.publish(tx, body.session_id, consent, held.settings.address, attempt)

    return sent(await once(tx, wanted, effect))


def _rehearsed(dry_run: publishing.DryRun) -> Response:
    return Response(dry_run.model_dump_json(), media_type="application/json")
