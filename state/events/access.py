"""Who may do what at an event. Row-level security holds it; this says it in words, before a statement fails.

lead        everything
admin       all but who leads
edit        tasks, budget, sponsors, designers, contracts
view_only   reads, and tells how far his own tasks are
organization  reads; of the organization, but not on the event's team

Who is of another organization and only reads does not see what sponsors give, nor whom to talk to there.
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
_SEES_ALL = text(
    "select organization_id = app.organization_id() or id = any (app.my_event_ids('edit')) "
    "from public.events where id = :event"
)
_READERS = text(
    "select e.organization_id, array(select t.user_id from public.event_team t where t.event_id = e.id), "
    "array(select t.user_id from public.event_team t where t.event_id = e.id "
    "and (t.role = 'event_lead' or t.permissions in ('admin', 'edit'))) from public.events e where e.id = :event"
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
    took(tx, least)
    return level


def took(tx: Transaction, least: Level) -> None:
    """Note that what is done in this transaction takes at least this level."""
    tx.info["level"] = max(least, tx.info.get("level", least))


def taken(tx: Transaction) -> Level | None:
    """What it took to do what was done in this transaction; None where nobody was asked for a level."""
    return tx.info.get("level")


async def see(tx: Transaction, event: UUID) -> None:
    """Raises NotFound where the caller does not see this event."""
    if (await tx.execute(_SEE, {"event": event})).first() is None:
        raise NotFound


async def sees_all(tx: Transaction, event: UUID) -> bool:
    """Whether he also sees what sponsors give. Raises NotFound where the caller does not see this event."""
    found = (await tx.execute(_SEES_ALL, {"event": event})).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Readers:
    """Everybody who sees an event, as the policy of events says it: its organization and its team.

    `editors` are those of the team who may edit it.
    """

    organization: UUID
    team: frozenset[UUID]
    editors: frozenset[UUID]

    def include(self, principal: Principal) -> bool:
        return principal.organization_id == self.organization or principal.user_id in self.team

    def see_all(self, principal: Principal) -> bool:
        """As `sees_all` has it of the caller."""
        return principal.organization_id == self.organization or principal.user_id in self.editors


async def readers(tx: Transaction, event: UUID) -> Readers:
    """Raises NotFound where the caller is none of them."""
    found = (await tx.execute(_READERS, {"event": event})).one_or_none()
    if found is None:
        raise NotFound
    return Readers(found[0], frozenset(found[1]), frozenset(found[2]))
