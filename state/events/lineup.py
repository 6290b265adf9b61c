"""Which designers show at an event, in which order, and what they answered."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from sqlmodel import col, select

from state.database import Transaction
from state.events import access, rows
from state.events.access import Level
from state.events.designers import Designer, EventDesigner, InvitationStatus
from state.events.wire import LEFT_OUT, Body, View
from state.wizard.fields import Whole

Looks = Annotated[int, Whole(0, 10_000)]
Order = Annotated[int, Whole(1, 10_000)]
# When somebody was asked, and when he answered: told from what is said of it, the first time.
_MOMENTS = {"sent": "invited_at", "accepted": "responded_at", "declined": "responded_at"}


class NewShowing(Body):
    designer_id: UUID
    invitation_status: InvitationStatus = InvitationStatus.no_response
    number_of_looks: Looks | None = None
    show_order: Order | None = None


class ShowingPatch(Body):
    invitation_status: InvitationStatus = LEFT_OUT
    number_of_looks: Looks | None = None
    show_order: Order | None = None


class ShowingView(View):
    id: UUID
    event_id: UUID
    designer_id: UUID
    name: str | None = None
    brand_name: str | None = None
    invitation_status: InvitationStatus
    invited_at: datetime | None
    responded_at: datetime | None
    number_of_looks: int | None
    show_order: int | None
    version: int


async def listed(tx: Transaction, event: UUID) -> list[ShowingView]:
    """In the order of the show, then by name. Raises NotFound where the caller does not see the event."""
    await access.see(tx, event)
    order = (col(EventDesigner.show_order).nulls_last(), col(Designer.name))
    found = await tx.execute(_named().where(EventDesigner.event_id == event).order_by(*order))
    return [_view(*each) for each in found]


async def get(tx: Transaction, event: UUID, showing: UUID) -> ShowingView:
    row = await rows.of_event(tx, EventDesigner, event, showing)
    return _view(*(await tx.execute(_named().where(col(EventDesigner.id) == row.id))).one())


async def create(tx: Transaction, event: UUID, body: NewShowing) -> ShowingView:
    """Raises InvalidData for a designer of another directory, Conflict for one that is here already."""
    await access.enter(tx, event, Level.edit)
    await rows.known(tx, Designer, {"designer_id": body.designer_id})
    values = body.model_dump() | {"event_id": event} | _moment(body.invitation_status, None)
    return await get(tx, event, (await rows.add(tx, EventDesigner, values)).id)


async def change(tx: Transaction, event: UUID, showing: UUID, patch: ShowingPatch, seen: int | None) -> ShowingView:
    await access.enter(tx, event, Level.edit)
    row = await rows.of_event(tx, EventDesigner, event, showing)
    values = patch.given()
    await rows.change(tx, row, values | _moment(values.get("invitation_status"), row), seen)
    return await get(tx, event, showing)


async def remove(tx: Transaction, event: UUID, showing: UUID, seen: int | None) -> None:
    """The designer stays in the directory."""
    await access.enter(tx, event, Level.edit)
    await rows.remove(tx, await rows.of_event(tx, EventDesigner, event, showing), seen)


def _moment(status: str | None, row: EventDesigner | None) -> dict[str, Any]:
    name = _MOMENTS.get(status or "")
    return {name: datetime.now(UTC)} if name and getattr(row, name, None) is None else {}


async def named(tx: Transaction, designers: Collection[UUID]) -> Mapping[UUID, Mapping[str, Any]]:
    """Name and brand of those of these designers whom the caller sees."""
    if not designers:
        return {}
    query = select(Designer.id, Designer.name, Designer.brand_name).where(col(Designer.id).in_(designers))
    return {row_id: {"name": name, "brand_name": brand} for row_id, name, brand in await tx.execute(query)}


def shown(row: Mapping[str, Any], known: Mapping[UUID, Mapping[str, Any]]) -> ShowingView:
    """With the names among `known`."""
    return ShowingView.of({**row, **known.get(UUID(str(row["designer_id"])), {})})


def _named() -> Any:
    return select(EventDesigner, Designer).join(Designer, col(Designer.id) == EventDesigner.designer_id)


def _view(row: EventDesigner, designer: Designer) -> ShowingView:
    return shown(row.model_dump(), {designer.id: {"name": designer.name, "brand_name": designer.brand_name}})
