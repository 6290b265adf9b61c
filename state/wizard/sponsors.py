"""Stage sponsorsMedia: who supports the event and who writes about it. Nothing here is required."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from state.wizard.fields import StageModel, Text, WebAddress
from state.wizard.rules import Drafts


class SponsorTier(StrEnum):
    TITLE = "title"
    PLATINUM = "platinum"
    GOLD = "gold"
    SILVER = "silver"
    BRONZE = "bronze"
    CUSTOM = "custom"


class Sponsor(StageModel):
    name: Annotated[str, Text(1, 200)] = Field(title="Sponsor", description="Name of the sponsor.")
    tier: SponsorTier = Field(title="Sponsor tier", description="Level of sponsorship.")
    logo_url: WebAddress | None = Field(None, title="Logo address", description="Where the logo can be found.")


class SponsorsMedia(StageModel):
    sponsors: list[Sponsor] | None = Field(None, title="Sponsors", description="All sponsors.", max_length=100)
    media_partners: list[Annotated[str, Text(1, 200)]] | None = Field(
        None, title="Media partners", description="Names of media partners.", max_length=100
    )
    press_release: Annotated[str, Text(1, 1000)] | None = Field(
        None, title="Press release", description="Text for the press."
    )


def required(_: Drafts) -> tuple[str, ...]:
    return ()
