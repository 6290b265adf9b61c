"""Who can be named: people of the organization, and those one works with."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from server.dependencies import Tx
from server.documentation import refusals
from state.events import people
from state.events.people import PersonView
from state.wizard.fields import Text

router = APIRouter(prefix="/people", tags=["people"])
Words = Annotated[Annotated[str, Text(0, 200)] | None, Query(description="Part of a name or an e-mail address.")]


class PersonList(BaseModel):
    """By name, at most 50."""

    people: list[PersonView]


@router.get("", summary="Find people", responses=refusals())
async def find_people(tx: Tx, q: Words = None) -> PersonList:
    """Of your organization, and of another whose event you work on those who are on the team with you. All of them have
    signed in here before."""
    return PersonList(people=await people.found(tx, q))
