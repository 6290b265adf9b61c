"""Persons as their verified tokens name them, so that members can be named and found."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, or_, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import Field, SQLModel, col, select

from state.database import Transaction
from state.events.wire import View
from state.values import Principal
from state.wizard.record import moment_column

MOST_FOUND = 50
_INTRODUCE = text("select app.introduce()")


class Person(SQLModel, table=True):
    __tablename__ = "people"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("people_by_organization", "organization_id"),)

    user_id: UUID = Field(primary_key=True)
    organization_id: UUID = Field(primary_key=True)
    name: str | None = Field(default=None, max_length=200)
    email: str | None = Field(default=None, max_length=320)
    seen_at: datetime = Field(sa_column=moment_column())


class PersonView(View):
    id: UUID
    name: str | None
    email: str | None


@dataclass(frozen=True)
class Introduced(Principal):
    """Somebody with what his token says of him; a claim it does not make is None."""

    name: str | None = None
    email: str | None = None

    def claims(self) -> dict[str, str]:
        told = {"name": self.name, "email": self.email}
        return super().claims() | {claim: value for claim, value in told.items() if value}


async def introduce(tx: Transaction) -> None:
    """Write down the caller, who is Introduced."""
    await tx.execute(_INTRODUCE)


async def named(tx: Transaction, users: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Name and e-mail of those of these users whom the caller may know: of his organization, or of one whose event he
    works on, together with them."""
    if not users:
        return {}
    query = _newest().where(col(Person.user_id).in_(users))
    return {row.user_id: {"name": row.name, "email": row.email} for row in await tx.execute(query)}


async def found(tx: Transaction, words: str | None) -> list[PersonView]:
    """Whom the caller may know, as for `named`, and whose name or e-mail holds `words`; by name, at most 50."""
    who = _newest().subquery()
    query = select(who.c.user_id, who.c.name, who.c.email).order_by(who.c.name.nulls_last(), who.c.user_id)
    if words:
        query = query.where(or_(*(column.icontains(words, autoescape=True) for column in (who.c.name, who.c.email))))
    return [
        PersonView(id=row.user_id, name=row.name, email=row.email) for row in await tx.execute(query.limit(MOST_FOUND))
    ]


def _newest() -> Any:
    """Of somebody who has been here for several organizations, what was said last."""
    columns = (col(Person.user_id), col(Person.name), col(Person.email))
    newest = select(*columns).order_by(col(Person.user_id), col(Person.seen_at).desc())
    return newest.ext(distinct_on(col(Person.user_id)))
