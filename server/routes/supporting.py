"""The sponsors of an event: list, read, add, change, remove."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict

from server.dependencies import SeenVersion, Tx
from server.documentation import refusals
from server.idempotency import OnceRoute
from server.routes.shown import Removed, tagged
from state.events import supporting
from state.events.supporting import NewSupport, SupportPatch, SupportView

router = APIRouter(prefix="/events/{event_id}/sponsors", tags=["sponsors"], route_class=OnceRoute)
_EXAMPLE: JsonDict = {
    "sponsor_id": "00000000-0000-4000-8000-000000000003",
    "tier": "gold",
    "sponsorship_amount": "15000.00",
    "currency": "EUR",
}


class Supporters(BaseModel):
    """All of them, by name."""

    sponsors: list[SupportView]


class AddSupport(NewSupport):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})


class ChangeSupport(SupportPatch):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"status": "signed"}]})


@router.get("", summary="List an event's sponsors", responses=refusals(404))
async def list_supporters(tx: Tx, event_id: UUID) -> Supporters:
    """Whoever sees the event sees them."""
    return Supporters(sponsors=await supporting.listed(tx, event_id))


@router.post("", status_code=201, summary="Add a sponsor to an event", responses=refusals(403, 404, 409, body=True))
async def create_support(tx: Tx, response: Response, event_id: UUID, body: AddSupport) -> SupportView:
    """Of the directory of the event's organization, each once."""
    return tagged(response, await supporting.create(tx, event_id, body))


@router.get("/{support_id}", summary="Read an event's sponsor", responses=refusals(404))
async def read_support(tx: Tx, response: Response, event_id: UUID, support_id: UUID) -> SupportView:
    """The ETag is its version."""
    return tagged(response, await supporting.get(tx, event_id, support_id))


@router.put("/{support_id}", summary="Change an event's sponsor", responses=refusals(403, 404, 409, body=True))
@router.patch("/{support_id}", summary="Change an event's sponsor", responses=refusals(403, 404, 409, body=True))
async def change_support(
    tx: Tx, response: Response, event_id: UUID, support_id: UUID, body: ChangeSupport, seen: SeenVersion
) -> SupportView:
    """Another currency alone leaves the amount in major units as it was."""
    return tagged(response, await supporting.change(tx, event_id, support_id, body, seen))


@router.delete("/{support_id}", summary="Remove a sponsor from an event", responses=refusals(403, 404, 409))
async def remove_support(tx: Tx, event_id: UUID, support_id: UUID, seen: SeenVersion) -> Removed:
    """He stays in the directory."""
    await supporting.remove(tx, event_id, support_id, seen)
    return Removed()
