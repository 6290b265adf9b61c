"""The register of what lies in the file storage: a row comes before its bytes and goes after them.

An object never changes; another picture is another object. One that nothing came to refer to within the hour, or that
lost its reference (triggers see to that), is `unused`: its bytes go, then its row.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index, func, text, update
from sqlmodel import Field, SQLModel, col

from state.database import Transaction
from state.errors import Busy
from state.wizard.record import moment_column

# The files an object is made of.
FILES = ("share", "wide")

_UNUSED = text("select app.unused_objects(:most)")
_FORGET = text("select app.forget_objects(:objects)")


class StoredObject(SQLModel, table=True):
    """`delete_after` is null while something refers to it."""

    __tablename__ = "stored_objects"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("stored_objects_due", "delete_after", postgresql_where=text("delete_after is not null")),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    organization_id: UUID
    created_at: datetime = Field(sa_column=moment_column())
    delete_after: datetime | None = Field(
        default=None, sa_column=moment_column(nullable=True, default="now() + interval '1 hour'")
    )


async def register(tx: Transaction) -> UUID:
    """The id of a new object, whose bytes may be stored once this transaction has committed."""
    made = text("insert into stored_objects (organization_id) values (:organization) returning id")
    return (await tx.execute(made, {"organization": tx.principal.organization_id})).scalar_one()


async def attach(tx: Transaction, object_id: UUID) -> None:
    """It is in use from now on. Raises Busy when it took too long to come to this and may be gone."""
    due = col(StoredObject.delete_after)
    query = update(StoredObject).where(col(StoredObject.id) == object_id, due >= func.now()).values(delete_after=None)
    if not (await tx.execute(query.returning(col(StoredObject.id)))).first():
        raise Busy("This took too long. Please send the picture again.", "upload_too_slow")


def key(object_id: UUID, file: str) -> str:
    """Where one of its `FILES` lies in the storage."""
    return f"covers/{object_id}-{file}.webp"


async def unused(tx: Transaction, most: int) -> Sequence[UUID]:
    """Objects to be deleted. As the service."""
    return list((await tx.execute(_UNUSED, {"most": most})).scalars())


async def forget(tx: Transaction, objects: Sequence[UUID]) -> int:
    """Their bytes are gone; how many rows went. As the service."""
    return (await tx.execute(_FORGET, {"objects": list(objects)})).scalar_one()
