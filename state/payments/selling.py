"""Payment Links made and taken back at Stripe, on the connected account.

These operations wait for Stripe, so they are given no transaction and open short ones of their own around the call.
"""

from __future__ import annotations

import structlog

from state.database import Database
from state.errors import Unavailable
from state.gateways.stripe import AccountGone, MadeLink, PaymentRefused, Stripe
from state.payments import keys, links
from state.payments.links import PaymentLink

log = structlog.get_logger(__name__)


async def put_up(database: Database, stripe: Stripe, link: PaymentLink) -> bool:
    """Make it and sell its tier by it; False when Stripe will not. Raises Unavailable when another attempt may do."""
    try:
        made = link.made or await _made(database, stripe, link)
    except PaymentRefused as refused:
        log.error("tier_refused", event_id=str(link.event_id), price=link.tier["price"], reason=refused.code)
        async with database.service() as tx:
            await links.refuse(tx, link, refused.code)
        return False
    async with database.service() as tx:
        settled = await links.put_up(tx, link, made)
    if not settled:
        raise Unavailable("A tier has changed while its link was made.")
    return True


async def take_back(database: Database, stripe: Stripe, link: PaymentLink) -> bool:
    """Nobody can pay by it from now on; False when Stripe will not do that. Raises Unavailable as above.

    One of which nothing is known may have been made all the same: with its key it is there, or made, and known.
    """
    made, sold, error = link.made, None, None
    try:
        made = made or await _made(database, stripe, link)
        sold = await stripe.close_link(link.account_id, made.id)
    except PaymentRefused as refused:
        error = refused.code
        log.error("link_not_taken_back", event_id=str(link.event_id), link=link.link_id, reason=error)
    async with database.service() as tx:
        await links.take_back(tx, link, made, sold, error)
    # Where the account is not ours to work on any more, there is nothing left for anybody here to do.
    return error in (None, AccountGone.code)


async def _made(database: Database, stripe: Stripe, link: PaymentLink) -> MadeLink:
    """The same link again as long as Stripe remembers the key. Raises PaymentRefused and Unavailable."""
    about = {"event_id": str(link.event_id), "tier": str(link.tier["name"])}
    async with keys.kept(database, link.organization_id, f"link:{link.id}:price") as key:
        price = await stripe.price(link.account_id, link.price, key)
    async with keys.kept(database, link.organization_id, f"link:{link.id}") as key:
        return await stripe.payment_link(link.account_id, price, link.most, about, key)
