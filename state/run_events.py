"""The numbered events of running and just ended runs, for readers at other processes; the ledger's rows own them.

Written in batches by one writer per process, as the service, which cannot read them; read under row-level security.
Dropped by `runs.sweep` some time after the end of their run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, Column, Integer, Text, text
from sqlmodel import Field, SQLModel, col, select

from state.database import Transaction

# The channel on which followers are woken; the payload lists run ids, or is "*" for all of them.
NEWS = "run_events"


class RunEvents(SQLModel, table=True):
    __tablename__ = "run_events"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (CheckConstraint("first >= 0"), CheckConstraint("last >= first"))

    run_id: UUID = Field(primary_key=True, foreign_key="runs.id", ondelete="CASCADE")
    organization_id: UUID
    first: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    last: int
    ends: bool = Field(sa_type=Boolean)
    frames: str = Field(sa_type=Text)


@dataclass(frozen=True)
class Batch:
    """Frames `first` to `last` of a run as they went over the wire; `ends` if the last of them is the terminal one."""

    run: UUID
    first: int
    last: int
    ends: bool
    frames: str


_APPEND = text("select app.append_run_events(:runs, :firsts, :lasts, :ends, :frames)")


async def append(tx: Transaction, batches: Sequence[Batch]) -> None:
    """Store what several runs have said since the last time, and wake their followers. Storing again is no error."""
    await tx.execute(
        _APPEND,
        {
            "runs": [batch.run for batch in batches],
            "firsts": [batch.first for batch in batches],
            "lasts": [batch.last for batch in batches],
            "ends": [batch.ends for batch in batches],
            "frames": [batch.frames for batch in batches],
        },
    )


async def after(tx: Transaction, run: UUID, first: int) -> list[Batch]:
    """The stored batches that hold frame `first` or later ones, in order."""
    query = select(RunEvents).where(RunEvents.run_id == run, RunEvents.last >= first).order_by(col(RunEvents.first))
    rows = (await tx.execute(query)).scalars()
    return [Batch(row.run_id, row.first, row.last, row.ends, row.frames) for row in rows]
