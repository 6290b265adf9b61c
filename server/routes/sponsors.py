"""The organization's directory of sponsors: list, read, add, change, remove."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict

from server.dependencies import SeenVersion, Tx
from server.documentation import refusals
from server.idempotency import OnceRoute
from server.routes.shown import Limit, Page, Removed, Searched, pages, tagged
from state.events import directory, sponsors
from state.events.sponsors import NewSponsor, Sponsor, SponsorPatch, SponsorView

router = APIRouter(prefix="/sponsors", tags=["directories"], route_class=OnceRoute)
_EXAMPLE: JsonDict = {
    "company_name": "Lumen",
    "tier": "gold",
    "website": "https://lumen.example",
}


class SponsorList(BaseModel):
    """One page by name; `total` counts all that match."""

    sponsors: list[SponsorView]
    total: int
    page: int
    pages: int


class CreateSponsor(NewSponsor):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})


class ChangeSponsor(SponsorPatch):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"contact_email": "press@lumen.example"}]}
    )


@router.get("", summary="List sponsors", responses=refusals())
async def list_sponsors(tx: Tx, q: Searched = None, page: Page = 1, limit: Limit = 20) -> SponsorList:
    """Of your organization; `q` finds by name."""
    found, total = await directory.listed(tx, Sponsor, q, page, limit)
    return SponsorList(sponsors=[_view(row) for row in found], total=total, page=page, pages=pages(total, limit))


@router.post("", status_code=201, summary="Add a sponsor", responses=refusals(409, body=True))
async def create_sponsor(tx: Tx, response: Response, body: CreateSponsor) -> SponsorView:
    """Each name once, in whatever case."""
    row = await directory.create(tx, Sponsor, body.given())
    response.headers["Location"] = f"/api/v1/sponsors/{row.id}"
    return tagged(response, _view(row))


@router.get("/{sponsor_id}", summary="Read a sponsor", responses=refusals(404))
async def read_sponsor(tx: Tx, response: Response, sponsor_id: UUID) -> SponsorView:
    """Of your directory, or named by an event you work on: then with contact and notes where you edit that event. The
    ETag is its version."""
    return tagged(response, await sponsors.get(tx, sponsor_id))


@router.put("/{sponsor_id}", summary="Change a sponsor", responses=refusals(404, 409, body=True))
@router.patch("/{sponsor_id}", summary="Change a sponsor", responses=refusals(404, 409, body=True))
async def change_sponsor(
    tx: Tx, response: Response, sponsor_id: UUID, body: ChangeSponsor, seen: SeenVersion
) -> SponsorView:
    """Some of its fields; null clears what may be empty."""
    return tagged(response, _view(await directory.change(tx, Sponsor, sponsor_id, body.given(), seen)))


@router.delete("/{sponsor_id}", summary="Remove a sponsor", responses=refusals(404, 409))
async def remove_sponsor(tx: Tx, sponsor_id: UUID, seen: SeenVersion) -> Removed:
    """Off the directory. Events that name it keep it, and its name is free again."""
    await directory.remove(tx, Sponsor, sponsor_id, seen)
    return Removed()


def _view(row: Sponsor) -> SponsorView:
    return SponsorView.of(row.model_dump())
