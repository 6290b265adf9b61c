"""Selling a published event's tickets: one Payment Link per paid tier that is on sale, its address kept with the tier.

A tier that has no link yet is waiting for one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from state import outbox
from state.database import Transaction
from state.errors import Conflict, Forbidden
from state.events import access, rows
from state.events.access import Level
from state.events.events import Event
from state.gateways.stripe import PaymentRefused
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


def charged(price: Decimal, currency: str) -> int:
    """The price in the units Stripe counts this currency in. Raises PaymentRefused where it has none for it."""
    exponent = 0 if currency in _WHOLE else 3 if currency in _THOUSANDTHS else 2
    amount = price.scaleb(exponent)
    step = 10 if currency in _THOUSANDTHS else 100 if currency in _NO_FRACTIONS else 1
    if amount % step or not 0 < amount <= _LARGEST:
        raise PaymentRefused(f"Stripe cannot charge {price} {currency} exactly.", "amount_not_chargeable")
    return int(amount)


def are_wanted(tiers: Sequence[Mapping[str, Any]]) -> bool:
    return any(map(is_wanted, tiers))


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
    changed = await rows.change(tx, row, {"ticket_tiers": tiers}, None)
    # A change orders its job by itself; whoever asks again gives a job that was given up another try.
    if not changed and are_wanted(tiers):
        await outbox.enqueue(tx, JOB, event_id=event_id)
    return row


def is_wanted(tier: Mapping[str, Any]) -> bool:
    """Whether it is on sale and waits for its link."""
    return bool(tier.get("on_sale")) and not tier.get("url") and _is_paid(tier)


def _is_paid(tier: Mapping[str, Any]) -> bool:
    return Decimal(str(tier["price"])) > 0
