"""The numbered events of running and just ended runs, for readers at other processes; the ledger's rows own them.

Written in batches by one writer per process, as the service role; read under row-level security.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, Column, Integer, Text, delete, func, text
from sqlmodel import Field, SQLModel, col, select

from state.database import Transaction
from state.runs import Run

# The channel on which followers are woken; the payload lists run ids, or is "*" for all of them.
NEWS = "run_events"
# What goes on the wire of NOTIFY is at most 8,000 bytes.
_MOST_NAMED = 200


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


_APPEND = text(
    """
    insert into run_events as e (run_id, organization_id, first, last, ends, frames)
    select r.id, r.organization_id, b.first, b.last, b.ends, b.frames
    from unnest(cast(:runs as uuid[]), cast(:firsts as integer[]), cast(:lasts as integer[]), cast(:ends as boolean[]),
                cast(:frames as text[])) as b (run, first, last, ends, frames)
    join runs r on r.id = b.run
    on conflict (run_id, first) do update
      set last = excluded.last, ends = excluded.ends, frames = excluded.frames where excluded.last > e.last
    """
)


async def append(tx: Transaction, batches: Sequence[Batch]) -> None:
    """Store what several runs have said since the last time, and wake their followers.

    Storing again is no error: where a commit's answer was lost, the same frames come once more, perhaps with others.
    """
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
    named = {str(batch.run) for batch in batches}
    await tx.execute(select(func.pg_notify(NEWS, ",".join(named) if len(named) <= _MOST_NAMED else "*")))


async def after(tx: Transaction, run: UUID, first: int) -> list[Batch]:
    """The stored batches that hold frame `first` or later ones, in order."""
    query = select(RunEvents).where(RunEvents.run_id == run, RunEvents.last >= first).order_by(col(RunEvents.first))
    rows = (await tx.execute(query)).scalars()
    return [Batch(row.run_id, row.first, row.last, row.ends, row.frames) for row in rows]


async def purge(tx: Transaction, keep: timedelta) -> None:
    """Drop the events of runs that ended longer ago than `keep`. As the service."""
    over = select(Run.id).where(col(Run.ended_at) < func.now() - keep)
    await tx.execute(delete(RunEvents).where(col(RunEvents.run_id).in_(over)))
