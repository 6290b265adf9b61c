"""The organization's directory of sponsors, and which of them support an event. Amounts are minor units."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CHAR, BigInteger, CheckConstraint, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from state.wizard.record import moment_column


class Sponsor(SQLModel, table=True):
    __tablename__ = "sponsors"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("id", "organization_id", name="sponsors_tenant_key"),
        Index("sponsors_name_key", "organization_id", text("lower(company_name::text)"), unique=True),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    organization_id: UUID
    company_name: str = Field(max_length=200)
    logo_url: str | None = Field(default=None, sa_type=Text)
    version: int = 1
    created_at: datetime = Field(sa_column=moment_column())
    updated_at: datetime = Field(sa_column=moment_column())


class EventSponsor(SQLModel, table=True):
    __tablename__ = "event_sponsors"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("event_id", "sponsor_id", name="event_sponsors_key"),
        Index("event_sponsors_by_sponsor", "sponsor_id"),
        CheckConstraint("sponsorship_amount >= 0"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    event_id: UUID = Field(foreign_key="events.id", ondelete="CASCADE")
    sponsor_id: UUID = Field(foreign_key="sponsors.id")
    tier: str = Field(sa_type=Text)
    sponsorship_amount: int | None = Field(default=None, sa_type=BigInteger)
    currency: str | None = Field(default=None, sa_column=Column(CHAR(3)))
    status: str = Field(default="pending", sa_type=Text)
    version: int = 1
