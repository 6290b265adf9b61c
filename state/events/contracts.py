"""Contracts of an event: with a sponsor, a designer, a venue, or somebody named. Amounts are minor units."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CHAR, BigInteger, CheckConstraint, Column, Index, Text, text
from sqlmodel import Field, SQLModel

from state.events.columns import in_directory, not_negative, of_event
from state.wizard.record import json_column, moment_column


class Contract(SQLModel, table=True):
    __tablename__ = "contracts"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        of_event("contracts"),
        in_directory("contracts", "sponsor"),
        in_directory("contracts", "designer"),
        in_directory("contracts", "venue"),
        Index("contracts_by_event", "event_id", postgresql_where=text("deleted_at is null")),
        not_negative("amount"),
        CheckConstraint("num_nonnulls(sponsor_id, designer_id, venue_id) <= 1"),
        CheckConstraint("(amount is null) = (currency is null)"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    event_id: UUID
    organization_id: UUID
    contract_type: str = Field(sa_type=Text)
    party_name: str = Field(max_length=200)
    sponsor_id: UUID | None = None
    designer_id: UUID | None = None
    venue_id: UUID | None = None
    status: str = Field(default="draft", sa_type=Text)
    amount: int | None = Field(default=None, sa_type=BigInteger)
    currency: str | None = Field(default=None, sa_column=Column(CHAR(3)))
    key_terms: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    file_id: UUID | None = None
    signed_date: date | None = None
    expiration_date: date | None = None
    deleted_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True, default=None))
    version: int = 1
    created_at: datetime = Field(sa_column=moment_column())
    updated_at: datetime = Field(sa_column=moment_column())
