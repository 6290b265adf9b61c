"""From a complete session to an event, once: every rule judged again, everything written in the caller's transaction.

Only a person publishes: `consent` is what the server took from the human side, and both its parts must be true.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import orjson
from pydantic import BaseModel, ConfigDict
from sqlalchemy.exc import IntegrityError

from state import outbox
from state.database import Transaction
from state.errors import Conflict, FieldError, InvalidData, NotFound, NotReady
from state.events import events
from state.events.budget import DEFAULT_CURRENCY, BudgetCategory
from state.events.covers import PAINTING
from state.wizard import covers, sessions
from state.wizard.actions import Answer, once
from state.wizard.event import schedule
from state.wizard.progress import assessed, charges_enabled, drafts, stage_data
from state.wizard.record import WizardSession
from state.wizard.stages import REVIEW, STAGES
from state.wizard.tickets import is_paid

ACTION = "publish"
CREATED, ALREADY = 201, 200
# The job that tells the organizer by mail.
CONFIRMATION = "published_mail"
# What a dry run does not show: chosen or known only when the event is made.
_INTERNAL = {"id", "wizard_session_id", "published_at"}


class Consent(BaseModel):
    """A person's word, from the form or an answered interrupt."""

    model_config = ConfigDict(extra="forbid")

    confirmed: bool
    terms_accepted: bool

    def errors(self) -> list[FieldError]:
        said = {"confirmed": self.confirmed, "terms_accepted": self.terms_accepted}
        return [
            FieldError(name, "consent_missing", f"Publishing needs {name} to be true.")
            for name, yes in said.items()
            if not yes
        ]


class Published(BaseModel):
    """The event a session has become."""

    event_id: UUID
    slug: str
    public_url: str
    status: str
    published_at: datetime
    tasks_generated: int
    session_id: str


@dataclass(frozen=True)
class Publisher:
    """Whom to write to about an event that came from a session."""

    slug: str
    name: str
    email: str


class WouldCreate(BaseModel):
    event: dict[str, Any]
    tasks: int
    sponsors: int
    budget_categories: int


class DryRun(BaseModel):
    """What publishing would do now, and what stands in its way; nothing is stored."""

    ready: bool
    problems: list[dict[str, str]]
    would_create: WouldCreate | None
    slug: str | None


async def publish(
    tx: Transaction, key: sessions.Key, consent: Consent, public_url: str, idempotency_key: str | None = None
) -> Answer:
    """201 with the new event, or 200 with the one this session already has.

    Raises NotReady with every gap as `stage.field`, InvalidData without consent, Conflict for a closed session, Busy
    and KeyReused as `actions.once` says.
    """

    async def effect() -> Answer:
        if errors := consent.errors():
            raise InvalidData(errors, "Only a person's clear yes publishes.")
        row = await sessions.locked(tx, key)
        if row.event_id:
            return _answer(ALREADY, row, await _existing(tx, row, public_url))
        return _answer(CREATED, row, await _create(tx, row, consent, public_url))

    body = {"session_id": str(key)} | consent.model_dump()
    return await once(tx, ACTION, idempotency_key, body, effect)


async def publisher(tx: Transaction, event_id: UUID) -> Publisher:
    """Raises NotFound when the event is not the caller's to see, or its session is gone."""
    event = await tx.get(events.Event, event_id)
    if event is None or event.wizard_session_id is None:
        raise NotFound
    organizer = (await sessions.get(tx, event.wizard_session_id)).organizer_data
    return Publisher(event.slug, organizer["name"], organizer["email"])


async def dry_run(tx: Transaction, key: sessions.Key) -> DryRun:
    row = await sessions.get(tx, key)
    problems = _closed(row) or gaps(row)
    if problems:
        return DryRun(ready=False, problems=[problem.as_json() for problem in problems], would_create=None, slug=None)
    document = _document(row, _slug(row))
    created = WouldCreate(
        event={name: value for name, value in document["event"].items() if name not in _INTERNAL},
        tasks=0,
        sponsors=len(document["sponsors"]),
        budget_categories=len(document["budget_categories"]),
    )
    return DryRun(ready=True, problems=[], would_create=created, slug=document["event"]["slug"])


def gaps(row: WizardSession) -> list[FieldError]:
    """All that stands between this session and its event, as `stage.field`; consent is asked for apart."""
    states = assessed(row)
    found = [gap.within(name) for name, state in states.items() if name != REVIEW.id for gap in state.gaps()]
    open_stages = [
        stage
        for stage in STAGES
        if stage.optional and stage.id not in row.completed_stages and not states[stage.id].data
    ]
    return found + [
        FieldError(stage.id, "stage_open", f"{stage.title} has been neither completed nor skipped.")
        for stage in open_stages
    ]


def _closed(row: WizardSession) -> list[FieldError]:
    status = row.effective_status()
    if status == "in_progress":
        return []
    return [FieldError("session_id", f"session_{status}", f"This session is {status}.")]


async def _create(tx: Transaction, row: WizardSession, consent: Consent, public_url: str) -> Published:
    if closed := _closed(row):
        raise Conflict(f"{closed[0].message} Open it again or start a new one.", closed[0].code)
    if found := gaps(row):
        raise NotReady(found, "The event is not ready to be published.")
    document = await _insert(tx, row)
    event = document["event"]
    await sessions.mark_published(tx, row, UUID(event["id"]), consent.model_dump())
    await outbox.enqueue(tx, CONFIRMATION, event_id=UUID(event["id"]))
    if not await covers.hand_over(tx, row.id, UUID(event["id"])):
        await outbox.enqueue(tx, PAINTING, event_id=UUID(event["id"]))
    return _published(row, event, public_url)


async def _insert(tx: Transaction, row: WizardSession) -> dict[str, Any]:
    """A short suffix makes slugs readable; should it be taken, the whole id cannot be."""
    try:
        async with tx.begin_nested():
            document = _document(row, _slug(row))
            await events.create(tx, document)
    except IntegrityError as error:
        if "events_slug_key" not in str(error.orig):
            raise
        document = _document(row, _slug(row, whole=True))
        await events.create(tx, document)
    return document


async def _existing(tx: Transaction, row: WizardSession, public_url: str) -> Published:
    event = await tx.get_one(events.Event, row.event_id)
    return _published(row, event.model_dump(), public_url)


def _published(row: WizardSession, event: dict[str, Any], public_url: str) -> Published:
    return Published(
        event_id=event["id"],
        slug=event["slug"],
        public_url=f"{public_url.rstrip('/')}/e/{event['slug']}",
        status=event["status"],
        published_at=event["published_at"],
        tasks_generated=0,
        session_id=row.session_id,
    )


def _answer(status: int, row: WizardSession, published: Published) -> Answer:
    return Answer(status, orjson.dumps(published.model_dump(mode="json")).decode(), row.id)


def _slug(row: WizardSession, whole: bool = False) -> str:
    """Made from the session's own id, so that a dry run shows what publishing will use."""
    return events.slug_of(row.event_data["title"], row.id.hex if whole else row.id.hex[:8])


def _document(row: WizardSession, slug: str) -> dict[str, Any]:
    data = drafts(stage_data(row), charges_enabled(row))
    when = schedule(data.event)
    assert when is not None  # gaps() has seen date, start and zone
    event = {
        "id": str(uuid4()),
        "wizard_session_id": str(row.id),
        "name": data.event.title,
        "slug": slug,
        "type": data.event.type,
        "description": data.event.description,
        "goals": data.event.goals or [],
        "timezone": data.event.timezone,
        "local_start": when.local_start.isoformat(),
        "local_end": when.local_end.isoformat() if when.local_end else None,
        "start_date": when.start.isoformat(),
        "end_date": when.end.isoformat() if when.end else None,
        "venue": row.venue_data,
        "status": "planning",
        "published_at": datetime.now(UTC).isoformat(),
        "target_attendees": data.event.target_attendees,
        "ticket_tiers": _tiers(row),
        "total_capacity": data.tickets.total_capacity,
        "organizer_name": data.organizer.organization,
        "media_partners": data.sponsors.media_partners or [],
    }
    return {
        "event": event,
        "sponsors": _sponsors(row),
        "budget_categories": list(BudgetCategory),
        "currency": data.tickets.currency or DEFAULT_CURRENCY,
    }


def _tiers(row: WizardSession) -> list[dict[str, Any]]:
    """A paid tier goes on sale only where money can be taken; it is never made free."""
    data = drafts(stage_data(row), charges_enabled(row))
    shown = next(stage for stage in STAGES if stage.attribute == "tickets").shown(row.ticket_data)
    deferred = is_paid(data.tickets) and not charges_enabled(row)
    tiers: Any = shown["tiers"]
    return [
        tier | {"currency": row.ticket_data.get("currency"), "on_sale": float(tier["price"]) == 0 or not deferred}
        for tier in tiers
    ]


def _sponsors(row: WizardSession) -> list[dict[str, Any]]:
    """One row per company; a company named twice keeps its first tier."""
    unique: dict[str, dict[str, Any]] = {}
    for sponsor in row.sponsor_data.get("sponsors", ()):
        unique.setdefault(sponsor["name"].lower(), sponsor)
    return list(unique.values())
