"""Events: publishing one from a wizard session, and putting a page up or taking it down."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Path, Query, Response
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, StrictBool

from server import publish_log, publish_stream
from server.dependencies import Caller, Resources, SeenRevision, Tx
from server.documentation import DRY_RUN, PUBLISH_STREAM, refusals
from server.idempotency import OnceRoute, WantedOnce, sent
from state.database import Transaction
from state.events import publication
from state.events.events import is_public, page_address
from state.wizard import publishing
from state.wizard.actions import Answer, once
from state.wizard.publish_steps import together
from state.wizard.publishing import Attempt, Consent

router = APIRouter(prefix="/events", tags=["events"])
# A stream commits before it ends, not when its route returns: publishing sees to its key itself.
pages = APIRouter(prefix="/events", tags=["events"], route_class=OnceRoute)

EventId = Annotated[UUID, Path(description="The event's id.")]


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

    def consent(self) -> Consent:
        return Consent(confirmed=self.confirmed, terms_accepted=self.terms_accepted)


class EventPage(BaseModel):
    """Where an event's page stands, and since when; both are null while it is down."""

    event_id: UUID
    slug: str
    public_url: str | None
    status: str
    published_at: datetime | None


@router.post(
    "/publish",
    status_code=201,
    summary="Publish a session as an event",
    response_model=publishing.Published,
    responses=DRY_RUN | PUBLISH_STREAM | refusals(404, 409, body=True),
)
async def publish_event(  # noqa: PLR0913  what a request may bring
    held: Resources,
    caller: Caller,
    tx: Tx,
    body: Publication,
    wanted: WantedOnce,
    seen: SeenRevision,
    dry_run: Annotated[bool, Query(description="Only show what would happen; nothing is stored.")] = False,
    accept: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> Response:
    """Make the session's event, once. The same Idempotency-Key and body get the same answer again, byte for byte.

    With If-Match, only if the session is still at the revision that was looked at. With Accept: text/event-stream each
    step is told as it is done: `event: step`, and at the end `event: done` with the answer or `event: problem`.
    """
    address, unless_said = held.settings.address, held.settings.publishing
    if dry_run:
        return _rehearsed(await publishing.dry_run(tx, body.session_id, unless_said))
    attempt = Attempt(seen, unless_said, publish_log.watch)

    async def publish(tx: Transaction, attempt: Attempt) -> Answer:
        async def effect() -> Answer:
            return await publishing.publish(tx, body.session_id, body.consent(), address, attempt)

        return await once(tx, wanted, effect)

    if not publish_stream.is_wanted(accept):
        return sent(await publish(tx, attempt))
    steps = publish_stream.Steps()

    async def work() -> Answer:
        async with held.database.transaction(caller) as own:
            return await publish(own, replace(attempt, watch=together(steps.watch, publish_log.watch)))

    return steps.response(work)


@pages.post("/{event_id}/publish", summary="Put an event's page up", responses=refusals(403, 404, 409))
async def put_page_up(held: Resources, tx: Tx, event_id: EventId) -> EventPage:
    """Publish a draft, or an event whose page was taken down, unless it contradicts itself. Again changes nothing."""
    await publishing.check_switch(tx, held.settings.publishing)
    return _page(held, await publication.set_published(tx, event_id, True))


@pages.post("/{event_id}/unpublish", summary="Take an event's page down", responses=refusals(403, 404))
async def take_page_down(held: Resources, tx: Tx, event_id: EventId) -> EventPage:
    """The page answers 404 from now on; the event and all that belongs to it stay. Again changes nothing."""
    return _page(held, await publication.set_published(tx, event_id, False))


def _page(held: Resources, found: publication.Publication) -> EventPage:
    public = is_public(found.published_at, found.status)
    return EventPage(
        event_id=found.event_id,
        slug=found.slug,
        public_url=page_address(held.settings.address, found.slug) if public else None,
        status=found.status,
        published_at=found.published_at,
    )


def _rehearsed(dry_run: publishing.DryRun) -> Response:
    return Response(dry_run.model_dump_json(), media_type="application/json")
