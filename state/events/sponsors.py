"""The organization's directory of sponsors, and which of them support an event. Amounts are minor units."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID, uuid4

from sqlalchemy import CHAR, BigInteger, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from state.events.columns import in_directory, not_negative, of_event
from state.events.wire import LEFT_OUT, Body, View
from state.wizard.fields import Email, WebAddress
from state.wizard.fields import Text as Words
from state.wizard.record import moment_column

Name = Annotated[str, Words(1, 200)]
Phone = Annotated[str, Words(1, 50)]
Notes = Annotated[str, Words(1, 2000)]


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
