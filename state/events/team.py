"""Who works on an event, and what he may do there.

Leads make and unmake leads; who administers the event sees to everybody else; anybody may leave. The last lead stays.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel, col, select

from state.database import Transaction
from state.errors import Forbidden
from state.events import access, rows
from state.events.access import Level
from state.events.columns import Permission, TeamRole, of_event
from state.events.people import Person
from state.events.wire import LEFT_OUT, Body, View
from state.wizard.record import moment_column


class EventTeam(SQLModel, table=True):
    __tablename__ = "event_team"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("event_id", "user_id", name="event_team_member_key"),
        of_event("event_team"),
        Index("event_team_by_user", "user_id"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    event_id: UUID
    organization_id: UUID
    user_id: UUID
    role: str = Field(sa_type=Text)
    permissions: str = Field(sa_type=Text)
    assigned_at: datetime = Field(sa_column=moment_column())
    version: int = 1


class NewMember(Body):
    """Anybody, of whatever organization; whether there is such a person is not said. What he may do is left out for a
    lead, who may do everything."""

    user_id: UUID
    role: TeamRole
    permissions: Permission | None = None

    def able(self) -> Permission:
        return self.permissions or (Permission.admin if self.role == TeamRole.event_lead else Permission.view_only)


class MemberPatch(Body):
    role: TeamRole = LEFT_OUT
    permissions: Permission = LEFT_OUT


class MemberView(View):
    """`name` and `email` are there for who is of the event's organization: whoever sees the event reads the same. Of
    somebody from outside only his id is told, which those who took him onto the team had from himself."""

    id: UUID
    event_id: UUID
    user_id: UUID
    name: str | None = None
    email: str | None = None
    role: TeamRole
    permissions: Permission
    assigned_at: datetime
    version: int


async def listed(tx: Transaction, event: UUID) -> list[MemberView]:
    """In the order they came. Raises NotFound where the caller does not see the event."""
    await access.see(tx, event)
    query = select(EventTeam).where(EventTeam.event_id == event).order_by(col(EventTeam.assigned_at), col(EventTeam.id))
    found = (await tx.execute(query)).scalars().all()
    known = await named(tx, event, [member.user_id for member in found])
    return [shown(member.model_dump(), known) for member in found]


async def get(tx: Transaction, event: UUID, member: UUID) -> MemberView:
    return await _view(tx, await rows.of_event(tx, EventTeam, event, member))


async def create(tx: Transaction, event: UUID, body: NewMember) -> MemberView:
    """Raises Conflict for somebody who is on the team, Forbidden where an admin would make a lead."""
    level = await access.enter(tx, event, Level.admin)
    _may_touch(tx, level, body.role)
    values = {"event_id": event, "user_id": body.user_id, "role": body.role, "permissions": body.able()}
    return await _view(tx, await rows.add(tx, EventTeam, values))


async def change(tx: Transaction, event: UUID, member: UUID, patch: MemberPatch, seen: int | None) -> MemberView:
    """Raises Conflict where no lead would be left."""
    level = await access.enter(tx, event, Level.admin)
    row = await rows.of_event(tx, EventTeam, event, member)
    given = patch.given()
    _may_touch(tx, level, row.role, given.get("role", row.role))
    await rows.change(tx, row, given, seen)
    return await _view(tx, row)


async def remove(tx: Transaction, event: UUID, member: UUID, seen: int | None) -> None:
    """From now on he has no access by the team. Raises Conflict where no lead would be left."""
    level = await access.enter(tx, event, Level.organization, archived=True)
    row = await rows.of_event(tx, EventTeam, event, member)
    if row.user_id != tx.principal.user_id:
        level = await access.enter(tx, event, Level.admin)
        _may_touch(tx, level, row.role)
    await rows.remove(tx, row, seen)


async def named(tx: Transaction, event: UUID, users: Collection[UUID]) -> Mapping[UUID, Mapping[str, Any]]:
    """Name and e-mail of those of these users who are on the event's team, as its organization knows them."""
    if not users:
        return {}
    query = (
        select(Person.user_id, Person.name, Person.email)
        .where(EventTeam.event_id == event, col(EventTeam.user_id).in_(users))
        .where(Person.user_id == EventTeam.user_id, Person.organization_id == EventTeam.organization_id)
    )
    return {user: {"name": name, "email": email} for user, name, email in await tx.execute(query)}


def shown(row: Mapping[str, Any], known: Mapping[UUID, Mapping[str, Any]]) -> MemberView:
    return MemberView.of({**row, **known.get(UUID(str(row["user_id"])), {})})


def _may_touch(tx: Transaction, level: Level, *roles: str) -> None:
    if TeamRole.event_lead not in roles:
        return
    if level < Level.lead:
        raise Forbidden("Only a lead adds, changes or removes leads; ask one of them.")
    access.took(tx, Level.lead)


async def _view(tx: Transaction, row: EventTeam) -> MemberView:
    return shown(row.model_dump(), await named(tx, row.event_id, [row.user_id]))
