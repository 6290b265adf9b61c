"""The ledger of runs: who is talking on which thread. A run is written down before its first event.

One row per thread may be `running`; it is the lease, renewed by its holder. A lease that ran out (its process died)
is taken over by the next run, or by the sweep of any process. A run that lost its lease writes nothing more: `hold`
raises in its transactions. The row's id is the attempt's token: a client may send the same runId again and again.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Index, Text, func, text, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlmodel import Field, SQLModel, col, select

from state.database import Transaction
from state.errors import Busy, Conflict
from state.wizard.interactions import WizardInteraction
from state.wizard.record import WizardSession, moment_column

# The channel on which a run's process is told to stop it; the payload is the run's id.
STOPS = "run_stops"


def _list_column() -> Any:
    return Column(JSONB, nullable=False, server_default=text("'[]'"))


class Run(SQLModel, table=True):
    __tablename__ = "runs"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        ForeignKeyConstraint(
            ["wizard_session_id", "organization_id"],
            ["wizard_sessions.id", "wizard_sessions.organization_id"],
            name="runs_session_fkey",
            ondelete="CASCADE",
        ),
        Index("runs_one_per_thread", "wizard_session_id", unique=True, postgresql_where=text("status = 'running'")),
        Index("runs_by_session", "wizard_session_id", "started_at"),
        Index("runs_by_lease", "lease_expires_at", postgresql_where=text("status = 'running'")),
        Index("runs_by_end", "ended_at"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    wizard_session_id: UUID
    organization_id: UUID
    user_id: UUID
    client_run_id: str = Field(max_length=255)
    status: str = Field(default="running", sa_type=Text)
    interrupts: list[dict[str, Any]] = Field(default_factory=list, sa_column=_list_column())
    # Calls of the frontend's own tools that wait for its answer: [{id, name}].
    open_calls: list[dict[str, str]] = Field(default_factory=list, sa_column=_list_column())
    # The newest message of the transcript when the run began, its own user messages included.
    after_interaction: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default=text("0")))
    started_at: datetime = Field(sa_column=moment_column())
    ended_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True, default=None))
    lease_expires_at: datetime = Field(sa_column=moment_column(default=None))
    stop_requested_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True, default=None))


@dataclass(frozen=True)
class Ending:
    """How a run ended: finished, interrupted, stopped or failed, and what it left open."""

    status: str
    interrupts: Collection[dict[str, Any]] = ()
    open_calls: Collection[dict[str, str]] = ()


async def newest(tx: Transaction, session: UUID) -> Run | None:
    query = select(Run).where(Run.wizard_session_id == session).order_by(col(Run.started_at).desc()).limit(1)
    return (await tx.execute(query)).scalar_one_or_none()


async def is_alive(tx: Transaction, run: UUID) -> bool:
    """Whether its process still holds it, by the database's clock: replicas need not agree on the time."""
    query = select(col(Run.lease_expires_at) > func.now()).where(Run.id == run, Run.status == "running")
    return bool((await tx.execute(query)).scalar_one_or_none())


async def start(tx: Transaction, row: WizardSession, client_run_id: str, lease: timedelta, last: Run | None) -> UUID:
    """Take the thread after its run `last`. Raises Busy while another run holds it.

    The run's own messages are recorded before.
    """
    now = func.now()
    if last and last.status == "running":
        lost = update(Run).where(col(Run.id) == last.id, col(Run.status) == "running", col(Run.lease_expires_at) <= now)
        await tx.execute(lost.values(status="failed", ended_at=now))
    said = select(func.coalesce(func.max(col(WizardInteraction.id)), 0))
    values = {
        "id": uuid4(),
        "wizard_session_id": row.id,
        "organization_id": row.organization_id,
        "user_id": tx.principal.user_id,
        "client_run_id": client_run_id,
        "status": "running",
        "interrupts": [],
        "open_calls": [],
        "after_interaction": said.where(WizardInteraction.wizard_session_id == row.id).scalar_subquery(),
        "lease_expires_at": now + lease,
    }
    taken = (
        await tx.execute(insert(Run).values(**values).on_conflict_do_nothing().returning(col(Run.id)))
    ).scalar_one_or_none()
    if taken is None:
        raise Busy("I am still answering your last message; one moment please.", "thread_busy")
    return taken


async def hold(tx: Transaction, run: UUID) -> None:
    """Make sure, until this transaction ends, that the run has its thread. Raises Conflict if it was taken over."""
    held = select(Run.id).where(Run.id == run, Run.status == "running").with_for_update(read=True)
    if (await tx.execute(held)).scalar_one_or_none() is None:
        raise Conflict("This run was taken over by another.", "run_superseded")


async def held_session(tx: Transaction, run: UUID) -> WizardSession:
    """The session of a run, once `hold` is true of the run; raises as it does."""
    held = select(WizardSession).join(Run, col(Run.wizard_session_id) == col(WizardSession.id))
    locked = held.where(Run.id == run, Run.status == "running").with_for_update(read=True, of=Run)
    if (row := (await tx.execute(locked)).scalar_one_or_none()) is None:
        raise Conflict("This run was taken over by another.", "run_superseded")
    return row


async def end(tx: Transaction, run: UUID, ending: Ending) -> bool:
    """Give the thread back; False if another run had taken it over."""
    ended = update(Run).where(col(Run.id) == run, col(Run.status) == "running")
    values = {
        "status": ending.status,
        "interrupts": list(ending.interrupts),
        "open_calls": list(ending.open_calls),
        "ended_at": func.now(),
    }
    return (await tx.execute(ended.values(**values).returning(col(Run.id)))).scalar_one_or_none() is not None


async def ask_to_stop(tx: Transaction, session: UUID) -> UUID | None:
    """Ask whichever process drives this thread's run to stop it; None if nothing runs there."""
    asked = (
        update(Run)
        .where(
            col(Run.wizard_session_id) == session, col(Run.status) == "running", col(Run.lease_expires_at) > func.now()
        )
        .values(stop_requested_at=func.coalesce(col(Run.stop_requested_at), func.now()))
    )
    run = (await tx.execute(asked.returning(col(Run.id)))).scalar_one_or_none()
    if run is not None:
        await tx.execute(select(func.pg_notify(STOPS, str(run))))
    return run


async def keep(tx: Transaction, held: Collection[UUID], lease: timedelta) -> dict[UUID, bool]:
    """Renew these leases: of each run that still has its thread, whether it was asked to stop. As the service."""
    renewed = text("select run, stop from app.keep_runs(:runs, :lease)")
    rows = await tx.execute(renewed, {"runs": list(held), "lease": lease})
    return {run: stop for run, stop in rows}


async def sweep(tx: Transaction, keep_events: timedelta) -> int:
    """Mark as failed what no process holds any more, so that its followers hear of it; how many. As the service.

    The events of runs that ended longer ago than `keep_events` go.
    """
    return (await tx.execute(text("select app.sweep_runs(:keep)"), {"keep": keep_events})).scalar_one()
