"""Puts a published event's paid tiers on sale: a Payment Link each, written down as soon as it is there.

A tier that Stripe refuses is shown as not on sale rather than with a link that leads nowhere.
"""

from __future__ import annotations

import structlog

from server.jobs.job import Hopeless, Means, Order
from state.errors import Unavailable
from state.gateways.stripe import PaymentRefused, Stripe
from state.payments import accounts, sales
from state.payments.sales import Wanted

log = structlog.get_logger(__name__)


async def run(means: Means, order: Order) -> None:
    event_id = order.ids["event_id"]
    assert order.principal
    async with means.database.transaction(order.principal) as tx:
        wanted = await sales.wanted(tx, event_id)
        account = await accounts.own(tx)
    if not wanted:
        return
    if means.payments is None or account is None:
        raise Unavailable("Tickets wait to be put on sale, and payments are not set up here.")
    stripe = means.payments.stripe
    refused = [sale for sale in wanted if not await _put_on_sale(means, stripe, account.account_id, sale)]
    if refused:
        raise Hopeless(f"Stripe refuses {len(refused)} of {len(wanted)} tiers of event {event_id}.")
    log.info("tickets_on_sale", event_id=str(event_id), tiers=len(wanted))


async def _put_on_sale(means: Means, stripe: Stripe, account: str, sale: Wanted) -> bool:
    """False when Stripe will not sell it. Raises Unavailable when another attempt may do."""
    try:
        url = await sales.link_for(stripe, account, sale)
    except PaymentRefused as refused:
        log.error("tier_refused", event_id=str(sale.event_id), price=sale.tier["price"], reason=refused.code)
        url = None
    async with means.database.service() as tx:
        if not await sales.settle(tx, sale, url):
            raise Unavailable("A tier has changed while its link was made.")
    return url is not None
