"""How rows below an event, and of the directories, are found and changed: one way for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlmodel import SQLModel, col, select

from state.database import Transaction
from state.errors import Conflict, FieldError, InvalidData, NotFound
from state.events.refusals import in_words

Row = TypeVar("Row", bound=SQLModel)


async def of_event(tx: Transaction, kind: type[Row], event: UUID, row_id: UUID) -> Row:
    """The row of this kind below this event. Raises NotFound."""
    columns: Any = kind
    query = select(kind).where(columns.id == row_id, columns.event_id == event)
    return await _one(tx, _present(kind, query))


async def in_directory(tx: Transaction, kind: type[Row], row_id: UUID, *, lock: bool = False) -> Row:
    """The directory's row of this kind. Raises NotFound."""
    columns: Any = kind
    query = _present(kind, select(kind).where(columns.id == row_id))
    return await _one(tx, query.with_for_update() if lock else query)


async def known(
    tx: Transaction, kind: type[SQLModel], ids: Mapping[str, UUID | None], organization: UUID | None = None
) -> None:
    """Raises InvalidData naming each field whose id is not a row of this directory that the caller sees.

    `organization` is the event's: who works for several sees more than the directory that counts.
    """
    asked = {row_id for row_id in ids.values() if row_id}
    if not asked:
        return
    columns: Any = kind
    query = _present(kind, select(columns.id).where(col(columns.id).in_(asked)))
    if organization:
        query = query.where(columns.organization_id == organization)
    found = set((await tx.execute(query)).scalars())
    wrong = [name for name, row_id in ids.items() if row_id and row_id not in found]
    if wrong:
        noun = str(kind.__tablename__).removesuffix("s")
        message = f"There is no {noun} with this id in your directory."
        raise InvalidData([FieldError(name, f"unknown_{noun}", message) for name in wrong])


async def add(tx: Transaction, kind: type[Row], values: Mapping[str, Any]) -> Row:
    """The new row as it stands. Raises Conflict or InvalidData where the database refuses it."""
    statement = insert(kind).values({"id": uuid4(), **values}).returning(kind)
    with in_words():
        return (await tx.execute(statement)).scalar_one()


async def change(tx: Transaction, row: SQLModel, values: Mapping[str, Any], seen: int | None) -> list[str]:
    """Set what differs, as a new version; the names of what was changed.

    Raises Conflict when `seen` is not its version.
    """
    check_version(row, seen)
    versioned: Any = row
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        versioned.version = versioned.version if "version" in changed else versioned.version + 1
        tx.add(row)
        with in_words():
            await tx.flush()
        await tx.refresh(row)
    return changed


async def remove(tx: Transaction, row: SQLModel, seen: int | None) -> None:
    """Delete it. Raises Conflict when `seen` is not its version, or where something hangs on it."""
    check_version(row, seen)
    await tx.delete(row)
    with in_words():
        await tx.flush()


def check_version(row: SQLModel, seen: int | None) -> None:
    """Raises Conflict when `seen` is not the row's version."""
    versioned: Any = row
    if seen is not None and seen != versioned.version:
        message = f"This has been changed meanwhile; it is at version {versioned.version} now. Read it again."
        raise Conflict(message, "version_mismatch")


async def _one(tx: Transaction, query: Any) -> Any:
    row = (await tx.execute(query)).scalar_one_or_none()
    if row is None:
        raise NotFound
    return row


def _present(kind: type[SQLModel], query: Any) -> Any:
    columns: Any = kind
    return query.where(col(columns.deleted_at).is_(None)) if "deleted_at" in kind.model_fields else query
