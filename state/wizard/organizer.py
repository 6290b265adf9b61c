"""Stage organizerSetup: who puts the event on."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from state.wizard.fields import Email, StageModel, Text
from state.wizard.rules import Drafts


class Role(StrEnum):
    event_organizer = "event_organizer"
    fashion_designer = "fashion_designer"
    brand_representative = "brand_representative"
    agency = "agency"


class OrganizerSetup(StageModel):
    name: Annotated[str, Text(2, 200)] = Field(
        title="Your name", description="Full name of the person who organizes the event."
    )
    email: Email = Field(title="E-mail", description="Address where the organizer can be reached.")
    organization: Annotated[str, Text(1, 200)] | None = Field(
        None, title="Organization", description="Company, label or school, if any."
    )
    role: Role = Field(title="Your role", description="What the organizer is.")


def required(_: Drafts) -> tuple[str, ...]:
    return ("name", "email", "role")
