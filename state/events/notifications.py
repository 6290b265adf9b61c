"""What a person is told of: a task given to him, a team he was taken into. Triggers write it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel, col, func, select

from state.database import Transaction
from state.wizard.record import moment_column

# The channel on which people are woken; the payload is a user's id.
NOTIFIED = "notifications"


class Notification(SQLModel, table=True):
    __tablename__ = "notifications"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("notifications_by_user", "user_id", "created_at"),
        Index("notifications_by_event", "event_id"),
        Index("notifications_by_task", "task_id"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    user_id: UUID
    event_id: UUID = Field(foreign_key="events.id", ondelete="CASCADE")
    task_id: UUID | None = Field(default=None, foreign_key="event_tasks.id", ondelete="CASCADE")
    kind: str = Field(sa_type=Text)
    created_at: datetime = Field(sa_column=moment_column())
    read_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True, default=None))


async def recent(tx: Transaction, within: timedelta) -> Sequence[Notification]:
    """The caller's own of the last while, in order."""
    query = select(Notification).where(col(Notification.created_at) > func.now() - within)
    return (await tx.execute(query.order_by(col(Notification.created_at), col(Notification.id)))).scalars().all()
