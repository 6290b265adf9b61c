"""Selling the tickets of a published event."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from server.dependencies import Resources, Tx
from server.documentation import refusals
from server.idempotency import OnceRoute
from server.routes.shown import tagged
from state.events.views import EventView
from state.payments import sales

router = APIRouter(prefix="/events/{event_id}", tags=["payments"], route_class=OnceRoute)


@router.post("/sales", summary="Put tickets on sale", responses=refusals(403, 404, 409))
async def begin_sales(held: Resources, tx: Tx, response: Response, event_id: UUID) -> EventView:
    """Of an event that was published with payment put off, or whose prices have changed since.

    Each paid tier gets a `url` where it is sold, shortly after.
    """
    row = tagged(response, await sales.begin(tx, event_id))
    return EventView.shown(row.model_dump(), held.settings.address)
