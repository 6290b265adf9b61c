"""A new event by form: a draft with its budget, team, sponsors, designers and tasks, all in one statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID, uuid4

from pydantic import BeforeValidator, Field

from state import outbox
from state.database import Transaction
from state.errors import FieldError, InvalidData
from state.events import events, programme, rows
from state.events.budget import DEFAULT_CURRENCY, BudgetCategory
from state.events.designers import Designer
from state.events.planning.plan import EventFacts
from state.events.sponsors import Sponsor
from state.events.tailored import TAILORING
from state.events.team import NewMember
from state.events.venues import Venue
from state.events.when import placed
from state.events.wire import Body, minor
from state.wizard.event import EventType
from state.wizard.event import alias as type_alias
from state.wizard.fields import Currency, Price, Text, Timezone, Whole

Type = Annotated[EventType, BeforeValidator(type_alias)]
_MOST = 100
_AS_GIVEN = {
    "name", "type", "timezone", "description", "goals", "venue_id", "target_attendees", "total_capacity",
}  # fmt: skip


class PlannedCost(Body):
    category: BudgetCategory
    budgeted_amount: Price


class NewEvent(Body):
    """`start_date` and `end_date` with an offset are instants, without one wall times of `timezone`."""

    name: Annotated[str, Text(1, 200)]
    type: Type
    start_date: datetime
    end_date: datetime | None = None
    timezone: Timezone
    description: Annotated[str, Text(1, 2000)] | None = None
    goals: list[Annotated[str, Text(1, 200)]] = Field(default_factory=list, max_length=20)
    venue_id: UUID | None = None
    target_attendees: Annotated[int, Whole(1, 1_000_000)] | None = None
    total_capacity: Annotated[int, Whole(1, 1_000_000)] | None = None
    currency: Currency = DEFAULT_CURRENCY
    budget_categories: list[PlannedCost] = Field(default_factory=list, max_length=len(BudgetCategory))
    team_members: list[NewMember] = Field(default_factory=list, max_length=_MOST)
    sponsor_ids: list[UUID] = Field(default_factory=list, max_length=_MOST)
    designer_ids: list[UUID] = Field(default_factory=list, max_length=_MOST)


@dataclass(frozen=True)
class Created:
    event_id: UUID
    tasks_generated: int
    status: str = "draft"


async def create(tx: Transaction, body: NewEvent) -> Created:
    """The caller becomes its lead. Raises InvalidData naming every id nobody knows, and whatever is given twice."""
    when = placed(body.start_date, body.end_date, body.timezone)
    if twice := list(_twice(body)):
        raise InvalidData(twice)
    venue = await _in_directories(tx, body)
    event_id = uuid4()
    event = body.model_dump(mode="json", include=_AS_GIVEN) | {
        "id": str(event_id),
        "slug": events.slug_of(body.name, event_id.hex[:12]),
        "local_start": when.local_start.isoformat(),
        "local_end": when.local_end.isoformat() if when.local_end else None,
        "start_date": when.start.isoformat(),
        "end_date": when.end.isoformat() if when.end else None,
        "venue": snapshot(venue) if venue else {},
        "status": "draft",
    }
    document = {
        "event": event,
        "sponsors": [],
        "currency": body.currency,
        "budget_categories": _budget(body),
        "team_members": [
            member.model_dump(mode="json") | {"permissions": member.able()} for member in body.team_members
        ],
        "sponsor_ids": [str(each) for each in body.sponsor_ids],
        "designer_ids": [str(each) for each in body.designer_ids],
    }
    facts = EventFacts(event_id, body.type, when.start, when.end, body.timezone, sponsored=bool(body.sponsor_ids))
    plan = programme.as_rows(facts, datetime.now(UTC))
    await events.create(tx, document | plan)
    await outbox.enqueue(tx, TAILORING, event_id=event_id)
    return Created(event_id, len(plan["tasks"]))


def snapshot(venue: Venue) -> dict[str, Any]:
    """What an event keeps of its venue: the public page shows it, whatever becomes of the directory."""
    facts = {"name": venue.name, "address": venue.address, "city": venue.location, "capacity": venue.capacity}
    return {"mode": "physical"} | {name: value for name, value in facts.items() if value is not None}


async def _in_directories(tx: Transaction, body: NewEvent) -> Venue | None:
    own = tx.principal.organization_id
    await rows.known(tx, Venue, {"venue_id": body.venue_id}, own)
    await rows.known(tx, Sponsor, _named("sponsor_ids", body.sponsor_ids), own)
    await rows.known(tx, Designer, _named("designer_ids", body.designer_ids), own)
    return await rows.in_directory(tx, Venue, body.venue_id) if body.venue_id else None


def _named(field: str, ids: Sequence[UUID]) -> dict[str, UUID | None]:
    return {f"{field}.{index}": each for index, each in enumerate(ids)}


def _budget(body: NewEvent) -> list[dict[str, Any]]:
    """Every category, those that were not named with nothing in them yet."""
    given = {
        cost.category: minor(f"budget_categories.{index}.budgeted_amount", cost.budgeted_amount, body.currency)
        for index, cost in enumerate(body.budget_categories)
    }
    return [{"category": category, "budgeted_amount": given.get(category, 0)} for category in BudgetCategory]


def _twice(body: NewEvent) -> Iterator[FieldError]:
    lists: dict[str, Sequence[Any]] = {
        "budget_categories": [cost.category for cost in body.budget_categories],
        "team_members": [member.user_id for member in body.team_members],
        "sponsor_ids": body.sponsor_ids,
        "designer_ids": body.designer_ids,
    }
    for field, values in lists.items():
        for index, value in enumerate(values):
            if value in values[:index]:
                yield FieldError(f"{field}.{index}", "given_twice", "This stands here twice; name it once.")
