"""Stripe's deliveries: believed only when signed with one of our secrets, stored once, applied by a job.

The signature is over the bytes as they came, so it is looked at before anything is decoded. Of what a delivery tells,
only what is applied is kept: the rest may be about people.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Text, UniqueConstraint, func, text, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlmodel import Field, SQLModel, col, select

from state import outbox
from state.database import Transaction
from state.errors import StateError
from state.gateways.stripe import Account
from state.wizard.record import moment_column

LARGEST_BYTES = 262_144
# Stripe's own tolerance for old ones; a time to come is as wrong as one long past.
TOLERANCE_SECONDS = 300
# Stripe gives a delivery up after days; none comes again after that long.
KEPT = timedelta(days=90)
JOB = "stripe_delivery"
UPDATED, DEAUTHORIZED = "account.updated", "account.application.deauthorized"
_APPLIED = {UPDATED, DEAUTHORIZED}
_ID = re.compile(r"[A-Za-z0-9_.:-]{1,255}", re.ASCII)
# As an array they are looked for once; joined, a plan may look, and lock, again and again.
_FORGET = text("""
delete from public.stripe_events e where e.id = any (array(
  select d.id from public.stripe_events d where d.processed_at <= now() - cast(:kept as interval)
  order by d.processed_at limit :most for update skip locked)) returning e.id""")
_LATEST = datetime(9999, 1, 1, tzinfo=UTC).timestamp()


class NotAuthentic(StateError):
    """Not from Stripe, not for us, or not to be read."""

    code = "bad_delivery"


class StripeEvent(SQLModel, table=True):
    """A delivery. `payload` is what an account may do, where it tells that."""

    __tablename__ = "stripe_events"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("delivery_id", name="stripe_events_delivery_key"),
        Index("stripe_events_applied", "processed_at", postgresql_where=text("processed_at is not null")),
    )

    id: str = Field(primary_key=True, max_length=255)
    delivery_id: UUID = Field(sa_column_kwargs={"server_default": text("gen_random_uuid()")})
    type: str = Field(sa_type=Text)
    account: str | None = Field(default=None, max_length=255)
    created: datetime = Field(sa_column=moment_column(default=None))
    payload: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    received_at: datetime = Field(sa_column=moment_column())
    processed_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True, default=None))
    error: str | None = Field(default=None, sa_type=Text)

    @property
    def told(self) -> Account:
        """What it says of its account, which after a deauthorization may do nothing."""
        return Account.of({"id": self.account} | self.payload)


@dataclass(frozen=True)
class Delivery:
    """An authentic delivery. `account` is whom it is about, None where it contradicts itself or is about none."""

    id: str
    type: str
    created: datetime
    account: str | None
    payload: Mapping[str, Any]

    @property
    def is_applied(self) -> bool:
        return self.type in _APPLIED and self.account is not None


def authentic(body: bytes, header: str | None, secrets: Sequence[str], now: float) -> Delivery:
    """Raises NotAuthentic with the reason."""
    _check_signature(body, header or "", secrets, now)
    try:
        document = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise NotAuthentic("The body is no JSON in UTF-8.") from None
    return _read(document)


def _check_signature(body: bytes, header: str, secrets: Sequence[str], now: float) -> None:
    parts = [part.strip().partition("=") for part in header.split(",")]
    moment = next((value for name, _, value in parts if name == "t"), "")
    given = [value.encode() for name, _, value in parts if name == "v1"]
    if not re.fullmatch("[0-9]{1,12}", moment, re.ASCII) or not given:
        raise NotAuthentic("The header Stripe-Signature is missing or malformed.")
    signed = moment.encode() + b"." + body
    expected = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest().encode() for secret in secrets]
    # Every pair is compared, whatever the first says, so that time tells nothing.
    if not any([hmac.compare_digest(one, other) for one in expected for other in given]):
        raise NotAuthentic("The signature is of none of our secrets.")
    if abs(now - int(moment)) > TOLERANCE_SECONDS:
        raise NotAuthentic("The signature's time is too far from now.")


def _read(document: Any) -> Delivery:
    match document:
        case {"id": str(name), "type": str(kind), "created": int(created), "data": {"object": dict(thing)}}:
            pass
        case _:
            raise NotAuthentic("This is no event of Stripe: id, type, created and data.object are needed.")
    if not _ID.fullmatch(name) or not _ID.fullmatch(kind) or not 0 <= created < _LATEST:
        raise NotAuthentic("The event's id, type or time is malformed.")
    account = _account(document.get("account"), thing, kind)
    moment = datetime.fromtimestamp(created, UTC)
    return Delivery(name, kind, moment, account, _told(thing) if kind == UPDATED and account else {})


def _account(named: Any, thing: Mapping[str, Any], kind: str) -> str | None:
    """Whom it is about. An update is of the account it holds, and named so from outside, too; else nobody's."""
    about = thing.get("id") if kind == UPDATED else named
    if not isinstance(about, str) or not _ID.fullmatch(about):
        return None
    return about if named in (None, about) else None


def _told(thing: Mapping[str, Any]) -> dict[str, Any]:
    account = Account.of(thing)
    return {
        "charges_enabled": account.charges_enabled,
        "payouts_enabled": account.payouts_enabled,
        "details_submitted": account.details_submitted,
        "requirements": dict(account.requirements),
    }


async def receive(tx: Transaction, delivery: Delivery) -> bool:
    """Store it and have it applied, in one transaction; False for one that is here already."""
    values = {
        "id": delivery.id,
        "type": delivery.type,
        "account": delivery.account,
        "created": delivery.created,
        "payload": dict(delivery.payload),
        "processed_at": None if delivery.is_applied else func.now(),
    }
    stored = insert(StripeEvent).values(**values).on_conflict_do_nothing()
    made = (await tx.execute(stored.returning(col(StripeEvent.delivery_id)))).scalar_one_or_none()
    if made and delivery.is_applied:
        await outbox.enqueue(tx, JOB, delivery_id=made)
    return made is not None


async def waiting(tx: Transaction, delivery_id: UUID) -> StripeEvent | None:
    """The delivery, unless it has been applied."""
    query = select(StripeEvent).where(StripeEvent.delivery_id == delivery_id, col(StripeEvent.processed_at).is_(None))
    return (await tx.execute(query)).scalar_one_or_none()


async def finish(tx: Transaction, delivery: StripeEvent, error: str | None = None) -> None:
    """It has been applied, or there was nothing to apply it to."""
    done = update(StripeEvent).where(col(StripeEvent.id) == delivery.id)
    await tx.execute(done.values(processed_at=func.now(), error=error))


async def fail(tx: Transaction, delivery: StripeEvent, error: str) -> None:
    """It could not be applied as it should; a job goes on trying."""
    await tx.execute(update(StripeEvent).where(col(StripeEvent.id) == delivery.id).values(error=error))


async def forget(tx: Transaction, most: int = 500) -> int:
    """Delete those that were applied KEPT ago or earlier, at most so many; how many. One that waits is never old."""
    return len((await tx.execute(_FORGET, {"kept": KEPT, "most": most})).all())
