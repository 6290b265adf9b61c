"""What has happened at an event, told in plain words."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel

from server.dependencies import Tx
from server.documentation import refusals
from state.events import telling
from state.events.telling import ActivityView

router = APIRouter(prefix="/events/{event_id}/activity", tags=["activity"])
After = Annotated[int, Query(ge=0, le=2**62, description="`seq` of the last one you have; what came after it.")]


class ActivityList(BaseModel):
    """In the order it happened; `seq` has no gaps."""

    activity: list[ActivityView]


@router.get("", summary="Read the activity", responses=refusals(404))
async def list_activity(
    tx: Tx, event_id: UUID, after: After = 0, limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> ActivityList:
    """Every change of the event and what belongs to it, from the first one on."""
    return ActivityList(activity=await telling.listed(tx, event_id, after, limit))
