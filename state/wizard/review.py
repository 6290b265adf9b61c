"""Stage reviewPublish: a person's consent. A form may keep it as a draft, no tool can; publishing asks anew."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from state.wizard.fields import StageModel, wrong
from state.wizard.rules import Drafts


def _said(value: object) -> object:
    if value is not True:
        raise wrong("not_confirmed", "Only true is possible here: a person says it, or it is left out.")
    return value


Yes = Annotated[Literal[True], BeforeValidator(_said)]


class ReviewPublish(StageModel):
    confirmed: Yes = Field(title="Confirmed", description="The person looked at the summary and agrees.")
    terms_accepted: Yes = Field(title="Terms accepted", description="The person accepts the terms.")


def required(_: Drafts) -> tuple[str, ...]:
    return ("confirmed", "terms_accepted")
