"""Selling a published event's tickets: one Payment Link per paid tier that is on sale, kept with the tier.

A tier that has no link yet is waiting for one; a tier that changes while its link is made does not get it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select

from state import outbox
from state.database import Transaction
from state.errors import Conflict, Forbidden
from state.events import access, rows
from state.events.access import Level
from state.events.events import Event
from state.gateways.stripe import PaymentRefused, Stripe, TierPrice
from state.payments import accounts

JOB = "payment_links"
# Stripe counts these in whole units (docs.stripe.com/currencies#zero-decimal), these in thousandths of which the last
# digit is 0, and all others in hundredths: also those that have none, such as ISK and UGX.
_WHOLE = {
    "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF",
}  # fmt: skip
_THOUSANDTHS = {"BHD", "JOD", "KWD", "OMR", "TND"}
_NO_FRACTIONS = {"ISK", "UGX"}
_LARGEST = 99_999_999
_NAME_LENGTH = 250
_SETTLE = text("select app.settle_sales(:event, cast(:sales as jsonb))")


@dataclass(frozen=True)
class Wanted:
    """A tier that waits for its link; `tier` is all of it, as it was read."""

    event_id: UUID
    event_name: str
    tier: Mapping[str, Any]

    @property
    def price(self) -> TierPrice:
        """Raises PaymentRefused for an amount that Stripe cannot charge."""
        name = f"{self.event_name} – {self.tier['name']}"[:_NAME_LENGTH]
        currency = str(self.tier["currency"])
        return TierPrice(name, charged(Decimal(str(self.tier["price"])), currency), currency)

    def key(self, what: str) -> str:
        """Deterministic: the same tier of the same event is the same object at Stripe, another price is another one."""
        sold = [self.event_name, *(str(self.tier.get(name)) for name in ("name", "price", "currency", "quantity"))]
        digest = hashlib.sha256(json.dumps(sold).encode()).hexdigest()[:32]
        return f"event:{self.event_id}:tier:{digest}:{what}"


def charged(price: Decimal, currency: str) -> int:
    """The price in the units Stripe counts this currency in. Raises PaymentRefused where it has none for it."""
    exponent = 0 if currency in _WHOLE else 3 if currency in _THOUSANDTHS else 2
    amount = price.scaleb(exponent)
    step = 10 if currency in _THOUSANDTHS else 100 if currency in _NO_FRACTIONS else 1
    if amount % step or not 0 < amount <= _LARGEST:
        raise PaymentRefused(f"Stripe cannot charge {price} {currency} exactly.", "amount_not_chargeable")
    return int(amount)


def are_wanted(tiers: Sequence[Mapping[str, Any]]) -> bool:
    return any(map(_is_wanted, tiers))


async def begin(tx: Transaction, event_id: UUID) -> Event:
    """Put every tier on sale; paid ones wait for their link. Again changes nothing.

    Raises Conflict for an event that is not public, and where the organization can take no money; Forbidden for who
    works on it from another organization: whose account is paid is the organization's to say.
    """
    await access.enter(tx, event_id, Level.admin)
    row = await tx.get_one(Event, event_id)
    if row.organization_id != tx.principal.organization_id:
        raise Forbidden("Only somebody of the event's own organization puts its tickets on sale.")
    if row.published_at is None:
        raise Conflict("Publish the event first; then its tickets can be sold.", "not_published")
    tiers = [tier | {"on_sale": True} for tier in row.ticket_tiers]
    account = await accounts.own(tx)
    if any(map(_is_paid, tiers)) and not (account and account.charges_enabled):
        message = "No Stripe account of your organization can take charges yet; connect one, or finish connecting it."
        raise Conflict(message, "payment_not_connected")
    await rows.change(tx, row, {"ticket_tiers": tiers}, None)
    if are_wanted(tiers):
        await outbox.enqueue(tx, JOB, event_id=event_id)
    return row


async def wanted(tx: Transaction, event_id: UUID) -> list[Wanted]:
    """None for an event that is not published any more, or not of the caller's organization, whose account is paid."""
    query = select(Event.name, Event.ticket_tiers).where(
        Event.id == event_id,
        col(Event.published_at).is_not(None),
        Event.organization_id == tx.principal.organization_id,
    )
    if (row := (await tx.execute(query)).one_or_none()) is None:
        return []
    name, tiers = row
    return [Wanted(event_id, name, tier) for tier in tiers if _is_wanted(tier)]


async def link_for(stripe: Stripe, account: str, sale: Wanted) -> str:
    """Where this tier is sold. Raises PaymentRefused and Unavailable."""
    price = await stripe.price(account, sale.price, sale.key("price"))
    about = {"event_id": str(sale.event_id), "tier": str(sale.tier["name"])}
    return await stripe.payment_link(account, price, int(sale.tier["quantity"]), about, sale.key("link"))


async def settle(tx: Transaction, sale: Wanted, url: str | None) -> bool:
    """Give the tier its link or, with none, take it off sale; False when the tier has changed meanwhile."""
    becomes = {"url": url} if url else {"on_sale": False}
    sales = json.dumps([{"tier": sale.tier, "becomes": becomes}])
    return (await tx.execute(_SETTLE, {"event": sale.event_id, "sales": sales})).scalar_one() > 0


def _is_wanted(tier: Mapping[str, Any]) -> bool:
    return bool(tier.get("on_sale")) and not tier.get("url") and _is_paid(tier)


def _is_paid(tier: Mapping[str, Any]) -> bool:
    return Decimal(str(tier["price"])) > 0
