"""The team of an event: list, read, add, change, remove, leave."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict

from server.dependencies import SeenVersion, Tx
from server.documentation import refusals
from server.idempotency import OnceRoute
from server.routes.shown import Removed, tagged
from state.events import team
from state.events.team import MemberPatch, MemberView, NewMember

router = APIRouter(prefix="/events/{event_id}/team", tags=["team"], route_class=OnceRoute)
_EXAMPLE: JsonDict = {
    "user_id": "00000000-0000-4000-8000-000000000002",
    "role": "production_manager",
    "permissions": "edit",
}


class Team(BaseModel):
    """Everybody, in the order they came."""

    team: list[MemberView]


class AddMember(NewMember):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})


class ChangeMember(MemberPatch):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"permissions": "admin"}]})


@router.get("", summary="List the team", responses=refusals(404))
async def list_team(tx: Tx, event_id: UUID) -> Team:
    """Whoever sees the event sees its team."""
    return Team(team=await team.listed(tx, event_id))


@router.post("", status_code=201, summary="Add somebody", responses=refusals(403, 404, 409, body=True))
async def create_member(tx: Tx, response: Response, event_id: UUID, body: AddMember) -> MemberView:
    """He may be of another organization. Only a lead makes leads."""
    return tagged(response, await team.create(tx, event_id, body))


@router.get("/{member_id}", summary="Read a member", responses=refusals(404))
async def read_member(tx: Tx, response: Response, event_id: UUID, member_id: UUID) -> MemberView:
    """The ETag is its version."""
    return tagged(response, await team.get(tx, event_id, member_id))


@router.put("/{member_id}", summary="Change a member", responses=refusals(403, 404, 409, body=True))
@router.patch("/{member_id}", summary="Change a member", responses=refusals(403, 404, 409, body=True))
async def change_member(
    tx: Tx, response: Response, event_id: UUID, member_id: UUID, body: ChangeMember, seen: SeenVersion
) -> MemberView:
    """What he does and what he may do. The last lead stays one."""
    return tagged(response, await team.change(tx, event_id, member_id, body, seen))


@router.delete("/{member_id}", summary="Remove a member, or leave", responses=refusals(403, 404, 409))
async def remove_member(tx: Tx, event_id: UUID, member_id: UUID, seen: SeenVersion) -> Removed:
    """He has no access by the team any more. Anybody may leave; the last lead may not."""
    await team.remove(tx, event_id, member_id, seen)
    return Removed()
