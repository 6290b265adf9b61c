"""Brings an event's Payment Links in line with what it sells: first those nobody may pay by any more are taken back at
Stripe, then each tier on sale gets the one it waits for, written down as soon as it is there.

A tier that Stripe refuses is shown as not on sale rather than with a link that leads nowhere. Also by the clock, for
links of any event that could not be taken back at the time.
"""

from __future__ import annotations

from uuid import UUID

import structlog

from server.jobs.job import Hopeless, Means, Order
from state.errors import Unavailable
from state.gateways.stripe import Stripe
from state.payments import links, selling
from state.payments.links import PaymentLink

log = structlog.get_logger(__name__)


async def run(means: Means, order: Order) -> None:
    if event_id := order.ids.get("event_id"):
        await _reconcile(means, event_id)
    elif means.payments:
        await _catch_up(means)


async def _reconcile(means: Means, event_id: UUID) -> None:
    async with means.database.service() as tx:
        stale = await links.stale(tx, event_id)
    stuck = [link for link in stale if not await selling.take_back(means.database, _stripe(means), link)]
    made, refused = 0, 0
    while link := await _next(means, event_id):
        is_sold = await selling.put_up(means.database, _stripe(means), link)
        made, refused = made + is_sold, refused + (not is_sold)
    if stuck or refused:
        what = f"{refused} of {made + refused} tiers, and to take back {len(stuck)} of {len(stale)} links"
        raise Hopeless(f"Stripe refuses {what}, of event {event_id}.")
    log.info("payment_links_settled", event_id=str(event_id), made=made, taken_back=len(stale))


async def _catch_up(means: Means) -> None:
    """What is left over is found the next time, so this never fails."""
    async with means.database.service() as tx:
        events = {link.event_id for link in await links.stale(tx)}
    for event_id in events:
        try:
            await _reconcile(means, event_id)
        except (Unavailable, Hopeless) as left:
            log.warning("payment_links_left", event_id=str(event_id), reason=type(left).__name__)


async def _next(means: Means, event_id: UUID) -> PaymentLink | None:
    async with means.database.service() as tx:
        return await links.next_wanted(tx, event_id)


def _stripe(means: Means) -> Stripe:
    if means.payments is None:
        raise Unavailable("Tickets wait to be put on sale or taken off it, and payments are not set up here.")
    return means.payments.stripe
