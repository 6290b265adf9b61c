"""Stage venueSetup: where it happens, in a room, on a stream, or both."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from state.wizard.fields import StageModel, Text, WebAddress, Whole
from state.wizard.rules import Drafts


class VenueMode(StrEnum):
    physical = "physical"
    virtual = "virtual"
    hybrid = "hybrid"


_ROOM, _STREAM = ("address", "city", "capacity"), ("streaming_url",)
_NEEDS = {VenueMode.physical: _ROOM, VenueMode.virtual: _STREAM, VenueMode.hybrid: _ROOM + _STREAM}


class VenueSetup(StageModel):
    mode: VenueMode = Field(title="Kind of venue", description="physical: a place; virtual: a stream; hybrid: both.")
    name: Annotated[str, Text(2, 200)] | None = Field(None, title="Venue name", description="Name of the place.")
    address: Annotated[str, Text(1, 300)] | None = Field(None, title="Address", description="Street and number.")
    city: Annotated[str, Text(1, 120)] | None = Field(None, title="City", description="City of the venue.")
    capacity: Annotated[int, Whole(1, 10_000)] | None = Field(
        None, title="Capacity", description="How many guests the place holds."
    )
    streaming_url: WebAddress | None = Field(
        None, title="Streaming address", description="Where the stream can be watched."
    )


def required(drafts: Drafts) -> tuple[str, ...]:
    return ("mode", *_NEEDS.get(drafts.venue.mode, ()))
