"""The organization's directories of sponsors, designers and venues: one way for all three.

Who works on an event elsewhere sees whom that event names, and nothing else of the other directory; changing is for the
organization alone. What is removed stays with the events that name it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import func
from sqlmodel import SQLModel, col, select

from state.database import Transaction
from state.errors import NotFound
from state.events import rows

Row = TypeVar("Row", bound=SQLModel)


async def listed(
    tx: Transaction, kind: type[Row], words: str | None, page: int, limit: int
) -> tuple[Sequence[Row], int]:
    """A page of those whose name holds `words`, by name, and how many there are."""
    columns: Any = kind
    name = _name(kind)
    # Rows of another organization's directory are seen through an event; they are not in this one.
    query = select(kind).where(columns.deleted_at.is_(None), columns.organization_id == tx.principal.organization_id)
    if words:
        query = query.where(name.icontains(words, autoescape=True))
    total = (await tx.execute(select(func.count()).select_from(query.subquery()))).scalar_one()
    ordered = query.order_by(func.lower(name), columns.id).offset((page - 1) * limit).limit(limit)
    return (await tx.execute(ordered)).scalars().all(), total


async def create(tx: Transaction, kind: type[Row], values: Mapping[str, Any]) -> Row:
    """Raises Conflict for a name that is there already."""
    return await rows.add(tx, kind, {"organization_id": tx.principal.organization_id, **values})


async def change(tx: Transaction, kind: type[Row], row_id: UUID, values: Mapping[str, Any], seen: int | None) -> Row:
    """Raises NotFound for another organization's, which the caller may see and not change."""
    row = await _own(tx, kind, row_id)
    await rows.change(tx, row, values, seen)
    return row


async def remove(tx: Transaction, kind: type[Row], row_id: UUID, seen: int | None) -> None:
    """Off the directory; its name is free again."""
    row = await _own(tx, kind, row_id)
    await rows.change(tx, row, {"deleted_at": datetime.now(UTC)}, seen)


async def _own(tx: Transaction, kind: type[Row], row_id: UUID) -> Row:
    """Locked: the policy for changing holds for a lock, too."""
    row: Any = await rows.in_directory(tx, kind, row_id, lock=True)
    if row.organization_id != tx.principal.organization_id:
        raise NotFound
    return row


def _name(kind: type[SQLModel]) -> Any:
    columns: Any = kind
    return col(columns.company_name if "company_name" in kind.model_fields else columns.name)
