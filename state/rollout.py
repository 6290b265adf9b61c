"""Who may publish: switches by organization, before them one for all, before that what the server is set up to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Field, SQLModel, col, select

from state.database import Transaction
from state.wizard.record import moment_column

# Stands for every organization of which nothing else was said.
EVERYBODY = UUID(int=0)

_SWITCH = text("select app.switch_publishing(:organization, :on)")
_SWITCHES = text("select organization_id, publishing, changed_at from app.publishing_switches()")


class OrganizationSettings(SQLModel, table=True):
    __tablename__ = "organization_settings"  # pyright: ignore[reportAssignmentType]

    organization_id: UUID = Field(primary_key=True)
    publishing: bool
    changed_at: datetime = Field(sa_column=moment_column())


@dataclass(frozen=True)
class Switch:
    """What was said of one organization, or of EVERYBODY."""

    organization: UUID
    on: bool
    at: datetime


async def may_publish(tx: Transaction, unless_said: bool) -> bool:
    """Whether the caller's organization may; `unless_said` is what counts where no switch was set."""
    said = select(OrganizationSettings.publishing).order_by(col(OrganizationSettings.organization_id) == EVERYBODY)
    found = (await tx.execute(said.limit(1))).scalar_one_or_none()
    return unless_said if found is None else found


async def switch(tx: Transaction, organization: UUID | None, on: bool) -> None:
    """For one organization, or for all: then what was said of single ones is forgotten. As the service."""
    await tx.execute(_SWITCH, {"organization": organization, "on": on})


async def switches(tx: Transaction) -> Sequence[Switch]:
    """As the service."""
    return [Switch(*row) for row in await tx.execute(_SWITCHES)]
