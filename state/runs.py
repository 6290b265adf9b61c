"""The ledger of runs: who is talking on which thread. A run is written down before its first event.

One row per thread may be `running`; it is the lease, renewed by its holder. A lease that ran out (its process died)
is taken over by the next run. A run that lost its lease writes nothing more: `hold` raises in its transactions.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Column, ForeignKeyConstraint, Index, Text, func, text, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlmodel import Field, SQLModel, col, select

from state.database import Transaction
from state.errors import Busy, Conflict
from state.wizard.record import WizardSession, moment_column


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
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    wizard_session_id: UUID
    organization_id: UUID
    user_id: UUID
    client_run_id: str = Field(max_length=255)
    status: str = Field(default="running", sa_type=Text)
    interrupts: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSONB, nullable=False))
    started_at: datetime = Field(sa_column=moment_column())
    ended_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True, default=None))
    lease_expires_at: datetime = Field(sa_column=moment_column(default=None))


async def newest(tx: Transaction, session: UUID) -> Run | None:
    query = select(Run).where(Run.wizard_session_id == session).order_by(col(Run.started_at).desc()).limit(1)
    return (await tx.execute(query)).scalar_one_or_none()


async def start(tx: Transaction, row: WizardSession, client_run_id: str, lease: timedelta) -> UUID:
    """Take the thread. Raises Busy while another run holds it."""
    now = func.now()  # the database's clock: replicas need not agree on the time
    await tx.execute(
        update(Run)
        .where(col(Run.wizard_session_id) == row.id, col(Run.status) == "running", col(Run.lease_expires_at) <= now)
        .values(status="failed", ended_at=now)
    )
    values = {
        "id": uuid4(),
        "wizard_session_id": row.id,
        "organization_id": row.organization_id,
        "user_id": tx.principal.user_id,
        "client_run_id": client_run_id,
        "status": "running",
        "interrupts": [],
        "lease_expires_at": now + lease,
    }
    taken = (
        await tx.execute(insert(Run).values(**values).on_conflict_do_nothing().returning(col(Run.id)))
    ).scalar_one_or_none()
    if taken is None:
        raise Busy("I am still answering your last message; one moment please.", "thread_busy")
    return taken


async def renew(tx: Transaction, run: UUID, lease: timedelta) -> bool:
    """Push the lease out; False if the run has lost it."""
    renewed = update(Run).where(col(Run.id) == run, col(Run.status) == "running")
    values = {"lease_expires_at": func.now() + lease}
    return (await tx.execute(renewed.values(**values).returning(col(Run.id)))).scalar_one_or_none() is not None


async def hold(tx: Transaction, run: UUID) -> None:
    """Make sure, until this transaction ends, that the run has its thread. Raises Conflict if it was taken over."""
    held = select(Run.id).where(Run.id == run, Run.status == "running").with_for_update(read=True)
    if (await tx.execute(held)).scalar_one_or_none() is None:
        raise Conflict("This run was taken over by another.", "run_superseded")


async def end(tx: Transaction, run: UUID, status: str, interrupts: list[dict[str, Any]]) -> bool:
    """Give the thread back; False if another run had taken it over."""
    ended = update(Run).where(col(Run.id) == run, col(Run.status) == "running")
    values = {"status": status, "interrupts": interrupts, "ended_at": func.now()}
    return (await tx.execute(ended.values(**values).returning(col(Run.id)))).scalar_one_or_none() is not None
