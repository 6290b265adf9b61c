"""Idempotency keys that survive: which attempt of something at Stripe is the one to go on with.

Stripe answers a key for a day with what it answered first, be it an error. So a key moves on after an error that Stripe
gave, and only then: after silence the same attempt is made again, and finds what it may have done.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, SQLModel, col, select

from state.database import Database
from state.gateways.stripe import Key
from state.wizard.record import moment_column


class StripeKey(SQLModel, table=True):
    """`attempt` is how many errors this key has got; there is no row before the first."""

    __tablename__ = "stripe_keys"  # pyright: ignore[reportAssignmentType]

    organization_id: UUID = Field(primary_key=True)
    name: str = Field(primary_key=True, max_length=200)
    attempt: int
    updated_at: datetime = Field(sa_column=moment_column())


@asynccontextmanager
async def kept(database: Database, organization: UUID, name: str) -> AsyncIterator[Key]:
    """The key of this name as it stands, to be asked with; how far it got is written down whatever happens."""
    async with database.service() as tx:
        known = select(StripeKey.attempt).where(StripeKey.organization_id == organization, StripeKey.name == name)
        stood = (await tx.execute(known)).scalar_one_or_none() or 0
    key = Key(name, stood)
    try:
        yield key
    finally:
        if key.attempt > stood:
            await _write(database, organization, key)


async def _write(database: Database, organization: UUID, key: Key) -> None:
    moved = insert(StripeKey).values(organization_id=organization, name=key.name, attempt=key.attempt)
    further = func.greatest(col(StripeKey.attempt), moved.excluded.attempt)
    async with database.service() as tx:
        await tx.execute(
            moved.on_conflict_do_update(index_elements=["organization_id", "name"], set_={"attempt": further})
        )
