"""A cover uploaded while an event is being set up; publishing hands it to the event."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint, delete, func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, SQLModel, col

from state import objects
from state.database import Transaction
from state.events import covers as event_covers
from state.wizard import sessions
from state.wizard.record import moment_column


class SessionCover(SQLModel, table=True):
    __tablename__ = "session_covers"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("object_id", name="session_covers_object_key"),
        ForeignKeyConstraint(
            ["wizard_session_id", "organization_id"],
            ["wizard_sessions.id", "wizard_sessions.organization_id"],
            name="session_covers_session_fkey",
            ondelete="CASCADE",
        ),
    )

    wizard_session_id: UUID = Field(primary_key=True)
    organization_id: UUID
    object_id: UUID = Field(foreign_key="stored_objects.id")
    updated_at: datetime = Field(sa_column=moment_column())


async def object_of(tx: Transaction, key: sessions.Key) -> UUID | None:
    """The stored picture, if one was uploaded. Raises NotFound for an unknown session."""
    row = await sessions.get(tx, key)
    cover = await tx.get(SessionCover, row.id)
    return cover.object_id if cover else None


async def may_change(tx: Transaction, key: sessions.Key) -> None:
    """Raises NotFound for an unknown session, Conflict for one that takes no more changes."""
    await sessions.for_writing(tx, key)


async def upload(tx: Transaction, key: sessions.Key, object_id: UUID) -> None:
    """From now on this is its cover; the picture before it is let go. Raises as `may_change`, and Busy."""
    row = await sessions.for_writing(tx, key)
    await objects.attach(tx, object_id)
    made = insert(SessionCover).values(
        wizard_session_id=row.id, organization_id=row.organization_id, object_id=object_id
    )
    changed = {"object_id": object_id, "updated_at": func.now()}
    await tx.execute(made.on_conflict_do_update(index_elements=["wizard_session_id"], set_=changed))


async def remove(tx: Transaction, key: sessions.Key) -> None:
    """Removing what is not there is no error. Raises as `may_change`."""
    row = await sessions.for_writing(tx, key)
    await tx.execute(delete(SessionCover).where(col(SessionCover.wizard_session_id) == row.id))


async def hand_over(tx: Transaction, session: UUID, event_id: UUID) -> bool:
    """Make the session's picture the event's, in the transaction that publishes; False when there is none."""
    gone = delete(SessionCover).where(col(SessionCover.wizard_session_id) == session)
    object_id = (await tx.execute(gone.returning(col(SessionCover.object_id)))).scalar_one_or_none()
    if object_id is None:
        return False
    await event_covers.upload(tx, event_id, object_id)
    return True
