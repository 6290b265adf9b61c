"""What a person is told of: list, mark as read."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel

from server.dependencies import Tx
from server.documentation import refusals
from state.events import notifications
from state.events.notifications import NotificationView

router = APIRouter(prefix="/notifications", tags=["notifications"])


class NotificationList(BaseModel):
    """Newest first."""

    notifications: list[NotificationView]


@router.get("", summary="List your notifications", responses=refusals())
async def list_notifications(
    tx: Tx,
    unread: Annotated[bool, Query(description="Only what has not been read.")] = False,
    before: Annotated[UUID | None, Query(description="Id of the last one you have: what is older than it.")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> NotificationList:
    """Tasks given to you and teams you were taken into, of events you still see."""
    found = await notifications.listed(tx, unread=unread, before=before, limit=limit)
    return NotificationList(notifications=found)


@router.post("/{notification_id}/read", status_code=204, summary="Mark as read", responses=refusals(404))
async def read_notification(tx: Tx, notification_id: UUID) -> None:
    """Doing it twice is no error."""
    await notifications.read(tx, notification_id)
