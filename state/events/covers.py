"""Which cover an event has: what its team uploaded, else what an image model made, else drawn from the event itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Text, UniqueConstraint, func, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, SQLModel, col

from state import objects, outbox
from state.database import Transaction
from state.errors import NotFound
from state.events import access
from state.events.access import Level
from state.events.events import Event
from state.wizard.record import moment_column

# The job that asks an image model.
PAINTING = "cover_image"


class EventCover(SQLModel, table=True):
    """`source` is upload, model or drawn; only a drawn one has no object. Once `model_asked`, none is asked again."""

    __tablename__ = "event_covers"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("object_id", name="event_covers_object_key"),
        CheckConstraint("(source = 'drawn') = (object_id is null)", name="event_covers_object_check"),
    )

    event_id: UUID = Field(primary_key=True, foreign_key="events.id", ondelete="CASCADE")
    source: str = Field(default="drawn", sa_type=Text)
    object_id: UUID | None = Field(default=None, foreign_key="stored_objects.id")
    model_asked: bool = False
    version: int = 1
    updated_at: datetime = Field(sa_column=moment_column())


@dataclass(frozen=True)
class Shown:
    """A stored picture, or, where there is none, what a drawing is made from."""

    slug: str
    kind: str
    object_id: UUID | None


async def shown(tx: Transaction, event_id: UUID) -> Shown:
    """Raises NotFound for an event the caller cannot see."""
    event = await _seen(tx, event_id)
    cover = await tx.get(EventCover, event_id)
    return Shown(event.slug, event.type, cover.object_id if cover else None)


async def may_change(tx: Transaction, event_id: UUID) -> None:
    """Raises NotFound for an event the caller cannot see, Forbidden where he may too little, Conflict if archived."""
    await access.enter(tx, event_id, Level.admin)


async def upload(tx: Transaction, event_id: UUID, object_id: UUID) -> None:
    """From now on this is its cover; the picture before it is let go. Raises as `may_change`, and Busy."""
    await may_change(tx, event_id)
    await objects.attach(tx, object_id)
    row = insert(EventCover).values(event_id=event_id, source="upload", object_id=object_id)
    changed = {"source": "upload", "object_id": object_id} | _touched()
    await tx.execute(row.on_conflict_do_update(index_elements=["event_id"], set_=changed))


async def remove(tx: Transaction, event_id: UUID) -> None:
    """Back to one that nobody uploaded; an image model is asked if none was yet. Raises as `may_change`."""
    await may_change(tx, event_id)
    drawn = {"source": "drawn", "object_id": None} | _touched()
    query = update(EventCover).where(col(EventCover.event_id) == event_id, col(EventCover.source) != "drawn")
    removed = await tx.execute(query.values(**drawn).returning(col(EventCover.model_asked)))
    if removed.scalar_one_or_none() is False:
        await outbox.enqueue(tx, PAINTING, event_id=event_id)


async def to_paint(tx: Transaction, event_id: UUID) -> Event | None:
    """The event a model is to be asked for, noted as asked: whoever gets it is the only one.

    None when it has a picture, a model was asked before, or it is not public. Raises as `may_change`.
    """
    await may_change(tx, event_id)
    event = await tx.get_one(Event, event_id)
    if event.published_at is None or event.status in {"archived", "cancelled"}:
        return None
    row = insert(EventCover).values(event_id=event_id, model_asked=True)
    unasked = (col(EventCover.source) == "drawn") & ~col(EventCover.model_asked)
    asked = row.on_conflict_do_update(index_elements=["event_id"], set_={"model_asked": True}, where=unasked)
    return event if (await tx.execute(asked.returning(col(EventCover.event_id)))).first() else None


async def painted(tx: Transaction, event_id: UUID, object_id: UUID) -> bool:
    """Whether it became the cover: not where somebody has uploaded one meanwhile."""
    query = update(EventCover).where(col(EventCover.event_id) == event_id, col(EventCover.source) == "drawn")
    values = {"source": "model", "object_id": object_id} | _touched()
    if not (await tx.execute(query.values(**values).returning(col(EventCover.event_id)))).first():
        return False
    await objects.attach(tx, object_id)
    return True


def _touched() -> dict[str, object]:
    return {"version": EventCover.version + 1, "updated_at": func.now()}


async def _seen(tx: Transaction, event_id: UUID) -> Event:
    if (event := await tx.get(Event, event_id)) is None:
        raise NotFound("There is no such event.", "event_not_found")
    return event
