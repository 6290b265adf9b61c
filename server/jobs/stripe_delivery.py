"""Applies a delivery: Stripe is asked what holds now, so the order in which deliveries come does not matter."""

from __future__ import annotations

import structlog

from server.jobs.job import Means, Order
from state.errors import Unavailable
from state.gateways.stripe import PaymentRefused
from state.payments import accounts, deliveries, onboarding
from state.payments.deliveries import DEAUTHORIZED, StripeEvent

log = structlog.get_logger(__name__)


async def run(means: Means, order: Order) -> None:
    async with means.database.service() as tx:
        delivery = await deliveries.waiting(tx, order.ids["delivery_id"])
        if delivery is None:
            return
        if delivery.account is None or not await accounts.is_known(tx, delivery.account):
            await deliveries.finish(tx, delivery, "unknown_account")
            log.info("stripe_account_unknown", delivery=delivery.id)
            return
    await _apply(means, delivery)
    log.info("stripe_delivery_applied", delivery=delivery.id)


async def _apply(means: Means, delivery: StripeEvent) -> None:
    assert delivery.account
    error: Unavailable | PaymentRefused | None = None
    if means.payments:
        try:
            await onboarding.reread(means.database, means.payments.stripe, delivery.account)
        except (Unavailable, PaymentRefused) as away:
            error = away
    async with means.database.service() as tx:
        if means.payments is None or error:
            # Its own word is better than nothing, where none newer is known.
            is_connected = delivery.type != DEAUTHORIZED
            await accounts.hear(tx, delivery.told, delivery.id, delivery.created, is_connected)
        if not isinstance(error, Unavailable):
            await deliveries.finish(tx, delivery, error.code if error else None)
            return
        await deliveries.fail(tx, delivery, error.code)
    raise error
