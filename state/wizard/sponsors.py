"""Stage sponsorsMedia: who supports the event and who writes about it. Nothing here is required."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from state.wizard.fields import StageModel, WebAddress, text
from state.wizard.rules import Drafts


class SponsorTier(StrEnum):
    title = "title"
    platinum = "platinum"
    gold = "gold"
    silver = "silver"
    bronze = "bronze"
    custom = "custom"


class Sponsor(StageModel):
    name: text(1, 200) = Field(title="Sponsor", description="Name of the sponsor.")
    tier: SponsorTier = Field(title="Sponsor tier", description="Level of sponsorship.")
    logo_url: WebAddress | None = Field(None, title="Logo address", description="Where the logo can be found.")


class SponsorsMedia(StageModel):
    sponsors: list[Sponsor] | None = Field(None, title="Sponsors", description="All sponsors.", max_length=100)
    media_partners: list[text(1, 200)] | None = Field(
        None, title="Media partners", description="Names of media partners.", max_length=100
    )
    press_release: text(1, 1000) | None = Field(None, title="Press release", description="Text for the press.")


def required(_: Drafts) -> tuple[str, ...]:
    return ()
