"""The row of a wizard session. Only sessions.py and publishing.py write it, by `app.write_session`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Computed,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel


def json_column(default: str = "{}") -> Any:
    return Column(JSONB, nullable=False, server_default=text(f"'{default}'"))


def texts_column() -> Any:
    return Column(ARRAY(Text), nullable=False, server_default=text("'{}'"))


def moment_column(*, nullable: bool = False, default: str | None = "now()") -> Any:
    return Column(DateTime(timezone=True), nullable=nullable, server_default=text(default) if default else None)


class WizardStage(SQLModel, table=True):
    """The registry as rows, for SQL to weigh progress by."""

    __tablename__ = "wizard_stages"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (CheckConstraint("weight > 0"), UniqueConstraint("position"))

    id: str = Field(primary_key=True, sa_type=Text)
    data_column: str = Field(sa_type=Text)
    weight: int
    position: int


class WizardSession(SQLModel, table=True):
    __tablename__ = "wizard_sessions"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("organization_id", "user_id", "session_id", name="wizard_sessions_owner_key"),
        UniqueConstraint("id", "organization_id", name="wizard_sessions_tenant_key"),
        # The event names its session too; the key is added after both tables stand.
        ForeignKeyConstraint(
            ["event_id", "organization_id"],
            ["events.id", "events.organization_id"],
            name="wizard_sessions_event_fkey",
            ondelete="SET NULL (event_id)",
            use_alter=True,
        ),
        Index("wizard_sessions_by_session_id", "organization_id", "session_id"),
        Index("wizard_sessions_by_user", "user_id", postgresql_where=text("is_active")),
        Index("wizard_sessions_as_threads", "user_id", "updated_at", "id"),
        Index("wizard_sessions_by_stage", "organization_id", "is_active", "current_stage"),
        Index("wizard_sessions_expiring", "expires_at", postgresql_where=text("status = 'in_progress'")),
        Index("wizard_sessions_deletable", "expires_at", postgresql_where=text("status = 'expired'")),
        Index("wizard_sessions_by_stripe_account", "stripe_account_id"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    session_id: str = Field(max_length=255)
    user_id: UUID
    organization_id: UUID
    current_stage: str = Field(default="organizerSetup", foreign_key="wizard_stages.id", sa_type=Text)
    completed_stages: list[str] = Field(default_factory=list, sa_column=texts_column())
    needs_review: list[str] = Field(default_factory=list, sa_column=texts_column())
    organizer_data: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    event_data: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    venue_data: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    ticket_data: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    payment_data: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    sponsor_data: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    review_data: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    completion_details: dict[str, int] = Field(default_factory=dict, sa_column=json_column())
    completion_percentage: int = 0
    revision: int = Field(default=0, sa_type=BigInteger)
    status: str = Field(default="in_progress", sa_type=Text)
    is_active: bool = Field(sa_column=Column(Computed("status = 'in_progress'", persisted=True), nullable=False))  # pyright: ignore[reportArgumentType]
    stripe_account_id: str | None = Field(default=None, max_length=255)
    charges_enabled: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    event_id: UUID | None = None
    thread_name: str | None = Field(default=None, sa_type=Text)
    archived_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True, default=None))
    created_at: datetime = Field(sa_column=moment_column())
    updated_at: datetime = Field(sa_column=moment_column())
    expires_at: datetime = Field(sa_column=moment_column(default="now() + interval '7 days'"))

    def effective_status(self, now: datetime | None = None) -> str:
        """`expired` from the moment of expiry on, whether or not a sweep has marked the row yet."""
        if self.status == "in_progress" and self.expires_at <= (now or datetime.now(UTC)):
            return "expired"
        return self.status
