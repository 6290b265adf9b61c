"""What a person is told of: a task given to him, a team he was taken into. Triggers write it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Index, Text, func, tuple_, update
from sqlmodel import Field, SQLModel, col, select

from state.database import Transaction
from state.errors import NotFound
from state.events.events import Event
from state.events.tasks import EventTask
from state.events.wire import View
from state.wizard.record import moment_column

# The channel on which people are woken; the payload is a user's id.
NOTIFIED = "notifications"
_WORDS: Mapping[str, str] = {
    "task_assigned": "“{task}” of “{event}” is yours to do.",
    "team_added": "You are on the team of “{event}” now.",
}


class Notification(SQLModel, table=True):
    __tablename__ = "notifications"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("notifications_by_user", "user_id", "created_at"),
        Index("notifications_by_event", "event_id"),
        Index("notifications_by_task", "task_id"),
        Index("notifications_by_age", "created_at"),
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


class NotificationView(View):
    """`message` says it in plain words; `read_at` is null while it is unread."""

    id: UUID
    kind: str
    message: str
    event_id: UUID
    event_name: str
    task_id: UUID | None
    task_name: str | None
    created_at: datetime
    read_at: datetime | None


async def listed(tx: Transaction, *, unread: bool, before: UUID | None, limit: int) -> list[NotificationView]:
    """The caller's own, newest first; of events he sees no longer, none. `before` is the last one he has."""
    query = _named().order_by(col(Notification.created_at).desc(), col(Notification.id).desc()).limit(limit)
    if unread:
        query = query.where(col(Notification.read_at).is_(None))
    if before is not None:
        last = select(Notification.created_at, Notification.id).where(Notification.id == before).scalar_subquery()
        query = query.where(tuple_(col(Notification.created_at), col(Notification.id)) < last)
    return [_view(*each) for each in await tx.execute(query)]


async def get(tx: Transaction, notification: UUID) -> NotificationView:
    """Raises NotFound for somebody else's."""
    found = (await tx.execute(_named().where(Notification.id == notification))).one_or_none()
    if found is None:
        raise NotFound
    return _view(*found)


async def read(tx: Transaction, notification: UUID) -> None:
    """From now on it is read; once it is, it stays so. Raises NotFound for somebody else's."""
    read_at = func.coalesce(col(Notification.read_at), func.now())
    statement = update(Notification).where(col(Notification.id) == notification).values(read_at=read_at)
    if not (await tx.execute(statement.returning(col(Notification.id)))).all():
        raise NotFound


def _named() -> Any:
    return (
        select(Notification, Event.name, EventTask.name)
        .join(Event, col(Event.id) == Notification.event_id)
        .join(EventTask, col(EventTask.id) == Notification.task_id, isouter=True)
    )


def _view(row: Notification, event: str, task: str | None) -> NotificationView:
    message = _WORDS[row.kind].format(event=event, task=task)
    return NotificationView.of(row.model_dump(), message=message, event_name=event, task_name=task)
