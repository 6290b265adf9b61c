"""Stage reviewPublish: a person's consent. Only publishing writes it; no tool and no form patch can."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from state.wizard.fields import StageModel
from state.wizard.rules import Drafts


class ReviewPublish(StageModel):
    confirmed: Literal[True] = Field(title="Confirmed", description="The person looked at the summary and agrees.")
    terms_accepted: Literal[True] = Field(title="Terms accepted", description="The person accepts the terms.")


def required(_: Drafts) -> tuple[str, ...]:
    return ("confirmed", "terms_accepted")
