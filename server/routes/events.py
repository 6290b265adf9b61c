"""Events: list, read, make a draft, change, archive, restore."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Header, Response
from pydantic import BaseModel, ConfigDict, TypeAdapter

from server.dependencies import Resources, SeenVersion, Tx
from server.documentation import refusals
from server.idempotency import OnceRoute
from server.routes.shown import Limit, Page, pages, tagged
from state.events import budget, drafting, listing, revising, supporting, task_work, team
from state.events.budget import CategoryView
from state.events.drafting import Created, NewEvent
from state.events.events import Event, EventStatus
from state.events.listing import Listed
from state.events.revising import EventPatch
from state.events.supporting import SupportView
from state.events.team import MemberView
from state.events.views import EventView

router = APIRouter(prefix="/events", tags=["events"], route_class=OnceRoute)
_EXAMPLE = {
    "name": "Milan Sustainable Fashion Showcase",
    "type": "runway_show",
    "start_date": "2027-06-15T19:30:00",
    "timezone": "Europe/Rome",
    "target_attendees": 300,
    "currency": "EUR",
    "budget_categories": [{"category": "venue", "budgeted_amount": "20000"}],
}


class EventList(BaseModel):
    """One page, newest date first; `total` counts all that match."""

    events: list[Listed]
    total: int
    page: int
    pages: int


class CreateEvent(NewEvent):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})


class ChangeEvent(EventPatch):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"status": "confirmed"}]})


class PhaseCounts(BaseModel):
    total: int
    done: int
    in_progress: int
    overdue: int


class TasksSummary(PhaseCounts):
    """Cancelled tasks are not counted."""

    by_phase: dict[str, PhaseCounts]


class BudgetSummary(BaseModel):
    """Sums of what is in `currency`, which is most of it; every expense counts as actual."""

    currency: str
    total_budgeted: str
    total_actual: str
    variance_percentage: float | None
    categories: list[CategoryView]


class EventDetail(EventView):
    team: list[MemberView]
    tasks_summary: TasksSummary
    sponsors: list[SupportView]
    budget: BudgetSummary | None


class EventChanged(BaseModel):
    success: Literal[True] = True
    updated_fields: list[str]
    event: EventView


class Archived(BaseModel):
    success: Literal[True] = True
    status: Literal["archived"] = "archived"


@router.get("", summary="List events", responses=refusals())
async def list_events(
    tx: Tx,
    status: EventStatus | None = None,
    page: Page = 1,
    limit: Limit = 20,
    if_none_match: Annotated[str | None, Header(description="ETag of the list you have.")] = None,
) -> EventList:
    """Events of your organization and those you are on the team of. Archived ones only with status=archived."""
    found, total = await listing.page(tx, status, page, limit)
    return _unless_known(EventList(events=found, total=total, page=page, pages=pages(total, limit)), if_none_match)


@router.post("", status_code=201, summary="Make a draft", responses=refusals(409, body=True))
async def create_event(tx: Tx, response: Response, body: CreateEvent) -> Created:
    """A draft with its tasks, budget, team, sponsors and designers, all of it or nothing. You lead it."""
    made = await drafting.create(tx, body)
    response.headers["Location"] = f"/api/v1/events/{made.event_id}"
    return made


@router.get("/{event_id}", summary="Read an event", responses=refusals(404))
async def read_event(held: Resources, tx: Tx, response: Response, event_id: UUID) -> EventDetail:
    """The event with what belongs to it. The ETag is its version."""
    row = tagged(response, await revising.get(tx, event_id))
    categories = await budget.listed(tx, event_id)
    sums = next(iter(budget.totals(categories)), None)
    parts = {
        "team": await team.listed(tx, event_id),
        "tasks_summary": await task_work.summary(tx, event_id),
        "sponsors": await supporting.listed(tx, event_id),
        "budget": BudgetSummary(**sums.model_dump(), categories=categories) if sums else None,
    }
    return EventDetail.shown(row.model_dump() | parts, held.settings.address)


@router.put("/{event_id}", summary="Change an event", responses=refusals(403, 404, 409, body=True))
@router.patch("/{event_id}", summary="Change an event", responses=refusals(403, 404, 409, body=True))
async def change_event(
    held: Resources, tx: Tx, response: Response, event_id: UUID, body: ChangeEvent, seen: SeenVersion
) -> EventChanged:
    """Some of its fields; the deadlines of its tasks move with its date, where nobody has set them himself.

    A public event stays one that could be published: what would break a rule of publishing is refused by field.
    """
    row, changed = await revising.change(tx, event_id, body, seen)
    return EventChanged(updated_fields=changed, event=_shown(held, row, response))


@router.delete("/{event_id}", summary="Archive an event", responses=refusals(403, 404))
async def archive_event(tx: Tx, event_id: UUID) -> Archived:
    """Off the lists and off the web; restoring brings all of it back."""
    await revising.archive(tx, event_id)
    return Archived()


@router.post("/{event_id}/restore", summary="Restore an event", responses=refusals(403, 404, 409))
async def restore_event(held: Resources, tx: Tx, response: Response, event_id: UUID) -> EventView:
    """As it was before it was archived."""
    return _shown(held, await revising.restore(tx, event_id), response)


def _shown(held: Any, row: Event, response: Response) -> EventView:
    return EventView.shown(tagged(response, row).model_dump(), held.settings.address)


def _unless_known(found: EventList, known: str | None) -> Any:
    """The list, or 304 for who has the very same one: whatever changes in it changes its tag."""
    body = _LISTS.dump_json(found)
    headers = {"ETag": f'"{sha256(body).hexdigest()[:32]}"', "Cache-Control": "private, no-cache"}
    seen = {each.strip().removeprefix("W/") for each in (known or "").split(",")}
    if seen & {headers["ETag"], "*"}:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")


_LISTS = TypeAdapter(EventList)
