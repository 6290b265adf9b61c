"""All that is held about one person, and its end; as the service, by functions that take the person's id.

What is kept of him afterwards is nobody's: rows that belong to his organization bear the nil id instead of his own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text

from state import outbox
from state.database import Transaction
from state.wizard.retention import REDACTED, SESSIONS

_EXPORT = text("select app.export_person(:user)")
_EXPORT_COVERS = text("select app.export_covers(:user)")
_END_RUNS = text("select app.end_runs_of(:user)")
_LEAVE_EVENTS = text("select changed, titled from app.leave_events(:user, :blank)")
_LOCK = text("select app.lock_sessions_of(:user, :most)")
_ERASE = text("select deleted, redacted from app.erase_sessions_of(:user, :sessions, :blank)")
_ERASE_TRACES = text("select * from app.erase_traces_of(:user)")


@dataclass(frozen=True)
class Traces:
    """How many stored answers were emptied, how many rows of the others lost the person or were deleted."""

    actions: int
    changes: int
    teams: int
    tasks: int
    notifications: int
    people: int
    activity: int


async def exported(tx: Transaction, user: UUID) -> dict[str, Any]:
    """Profile, and lists of everything that bears his id or his words, waiting jobs among them."""
    held: dict[str, Any] = (await tx.execute(_EXPORT, {"user": user})).scalar_one()
    held["covers"] = (await tx.execute(_EXPORT_COVERS, {"user": user})).scalar_one()
    return held | {"jobs": await outbox.of_user(tx, user)}


async def end_runs(tx: Transaction, user: UUID) -> int:
    """End what runs in conversations of his; how many. In a transaction of its own, before `locked`."""
    return (await tx.execute(_END_RUNS, {"user": user})).scalar_one()


async def leave_events(tx: Transaction, user: UUID) -> tuple[int, int]:
    """Take him out of his events; how many, and how many still name him in their title. Before his sessions go."""
    changed, titled = (await tx.execute(_LEAVE_EVENTS, {"user": user, "blank": REDACTED})).one()
    return changed, titled


async def locked(tx: Transaction, user: UUID, most: int = SESSIONS) -> Sequence[UUID]:
    """Sessions that are his or hold words of his; nobody else reaches them until the transaction ends."""
    return list((await tx.execute(_LOCK, {"user": user, "most": most})).scalars())


async def erase(tx: Transaction, user: UUID, sessions: Sequence[UUID]) -> tuple[int, int]:
    """Delete his own among these, blank his words in the others; how many sessions and how many messages."""
    values = {"user": user, "sessions": list(sessions), "blank": REDACTED}
    deleted, redacted = (await tx.execute(_ERASE, values)).one()
    return deleted, redacted


async def erase_traces(tx: Transaction, user: UUID) -> Traces:
    """Empty his stored answers, take him off all that others keep; how much of each. Comes last.

    Where nobody else leads an event, nobody does from now on.
    """
    return Traces(**(await tx.execute(_ERASE_TRACES, {"user": user})).mappings().one())
