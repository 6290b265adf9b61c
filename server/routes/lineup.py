"""The designers of an event: list, read, invite, change, remove."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict

from server.dependencies import SeenVersion, Tx
from server.documentation import refusals
from server.idempotency import OnceRoute
from server.routes.shown import Removed, tagged
from state.events import lineup
from state.events.lineup import NewShowing, ShowingPatch, ShowingView

router = APIRouter(prefix="/events/{event_id}/designers", tags=["designers"], route_class=OnceRoute)
_EXAMPLE: JsonDict = {
    "designer_id": "00000000-0000-4000-8000-000000000003",
    "invitation_status": "sent",
    "number_of_looks": 24,
    "show_order": 3,
}


class Lineup(BaseModel):
    """All of them, in the order of the show."""

    designers: list[ShowingView]


class AddShowing(NewShowing):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})


class ChangeShowing(ShowingPatch):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"invitation_status": "accepted"}]})


@router.get("", summary="List an event's designers", responses=refusals(404))
async def list_lineup(tx: Tx, event_id: UUID) -> Lineup:
    """Whoever sees the event sees them."""
    return Lineup(designers=await lineup.listed(tx, event_id))


@router.post("", status_code=201, summary="Add a designer to an event", responses=refusals(403, 404, 409, body=True))
async def create_showing(tx: Tx, response: Response, event_id: UUID, body: AddShowing) -> ShowingView:
    """Of the directory of the event's organization, each once."""
    return tagged(response, await lineup.create(tx, event_id, body))


@router.get("/{showing_id}", summary="Read an event's designer", responses=refusals(404))
async def read_showing(tx: Tx, response: Response, event_id: UUID, showing_id: UUID) -> ShowingView:
    """The ETag is its version."""
    return tagged(response, await lineup.get(tx, event_id, showing_id))


@router.put("/{showing_id}", summary="Change an event's designer", responses=refusals(403, 404, 409, body=True))
@router.patch("/{showing_id}", summary="Change an event's designer", responses=refusals(403, 404, 409, body=True))
async def change_showing(
    tx: Tx, response: Response, event_id: UUID, showing_id: UUID, body: ChangeShowing, seen: SeenVersion
) -> ShowingView:
    """When he was invited and when he answered is noted with the status."""
    return tagged(response, await lineup.change(tx, event_id, showing_id, body, seen))


@router.delete("/{showing_id}", summary="Remove a designer from an event", responses=refusals(403, 404, 409))
async def remove_showing(tx: Tx, event_id: UUID, showing_id: UUID, seen: SeenVersion) -> Removed:
    """He stays in the directory."""
    await lineup.remove(tx, event_id, showing_id, seen)
    return Removed()
