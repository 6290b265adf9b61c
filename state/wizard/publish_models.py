"""What goes into publishing and comes out of it: a person's yes, the event that was made, a rehearsal."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from state.errors import FieldError


class Consent(BaseModel):
    """A person's word, from the form or an answered interrupt."""

    model_config = ConfigDict(extra="forbid")

    confirmed: bool
    terms_accepted: bool

    def errors(self) -> list[FieldError]:
        said = {"confirmed": self.confirmed, "terms_accepted": self.terms_accepted}
        return [
            FieldError(name, "consent_missing", f"Publishing needs {name} to be true.")
            for name, yes in said.items()
            if not yes
        ]


class Published(BaseModel):
    """The event a session has become."""

    event_id: UUID
    slug: str
    public_url: str
    status: str
    published_at: datetime | None = Field(description="Null while the page is taken down.")
    tasks_generated: int
    session_id: str


class WouldCreate(BaseModel):
    event: dict[str, Any]
    tasks: int
    sponsors: int
    budget_categories: int


class DryRun(BaseModel):
    """What publishing would do now, and what stands in its way; nothing is stored."""

    ready: bool
    problems: list[dict[str, str]]
    would_create: WouldCreate | None
    slug: str | None
