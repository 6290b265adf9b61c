"""The organization's directory of venues: list, read, add, change, remove."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict

from server.dependencies import SeenVersion, Tx
from server.documentation import refusals
from server.idempotency import OnceRoute
from server.routes.shown import Limit, Page, Removed, Searched, pages, tagged
from state.events import directory, rows
from state.events.venues import NewVenue, Venue, VenuePatch, VenueView

router = APIRouter(prefix="/venues", tags=["directories"], route_class=OnceRoute)
_EXAMPLE: JsonDict = {
    "name": "Palazzo Reale",
    "location": "Milan",
    "capacity": 800,
    "amenities": ["backstage"],
}


class VenueList(BaseModel):
    """One page by name; `total` counts all that match."""

    venues: list[VenueView]
    total: int
    page: int
    pages: int


class CreateVenue(NewVenue):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})


class ChangeVenue(VenuePatch):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"capacity": 750}]})


@router.get("", summary="List venues", responses=refusals())
async def list_venues(tx: Tx, q: Searched = None, page: Page = 1, limit: Limit = 20) -> VenueList:
    """Of your organization; `q` finds by name."""
    found, total = await directory.listed(tx, Venue, q, page, limit)
    return VenueList(venues=[_view(row) for row in found], total=total, page=page, pages=pages(total, limit))


@router.post("", status_code=201, summary="Add a venue", responses=refusals(409, body=True))
async def create_venue(tx: Tx, response: Response, body: CreateVenue) -> VenueView:
    """Each name once, in whatever case."""
    row = await directory.create(tx, Venue, body.given())
    response.headers["Location"] = f"/api/v1/venues/{row.id}"
    return tagged(response, _view(row))


@router.get("/{venue_id}", summary="Read a venue", responses=refusals(404))
async def read_venue(tx: Tx, response: Response, venue_id: UUID) -> VenueView:
    """Of your directory, or named by an event you work on. The ETag is its version."""
    return tagged(response, _view(await rows.in_directory(tx, Venue, venue_id)))


@router.put("/{venue_id}", summary="Change a venue", responses=refusals(404, 409, body=True))
@router.patch("/{venue_id}", summary="Change a venue", responses=refusals(404, 409, body=True))
async def change_venue(tx: Tx, response: Response, venue_id: UUID, body: ChangeVenue, seen: SeenVersion) -> VenueView:
    """Some of its fields; null clears what may be empty."""
    return tagged(response, _view(await directory.change(tx, Venue, venue_id, body.given(), seen)))


@router.delete("/{venue_id}", summary="Remove a venue", responses=refusals(404, 409))
async def remove_venue(tx: Tx, venue_id: UUID, seen: SeenVersion) -> Removed:
    """Off the directory. Events that name it keep it, and its name is free again."""
    await directory.remove(tx, Venue, venue_id, seen)
    return Removed()


def _view(row: Venue) -> VenueView:
    return VenueView.of(row.model_dump())
