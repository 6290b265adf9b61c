"""From a complete session to an event, once: every rule judged again, everything written in the caller's transaction.

Only a person publishes: `consent` is what the server took from the human side, and both its parts must be true.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from state import outbox, rollout
from state.database import Transaction
from state.errors import Conflict, FieldError, InvalidData, NotFound, NotReady
from state.events import events, programme
from state.events.covers import PAINTING
from state.events.tailored import TAILORING
from state.payments import sales
from state.wizard import covers, publish_document, sessions
from state.wizard import publish_steps as steps
from state.wizard.actions import Answer
from state.wizard.progress import assessed
from state.wizard.publish_models import Consent, DryRun, Published, WouldCreate
from state.wizard.publish_steps import Facts, Walk, Watch
from state.wizard.record import WizardSession
from state.wizard.stages import REVIEW, STAGES

CREATED, ALREADY = 201, 200
# The code of a refusal because somebody has changed the session since.
CHANGED = "revision_changed"
# The job that tells the organizer by mail.
CONFIRMATION = "published_mail"
# What a dry run does not show: chosen or known only when the event is made.
_INTERNAL = {"id", "wizard_session_id", "published_at"}


@dataclass(frozen=True)
class Attempt:
    """What an attempt to publish comes with beside consent: the revision that was looked at (None: whichever it is),
    whether organizations may publish here unless a switch says otherwise, and who watches the steps."""

    seen_revision: int | None = None
    unless_said: bool = True
    watch: Watch = steps.nobody


ATTEMPT = Attempt()


@dataclass(frozen=True)
class Publisher:
    """Whom to write to about an event that came from a session."""

    slug: str
    name: str
    email: str


async def publish(
    tx: Transaction, key: sessions.Key, consent: Consent, public_url: str, attempt: Attempt = ATTEMPT
) -> Answer:
    """201 with the new event, or 200 with the one this session already has.

    Raises NotReady with every gap as `stage.field`, InvalidData without consent, Conflict for a closed session, one
    that has changed since it was looked at, and where publishing is switched off. The last step of the operation: what
    the caller does after it in this transaction must not fail, or the steps have told of nothing.
    """
    if errors := consent.errors():
        raise InvalidData(errors, "Only a person's clear yes publishes.")
    row = await sessions.locked(tx, key)
    if row.event_id:
        return _answer(ALREADY, row, await _existing(tx, row, public_url))
    return _answer(CREATED, row, await _create(tx, row, consent, public_url, attempt))


async def publisher(tx: Transaction, event_id: UUID) -> Publisher:
    """Raises NotFound when the event is not the caller's to see, or its session is gone."""
    event = await tx.get(events.Event, event_id)
    if event is None or event.wizard_session_id is None:
        raise NotFound
    organizer = (await sessions.get(tx, event.wizard_session_id)).organizer_data
    return Publisher(event.slug, organizer["name"], organizer["email"])


async def dry_run(tx: Transaction, key: sessions.Key, unless_said: bool = True) -> DryRun:
    """`unless_said` as in Attempt."""
    row = await sessions.get(tx, key)
    problems = _closed(row) or await _switched_off(tx, unless_said) or gaps(row)
    if problems:
        return DryRun(ready=False, problems=[problem.as_json() for problem in problems], would_create=None, slug=None)
    document = publish_document.document(row, _slug(row))
    created = WouldCreate(
        event={name: value for name, value in document["event"].items() if name not in _INTERNAL},
        tasks=len(document["tasks"]),
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


async def check_switch(tx: Transaction, unless_said: bool) -> None:
    """Raises Conflict where publishing is switched off."""
    if off := await _switched_off(tx, unless_said):
        raise Conflict(off[0].message, off[0].code)


async def _switched_off(tx: Transaction, unless_said: bool) -> list[FieldError]:
    if await rollout.may_publish(tx, unless_said):
        return []
    message = "Publishing is not switched on for your organization yet; everything you entered is kept."
    return [FieldError(REVIEW.id, "publishing_off", message)]


async def _create(
    tx: Transaction, row: WizardSession, consent: Consent, public_url: str, attempt: Attempt
) -> Published:
    walk = Walk(attempt.watch, row.id)
    with walk.step(steps.VALIDATION):
        await _check(tx, row, attempt)
    document = publish_document.document(row, _slug(row))
    event, made, facts = document["event"], UUID(document["event"]["id"]), _facts(document)
    with walk.step(steps.EVENT):
        event["slug"] = await events.publish(tx, document, _slug(row, whole=True), facts.as_json())
    with walk.step(steps.SESSION):
        await sessions.mark_published(tx, row, made, consent.model_dump())
    with walk.step(steps.ORDERS):
        orders = [CONFIRMATION, TAILORING]
        if sales.are_wanted(event["ticket_tiers"]):
            orders.append(sales.JOB)
        if not await covers.hand_over(tx, row.id, made):
            orders.append(PAINTING)
        await outbox.enqueue(tx, *orders, event_id=made)
    walk.end_with(tx, steps.PUBLISHED, made, facts)
    return _published(row, event, public_url, len(document["tasks"]))


async def _check(tx: Transaction, row: WizardSession, attempt: Attempt) -> None:
    """Raises the first of all that stands in the way."""
    if closed := _closed(row):
        raise Conflict(f"{closed[0].message} Open it again or start a new one.", closed[0].code)
    if attempt.seen_revision not in (None, row.revision):
        message = "Something has changed meanwhile. Please look it over again before you publish."
        raise Conflict(message, CHANGED)
    await check_switch(tx, attempt.unless_said)
    if found := gaps(row):
        raise NotReady(found, "The event is not ready to be published.")


def _facts(document: dict[str, Any]) -> Facts:
    tiers = document["event"]["ticket_tiers"]
    paid = any(float(tier["price"]) > 0 for tier in tiers)
    return Facts(len(tiers), paid, len(document["sponsors"]))


async def _existing(tx: Transaction, row: WizardSession, public_url: str) -> Published:
    event = await tx.get_one(events.Event, row.event_id)
    return _published(row, event.model_dump(), public_url, await programme.count(tx, event.id))


def _published(row: WizardSession, event: dict[str, Any], public_url: str, tasks: int) -> Published:
    return Published(
        event_id=event["id"],
        slug=event["slug"],
        public_url=events.page_address(public_url, event["slug"]),
        status=event["status"],
        published_at=event["published_at"],
        tasks_generated=tasks,
        session_id=row.session_id,
    )


def _answer(status: int, row: WizardSession, published: Published) -> Answer:
    return Answer(status, orjson.dumps(published.model_dump(mode="json")).decode(), row.id)


def _slug(row: WizardSession, whole: bool = False) -> str:
    """Made from the session's own id, so that a dry run shows what publishing will use."""
    return events.slug_of(row.event_data["title"], row.id.hex if whole else row.id.hex[:8])
