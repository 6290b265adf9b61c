"""Payment Links as they are known here: what each was made for, and whether anybody can still pay by it.

A link is made for one price, one currency, one quantity of one tier, and is never changed: once taken back it stays so,
and what is sold anew gets another one, for as many tickets as are left. Two jobs at once can therefore not undo each
other's work.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import structlog
from sqlalchemy import Column, Index, Text, UniqueConstraint, func, text, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlmodel import Field, SQLModel, col, select

from state.database import Transaction
from state.errors import Unavailable
from state.gateways.stripe import MadeLink, TierPrice
from state.payments import accounts, sales
from state.wizard.record import moment_column

# Of a tier, what a link is bound to.
TERMS = ("name", "price", "currency", "quantity")
_LABEL_LENGTH = 250
_SALES = text("select organization_id, name, ticket_tiers from app.event_sales(:event)")
_STALE = text("select * from app.stale_links(:event)")
_SETTLE = text("select app.settle_sales(:event, cast(:tier as jsonb), cast(:becomes as jsonb))")

log = structlog.get_logger(__name__)


class PaymentLink(SQLModel, table=True):
    """`tier` holds TERMS, `label` is what buyers read, `most` how many tickets it may sell, `sold` how many it did."""

    __tablename__ = "payment_links"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("link_id", name="payment_links_link_key"),
        Index(
            "payment_links_open",
            "event_id",
            "account_id",
            "tier",
            unique=True,
            postgresql_where=text("closed_at is null"),
        ),
        Index("payment_links_by_event", "event_id"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    organization_id: UUID
    event_id: UUID
    account_id: str = Field(max_length=255)
    tier: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    label: str = Field(max_length=_LABEL_LENGTH)
    most: int
    link_id: str | None = Field(default=None, max_length=255)
    url: str | None = Field(default=None, sa_type=Text)
    sold: int | None = None
    error: str | None = Field(default=None, sa_type=Text)
    created_at: datetime = Field(sa_column=moment_column())
    closed_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True, default=None))

    @property
    def made(self) -> MadeLink | None:
        """None until Stripe has said that it is there."""
        return MadeLink(self.link_id, self.url) if self.link_id and self.url else None

    @property
    def price(self) -> TierPrice:
        """Raises PaymentRefused for an amount that Stripe cannot charge."""
        currency = str(self.tier["currency"])
        return TierPrice(self.label, sales.charged(Decimal(str(self.tier["price"])), currency), currency)


@dataclass(frozen=True)
class _Sales:
    """What an event sells."""

    event_id: UUID
    organization_id: UUID
    name: str
    tiers: Sequence[Mapping[str, Any]]


async def stale(tx: Transaction, event_id: UUID | None = None) -> Sequence[PaymentLink]:
    """Links to be taken back, of this event or of all: what they were made for is not on sale (any more)."""
    found = select(PaymentLink).from_statement(_STALE)
    return (await tx.execute(found, {"event": event_id})).scalars().all()


async def next_wanted(tx: Transaction, event_id: UUID) -> PaymentLink | None:
    """The link that some tier of this event waits for, made or not yet; None where nothing waits.

    A tier of which all tickets were sold by links before is taken off sale. Raises Unavailable without an account.
    """
    row = (await tx.execute(_SALES, {"event": event_id})).one_or_none()
    if row is None:
        return None
    selling = _Sales(event_id, *row)
    for tier in filter(sales.is_wanted, selling.tiers):
        if (left := int(tier["quantity"]) - await _sold(tx, event_id, tier["name"])) > 0:
            return await _begun(tx, selling, tier, left)
        log.info("tier_sold_out", event_id=str(event_id))
        await _settle(tx, event_id, _terms(tier) | {"on_sale": True}, {"on_sale": False})
    return None


async def put_up(tx: Transaction, link: PaymentLink, made: MadeLink) -> bool:
    """Sell the tier by it; False when it has been taken back, or the tier has changed, meanwhile."""
    known = update(PaymentLink).where(col(PaymentLink.id) == link.id, col(PaymentLink.closed_at).is_(None))
    if not (await tx.execute(known.values(link_id=made.id, url=made.url).returning(col(PaymentLink.id)))).all():
        return False
    return await _settle(tx, link.event_id, link.tier | {"on_sale": True}, {"url": made.url})


async def refuse(tx: Transaction, link: PaymentLink, error: str) -> None:
    """Stripe will not make it: the tier is not on sale."""
    await _close(tx, link, error=error)
    await _settle(tx, link.event_id, link.tier | {"on_sale": True}, {"on_sale": False})


async def take_back(
    tx: Transaction, link: PaymentLink, made: MadeLink | None, sold: int | None, error: str | None
) -> None:
    """Nobody can pay by it any more, or, with an error, nothing can be done about it from here."""
    known = {"link_id": made.id, "url": made.url} if made else {}
    await _close(tx, link, **known, sold=sold, error=error)
    if made:
        await _settle(tx, link.event_id, {"url": made.url}, {"url": None})


async def _close(tx: Transaction, link: PaymentLink, **values: Any) -> None:
    closed = update(PaymentLink).where(col(PaymentLink.id) == link.id, col(PaymentLink.closed_at).is_(None))
    await tx.execute(closed.values(**values, closed_at=func.now()))


async def _begun(tx: Transaction, selling: _Sales, tier: Mapping[str, Any], left: int) -> PaymentLink:
    account = await accounts.of(tx, selling.organization_id)
    if account is None:
        raise Unavailable("Tickets wait to be put on sale, and no account takes the money.")
    bound = {"event_id": selling.event_id, "account_id": account.account_id, "tier": _terms(tier)}
    label = f"{selling.name} – {tier['name']}"[:_LABEL_LENGTH]
    begun = insert(PaymentLink).values(**bound, organization_id=selling.organization_id, label=label, most=left)
    await tx.execute(begun.on_conflict_do_nothing())
    open_one = select(PaymentLink).filter_by(**bound, closed_at=None)
    return (await tx.execute(open_one)).scalar_one()


async def _sold(tx: Transaction, event_id: UUID, name: str) -> int:
    """How many tickets links that were taken back have sold of the tier of this name."""
    sums = select(func.sum(PaymentLink.sold)).where(
        PaymentLink.event_id == event_id,
        col(PaymentLink.tier)["name"].astext == name,
        col(PaymentLink.closed_at).is_not(None),
    )
    return (await tx.execute(sums)).scalar_one() or 0


async def _settle(tx: Transaction, event_id: UUID, tier: Mapping[str, Any], becomes: Mapping[str, Any]) -> bool:
    values = {"event": event_id, "tier": json.dumps(tier), "becomes": json.dumps(becomes)}
    return (await tx.execute(_SETTLE, values)).scalar_one() > 0


def _terms(tier: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tier.get(name) for name in TERMS}
