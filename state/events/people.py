"""Persons as their verified tokens name them, so that members can be named and found."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from state.wizard.record import moment_column


class Person(SQLModel, table=True):
    __tablename__ = "people"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("people_by_organization", "organization_id"),)

    user_id: UUID = Field(primary_key=True)
    organization_id: UUID = Field(primary_key=True)
    name: str | None = Field(default=None, max_length=200)
    email: str | None = Field(default=None, max_length=320)
    seen_at: datetime = Field(sa_column=moment_column())
