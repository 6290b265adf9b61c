"""The organization's directory of designers, and who shows at an event."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID, uuid4

from pydantic import Field as Given
from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from state.events.columns import in_directory, not_negative, of_event
from state.events.wire import LEFT_OUT, Body, View
from state.wizard.fields import Text as Words
from state.wizard.fields import WebAddress
from state.wizard.record import moment_column, texts_column

Name = Annotated[str, Words(1, 200)]
Bio = Annotated[str, Words(1, 1000)]
Handle = Annotated[str, Words(1, 100)]
Tags = Annotated[list[Annotated[str, Words(1, 100)]], Given(max_length=50)]


class InvitationStatus(StrEnum):
    sent = "sent"
    opened = "opened"
    accepted = "accepted"
    declined = "declined"
    no_response = "no_response"


class Designer(SQLModel, table=True):
    __tablename__ = "designers"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("id", "organization_id", name="designers_tenant_key"),
        Index(
            "designers_name_key",
            "organization_id",
            text("lower(name::text)"),
            unique=True,
            postgresql_where=text("deleted_at is null"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    organization_id: UUID
    name: str = Field(max_length=200)
    brand_name: str | None = Field(default=None, max_length=200)
    bio: str | None = Field(default=None, max_length=1000)
    style_tags: list[str] = Field(default_factory=list, sa_column=texts_column())
    location: str | None = Field(default=None, max_length=200)
    website: str | None = Field(default=None, sa_type=Text)
    instagram: str | None = Field(default=None, max_length=100)
    portfolio_url: str | None = Field(default=None, sa_type=Text)
    profile_image_url: str | None = Field(default=None, sa_type=Text)
    deleted_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True, default=None))
    version: int = 1
    created_at: datetime = Field(sa_column=moment_column())
    updated_at: datetime = Field(sa_column=moment_column())


class EventDesigner(SQLModel, table=True):
    __tablename__ = "event_designers"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("event_id", "designer_id", name="event_designers_key"),
        of_event("event_designers"),
        in_directory("event_designers", "designer"),
        Index("event_designers_by_designer", "designer_id"),
        not_negative("number_of_looks"),
        CheckConstraint("show_order > 0"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    event_id: UUID
    organization_id: UUID
    designer_id: UUID
    invitation_status: str = Field(default="no_response", sa_type=Text)
    invited_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True, default=None))
    responded_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True, default=None))
    number_of_looks: int | None = None
    show_order: int | None = None
    version: int = 1


class NewDesigner(Body):
    name: Name
    brand_name: Name | None = None
    bio: Bio | None = None
    style_tags: Tags = []
    location: Name | None = None
    website: WebAddress | None = None
    instagram: Handle | None = None
    portfolio_url: WebAddress | None = None
    profile_image_url: WebAddress | None = None


class DesignerPatch(NewDesigner):
    name: Name = LEFT_OUT


class DesignerView(View):
    id: UUID
    name: str
    brand_name: str | None
    bio: str | None
    style_tags: list[str]
    location: str | None
    website: str | None
    instagram: str | None
    portfolio_url: str | None
    profile_image_url: str | None
    version: int
    created_at: datetime
    updated_at: datetime
