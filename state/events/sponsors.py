"""The organization's directory of sponsors, and which of them support an event. Amounts are minor units."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID, uuid4

from sqlalchemy import CHAR, BigInteger, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel, col, select

from state.database import Transaction
from state.errors import NotFound
from state.events.columns import in_directory, not_negative, of_event
from state.events.wire import LEFT_OUT, Body, View
from state.wizard.fields import Email, WebAddress
from state.wizard.fields import Text as Words
from state.wizard.record import moment_column

Name = Annotated[str, Words(1, 200)]
Phone = Annotated[str, Words(1, 50)]
Notes = Annotated[str, Words(1, 2000)]
# Not for everybody who sees a sponsor at an event.
_KEPT = ("contact_name", "contact_email", "contact_phone", "notes")
_NAMED = text("select * from app.sponsors_named(:ids)")


class DirectoryTier(StrEnum):
    """What a sponsor usually is; at an event he may be something else."""

    platinum = "platinum"
    gold = "gold"
    silver = "silver"
    bronze = "bronze"


class SponsorStatus(StrEnum):
    """How far it has come with a sponsor at one event."""

    pending = "pending"
    confirmed = "confirmed"
    signed = "signed"
    active = "active"
    completed = "completed"


class Sponsor(SQLModel, table=True):
    __tablename__ = "sponsors"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("id", "organization_id", name="sponsors_tenant_key"),
        Index(
            "sponsors_name_key",
            "organization_id",
            text("lower(company_name::text)"),
            unique=True,
            postgresql_where=text("deleted_at is null"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    organization_id: UUID
    company_name: str = Field(max_length=200)
    logo_url: str | None = Field(default=None, sa_type=Text)
    industry: str | None = Field(default=None, max_length=200)
    website: str | None = Field(default=None, sa_type=Text)
    tier: str | None = Field(default=None, sa_type=Text)
    contact_name: str | None = Field(default=None, max_length=200)
    contact_email: str | None = Field(default=None, max_length=320)
    contact_phone: str | None = Field(default=None, max_length=50)
    notes: str | None = Field(default=None, max_length=2000)
    deleted_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True, default=None))
    version: int = 1
    created_at: datetime = Field(sa_column=moment_column())
    updated_at: datetime = Field(sa_column=moment_column())


class EventSponsor(SQLModel, table=True):
    __tablename__ = "event_sponsors"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("event_id", "sponsor_id", name="event_sponsors_key"),
        Index("event_sponsors_by_sponsor", "sponsor_id"),
        of_event("event_sponsors"),
        in_directory("event_sponsors", "sponsor"),
        not_negative("sponsorship_amount"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    event_id: UUID
    organization_id: UUID
    sponsor_id: UUID
    tier: str = Field(sa_type=Text)
    sponsorship_amount: int | None = Field(default=None, sa_type=BigInteger)
    currency: str | None = Field(default=None, sa_column=Column(CHAR(3)))
    status: str = Field(default="pending", sa_type=Text)
    version: int = 1


class NewSponsor(Body):
    company_name: Name
    industry: Name | None = None
    logo_url: WebAddress | None = None
    website: WebAddress | None = None
    tier: DirectoryTier | None = None
    contact_name: Name | None = None
    contact_email: Email | None = None
    contact_phone: Phone | None = None
    notes: Notes | None = None


class SponsorPatch(NewSponsor):
    company_name: Name = LEFT_OUT


class SponsorView(View):
    """Contact and notes are null for who reads an event of another organization and does not edit it."""

    id: UUID
    company_name: str
    industry: str | None
    logo_url: str | None
    website: str | None
    tier: DirectoryTier | None
    contact_name: str | None
    contact_email: str | None
    contact_phone: str | None
    notes: str | None
    version: int
    created_at: datetime
    updated_at: datetime


async def named(tx: Transaction, sponsors: Collection[UUID]) -> Mapping[UUID, Mapping[str, Any]]:
    """What whoever sees an event of theirs sees of these sponsors: the columns of SponsorView but contact and notes."""
    if not sponsors:
        return {}
    return {row["id"]: dict(row) for row in (await tx.execute(_NAMED, {"ids": list(sponsors)})).mappings()}


async def get(tx: Transaction, sponsor: UUID) -> SponsorView:
    """As far as the caller may see it. Raises NotFound for one that is not in his directory nor at an event of his."""
    query = select(Sponsor).where(Sponsor.id == sponsor, col(Sponsor.deleted_at).is_(None))
    if row := (await tx.execute(query)).scalar_one_or_none():
        return SponsorView.of(row.model_dump())
    known = (await named(tx, [sponsor])).get(sponsor)
    if known is None or known["deleted_at"]:
        raise NotFound
    return SponsorView.of(known, **dict.fromkeys(_KEPT))
