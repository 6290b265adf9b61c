"""The organization's directory of venues."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID, uuid4

from pydantic import Field as Given
from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from state.events.wire import LEFT_OUT, Body, Facts, View
from state.wizard.fields import Text as Words
from state.wizard.fields import WebAddress, Whole
from state.wizard.record import json_column, moment_column, texts_column

Name = Annotated[str, Words(1, 200)]
Address = Annotated[str, Words(1, 500)]
Capacity = Annotated[int, Whole(1, 1_000_000)]
Options = Annotated[list[Annotated[str, Words(1, 200)]], Given(max_length=50)]


class Venue(SQLModel, table=True):
    __tablename__ = "venues"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("id", "organization_id", name="venues_tenant_key"),
        Index(
            "venues_name_key",
            "organization_id",
            text("lower(name::text)"),
            unique=True,
            postgresql_where=text("deleted_at is null"),
        ),
        CheckConstraint("capacity > 0"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    organization_id: UUID
    name: str = Field(max_length=200)
    location: str | None = Field(default=None, max_length=200)
    address: str | None = Field(default=None, max_length=500)
    capacity: int | None = None
    layout_options: list[str] = Field(default_factory=list, sa_column=texts_column())
    amenities: list[str] = Field(default_factory=list, sa_column=texts_column())
    pricing_tiers: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    floor_plan_url: str | None = Field(default=None, sa_type=Text)
    technical_specs: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    deleted_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True, default=None))
    version: int = 1
    created_at: datetime = Field(sa_column=moment_column())
    updated_at: datetime = Field(sa_column=moment_column())


class NewVenue(Body):
    """`pricing_tiers` and `technical_specs` are as you like to note them."""

    name: Name
    location: Name | None = None
    address: Address | None = None
    capacity: Capacity | None = None
    layout_options: Options = []
    amenities: Options = []
    pricing_tiers: Facts = {}
    floor_plan_url: WebAddress | None = None
    technical_specs: Facts = {}


class VenuePatch(NewVenue):
    name: Name = LEFT_OUT


class VenueView(View):
    id: UUID
    name: str
    location: str | None
    address: str | None
    capacity: int | None
    layout_options: list[str]
    amenities: list[str]
    pricing_tiers: dict[str, Any]
    floor_plan_url: str | None
    technical_specs: dict[str, Any]
    version: int
    created_at: datetime
    updated_at: datetime
