"""Who may do what at an event. Row-level security holds it; this says it in words, before a statement fails.

lead        everything
admin       all but who leads
edit        tasks, budget, sponsors, designers, contracts
view_only   reads, and tells how far his own tasks are
organization  reads; of the organization, but not on the event's team
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from uuid import UUID

from sqlalchemy import text

from state.database import Transaction
from state.errors import Conflict, Forbidden, NotFound
from state.values import Principal

_ENTER = text("select level, status from app.enter_event(:event)")
_SEE = text("select 1 from public.events where id = :event")
_READERS = text(
    "select e.organization_id, array(select t.user_id from public.event_team t where t.event_id = e.id) "
    "from public.events e where e.id = :event"
)


class Level(IntEnum):
    organization = 0
    view_only = 1
    edit = 2
    admin = 3
    lead = 4


_NEEDED = {
    Level.view_only: "Only people on this event's team may do this; ask its lead to add you.",
    Level.edit: "This needs the right to edit the event; ask its lead.",
    Level.admin: "This needs the right to administer the event; ask its lead.",
    Level.lead: "Only a lead of the event may do this.",
}


async def enter(tx: Transaction, event: UUID, least: Level, *, archived: bool = False) -> Level:
    """Take the event for writing, before anything below it is touched: its writers stand in a line.

    Raises NotFound where the caller does not see it, Forbidden where he may too little, Conflict for an archived one.
    """
    found = (await tx.execute(_ENTER, {"event": event})).one_or_none()
    if found is None:
        raise NotFound
    level = Level[found.level]
    if level < least:
        raise Forbidden(_NEEDED[least])
    if found.status == "archived" and not archived:
        raise Conflict("This event is archived; restore it first.", "event_archived")
    return level


async def see(tx: Transaction, event: UUID) -> None:
    """Raises NotFound where the caller does not see this event."""
    if (await tx.execute(_SEE, {"event": event})).first() is None:
        raise NotFound


@dataclass(frozen=True)
class Readers:
    """Everybody who sees an event, as the policy of events says it: its organization and its team."""

    organization: UUID
    team: frozenset[UUID]

    def include(self, principal: Principal) -> bool:
        return principal.organization_id == self.organization or principal.user_id in self.team


async def readers(tx: Transaction, event: UUID) -> Readers:
    """Raises NotFound where the caller is none of them."""
    found = (await tx.execute(_READERS, {"event": event})).one_or_none()
    if found is None:
        raise NotFound
    return Readers(found[0], frozenset(found[1]))
