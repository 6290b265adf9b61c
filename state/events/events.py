"""Events, and how a wizard session becomes one."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import orjson
from slugify import slugify
from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from state.database import Transaction
from state.wizard.record import json_column, moment_column, texts_column


class EventStatus(StrEnum):
    draft = "draft"
    planning = "planning"
    confirmed = "confirmed"
    in_progress = "in_progress"
    completed = "completed"
    archived = "archived"
    cancelled = "cancelled"


class Event(SQLModel, table=True):
    __tablename__ = "events"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("wizard_session_id", name="events_one_per_session"),
        UniqueConstraint("slug", name="events_slug_key"),
        UniqueConstraint("id", "organization_id", name="events_tenant_key"),
        ForeignKeyConstraint(
            ["wizard_session_id", "organization_id"],
            ["wizard_sessions.id", "wizard_sessions.organization_id"],
            name="events_session_fkey",
            ondelete="SET NULL (wizard_session_id)",
        ),
        Index("events_by_organization", "organization_id", "status", "start_date"),
        Index("events_listed", "organization_id", "start_date", "id"),
        Index("events_by_venue", "venue_id"),
        Index("events_by_backup_venue", "backup_venue_id"),
        *(
            ForeignKeyConstraint(
                [f"{which}_id", "organization_id"], ["venues.id", "venues.organization_id"], name=f"events_{which}_fkey"
            )
            for which in ("venue", "backup_venue")
        ),
        Index("events_published", "start_date", postgresql_where=text("published_at is not null")),
        CheckConstraint("end_date > start_date"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    organization_id: UUID
    created_by: UUID
    wizard_session_id: UUID | None = None
    name: str = Field(max_length=200)
    slug: str = Field(max_length=120)
    type: str = Field(sa_type=Text)
    description: str | None = Field(default=None, max_length=2000)
    goals: list[str] = Field(default_factory=list, sa_column=texts_column())
    timezone: str = Field(sa_type=Text)
    local_start: datetime = Field(sa_column=Column(DateTime, nullable=False))
    local_end: datetime | None = Field(default=None, sa_column=Column(DateTime))
    start_date: datetime = Field(sa_column=moment_column(default=None))
    end_date: datetime | None = Field(default=None, sa_column=moment_column(nullable=True, default=None))
    venue: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    status: str = Field(default="draft", sa_column=Column(Text, nullable=False, server_default=text("'draft'")))
    published_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True, default=None))
    progress_percentage: int = 0
    target_attendees: int | None = None
    actual_attendees: int | None = None
    ticket_tiers: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSONB, nullable=False, server_default=text("'[]'"))
    )
    total_capacity: int | None = None
    organizer_name: str | None = Field(default=None, max_length=200)
    media_partners: list[str] = Field(default_factory=list, sa_column=texts_column())
    venue_id: UUID | None = None
    backup_venue_id: UUID | None = None
    status_before_archive: str | None = Field(default=None, sa_type=Text)
    version: int = 1
    created_at: datetime = Field(sa_column=moment_column())
    updated_at: datetime = Field(sa_column=moment_column())


SLUG_LENGTH = 120


def slug_of(name: str, suffix: str) -> str:
    """`name` transliterated, at most 120 characters, ended by `suffix` so that names may repeat."""
    words = slugify(name, max_length=SLUG_LENGTH - 1 - len(suffix), word_boundary=True) or "event"
    return f"{words}-{suffix}"


def is_public(published_at: object, status: str) -> bool:
    """Whether its page is up: what was published, until it is taken down, archived or cancelled."""
    return published_at is not None and status not in ("archived", "cancelled")


def page_address(address: str, slug: str) -> str:
    """Where its page stands while it is up; `address` is where people reach the server."""
    return f"{address.rstrip('/')}/e/{slug}"


async def publish(tx: Transaction, document: dict[str, Any], else_slug: str, facts: dict[str, Any]) -> str:
    """Insert an event with its lead, sponsors, budget and analytics entry in one statement, from what app.create_event
    reads; the slug it got: its own, or `else_slug` where somebody has that."""
    statement = text("select app.publish_event(cast(:document as jsonb), :else_slug, cast(:facts as jsonb))")
    values = {"document": _written(document), "else_slug": else_slug, "facts": _written(facts)}
    return (await tx.execute(statement, values)).scalar_one()


async def create(tx: Transaction, document: dict[str, Any]) -> None:
    """Insert a draft with all that belongs to it in one statement, from what app.create_event reads."""
    statement = text("select app.create_event(cast(:document as jsonb))")
    await tx.execute(statement, {"document": _written(document)})


def _written(document: dict[str, Any]) -> str:
    return orjson.dumps(document).decode()
