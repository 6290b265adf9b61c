"""The budget of an event by category: list, read, add, change, remove."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict

from server.dependencies import SeenVersion, Tx
from server.documentation import refusals
from server.idempotency import OnceRoute
from server.routes.shown import Removed, tagged
from state.events import budget
from state.events.budget import CategoryPatch, CategoryView, NewCategory, Totals

router = APIRouter(prefix="/events/{event_id}/budget", tags=["budget"], route_class=OnceRoute)
_EXAMPLE: JsonDict = {
    "category": "catering",
    "budgeted_amount": "8000.00",
    "currency": "EUR",
}


class Budget(BaseModel):
    """All categories; `totals` has one sum for each currency."""

    budget: list[CategoryView]
    totals: list[Totals]


class AddCategory(NewCategory):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})


class ChangeCategory(CategoryPatch):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"budgeted_amount": "9500.00"}]})


@router.get("", summary="Read the budget", responses=refusals(404))
async def list_budget(tx: Tx, event_id: UUID) -> Budget:
    """Whoever sees the event sees it."""
    found = await budget.listed(tx, event_id)
    return Budget(budget=found, totals=budget.totals(found))


@router.post("", status_code=201, summary="Add a budget category", responses=refusals(403, 404, 409, body=True))
async def create_category(tx: Tx, response: Response, event_id: UUID, body: AddCategory) -> CategoryView:
    """One that is not there yet."""
    return tagged(response, await budget.create(tx, event_id, body))


@router.get("/{category_id}", summary="Read a budget category", responses=refusals(404))
async def read_category(tx: Tx, response: Response, event_id: UUID, category_id: UUID) -> CategoryView:
    """The ETag is its version."""
    return tagged(response, await budget.get(tx, event_id, category_id))


@router.put("/{category_id}", summary="Change a budget category", responses=refusals(403, 404, 409, body=True))
@router.patch("/{category_id}", summary="Change a budget category", responses=refusals(403, 404, 409, body=True))
async def change_category(
    tx: Tx, response: Response, event_id: UUID, category_id: UUID, body: ChangeCategory, seen: SeenVersion
) -> CategoryView:
    """What is planned; what it has cost is told from the expenses."""
    return tagged(response, await budget.change(tx, event_id, category_id, body, seen))


@router.delete("/{category_id}", summary="Remove a budget category", responses=refusals(403, 404, 409))
async def remove_category(tx: Tx, event_id: UUID, category_id: UUID, seen: SeenVersion) -> Removed:
    """Only while no expense stands in it."""
    await budget.remove(tx, event_id, category_id, seen)
    return Removed()
