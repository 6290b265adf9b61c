"""The event a complete session becomes, with all that belongs to it: team, sponsors, budget, tasks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from state.events import programme
from state.events.budget import DEFAULT_CURRENCY, BudgetCategory
from state.events.planning.plan import EventFacts
from state.wizard.event import EventType, schedule
from state.wizard.progress import charges_enabled, drafts, stage_data
from state.wizard.record import WizardSession
from state.wizard.rules import Drafts
from state.wizard.stages import STAGES
from state.wizard.tickets import is_paid
from state.wizard.venue import VenueMode


def document(row: WizardSession, slug: str) -> dict[str, Any]:
    """What app.create_event reads. The session is complete: publishing.gaps() has found nothing."""
    data = drafts(stage_data(row), charges_enabled(row))
    when = schedule(data.event)
    assert when is not None
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
        "ticket_tiers": _tiers(row, data),
        "total_capacity": data.tickets.total_capacity,
        "organizer_name": data.organizer.organization,
        "media_partners": data.sponsors.media_partners or [],
    }
    sponsors = _sponsors(row)
    facts = EventFacts(
        UUID(event["id"]), EventType(data.event.type), when.start, when.end, data.event.timezone,
        VenueMode(data.venue.mode), is_paid(data.tickets), bool(sponsors),
    )  # fmt: skip
    return {
        "event": event,
        "sponsors": sponsors,
        "budget_categories": [{"category": category} for category in BudgetCategory],
        "currency": data.tickets.currency or DEFAULT_CURRENCY,
    } | programme.as_rows(facts, datetime.now(UTC))


def _tiers(row: WizardSession, data: Drafts) -> list[dict[str, Any]]:
    """A paid tier goes on sale only where money can be taken and payment is not put off; it is never made free."""
    shown = next(stage for stage in STAGES if stage.attribute == "tickets").shown(row.ticket_data)
    put_off = data.tickets.payment is not None and data.tickets.payment.deferred
    deferred = is_paid(data.tickets) and (put_off or not charges_enabled(row))
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
