"""The organization's directory of designers: list, read, add, change, remove."""

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
from state.events.designers import Designer, DesignerPatch, DesignerView, NewDesigner

router = APIRouter(prefix="/designers", tags=["directories"], route_class=OnceRoute)
_EXAMPLE: JsonDict = {
    "name": "Giulia Rossi",
    "brand_name": "Rossi",
    "style_tags": ["sustainable"],
}


class DesignerList(BaseModel):
    """One page by name; `total` counts all that match."""

    designers: list[DesignerView]
    total: int
    page: int
    pages: int


class CreateDesigner(NewDesigner):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})


class ChangeDesigner(DesignerPatch):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"location": "Milan"}]})


@router.get("", summary="List designers", responses=refusals())
async def list_designers(tx: Tx, q: Searched = None, page: Page = 1, limit: Limit = 20) -> DesignerList:
    """Of your organization; `q` finds by name."""
    found, total = await directory.listed(tx, Designer, q, page, limit)
    return DesignerList(designers=[_view(row) for row in found], total=total, page=page, pages=pages(total, limit))


@router.post("", status_code=201, summary="Add a designer", responses=refusals(409, body=True))
async def create_designer(tx: Tx, response: Response, body: CreateDesigner) -> DesignerView:
    """Each name once, in whatever case."""
    row = await directory.create(tx, Designer, body.given())
    response.headers["Location"] = f"/api/v1/designers/{row.id}"
    return tagged(response, _view(row))


@router.get("/{designer_id}", summary="Read a designer", responses=refusals(404))
async def read_designer(tx: Tx, response: Response, designer_id: UUID) -> DesignerView:
    """Of your directory, or named by an event you work on. The ETag is its version."""
    return tagged(response, _view(await rows.in_directory(tx, Designer, designer_id)))


@router.put("/{designer_id}", summary="Change a designer", responses=refusals(404, 409, body=True))
@router.patch("/{designer_id}", summary="Change a designer", responses=refusals(404, 409, body=True))
async def change_designer(
    tx: Tx, response: Response, designer_id: UUID, body: ChangeDesigner, seen: SeenVersion
) -> DesignerView:
    """Some of its fields; null clears what may be empty."""
    return tagged(response, _view(await directory.change(tx, Designer, designer_id, body.given(), seen)))


@router.delete("/{designer_id}", summary="Remove a designer", responses=refusals(404, 409))
async def remove_designer(tx: Tx, designer_id: UUID, seen: SeenVersion) -> Removed:
    """Off the directory. Events that name it keep it, and its name is free again."""
    await directory.remove(tx, Designer, designer_id, seen)
    return Removed()


def _view(row: Designer) -> DesignerView:
    return DesignerView.of(row.model_dump())
