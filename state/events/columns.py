"""What the tables below an event have in common, and the words they share."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Numeric


class TeamRole(StrEnum):
    """What somebody does on an event's team."""

    event_lead = "event_lead"
    creative_director = "creative_director"
    production_manager = "production_manager"
    casting_director = "casting_director"
    sponsor_liaison = "sponsor_liaison"
    marketing_lead = "marketing_lead"
    venue_coordinator = "venue_coordinator"
    custom = "custom"


class Permission(StrEnum):
    """What somebody on the team may do; who leads may do everything."""

    admin = "admin"
    edit = "edit"
    view_only = "view_only"


def of_event(table: str) -> ForeignKeyConstraint:
    """The event with its organization: a row can name no other tenant's event, and bear no other tenant's id."""
    return ForeignKeyConstraint(
        ["event_id", "organization_id"],
        ["events.id", "events.organization_id"],
        name=f"{table}_event_fkey",
        ondelete="CASCADE",
    )


def in_directory(table: str, noun: str) -> ForeignKeyConstraint:
    """A row of the same organization's directory."""
    return ForeignKeyConstraint(
        [f"{noun}_id", "organization_id"], [f"{noun}s.id", f"{noun}s.organization_id"], name=f"{table}_{noun}_fkey"
    )


def not_negative(column: str) -> CheckConstraint:
    return CheckConstraint(f"{column} >= 0")


def hours() -> Any:
    return Numeric(7, 2)
