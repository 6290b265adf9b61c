"""How an organization comes by a connected account, and how Stripe is asked about it.

These operations wait for Stripe, so they are given no transaction and open short ones of their own around the call.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from sqlalchemy.exc import IntegrityError

from state.database import Database
from state.errors import Conflict
from state.gateways.stripe import AccountGone, Stripe
from state.payments import accounts, keys
from state.payments.accounts import StripeAccount
from state.values import Principal
from state.wizard import sessions

# Where Stripe sends a person's browser afterwards, and when a link is used up; both below the server's own address.
RETURN, REFRESH = "/payments/return", "/payments/refresh"


class NotConfigured(Conflict):
    code = "payments_not_configured"

    def __init__(self) -> None:
        super().__init__("This server takes no payments; put payment off and publish paid tiers as not yet on sale.")


@dataclass(frozen=True)
class Onboarding:
    """Where the person goes on at Stripe, soon and once; `is_new` when the account was made now."""

    account_id: str
    url: str
    is_new: bool


@dataclass(frozen=True)
class Payments:
    """Stripe, and our own address as people's browsers reach it."""

    stripe: Stripe
    address: str

    def link_back(self, path: str, session_id: str | None) -> str:
        return self.address + path + (f"?{urlencode({'session': session_id})}" if session_id else "")


async def connect(
    database: Database, payments: Payments | None, principal: Principal, session: sessions.Key | None = None
) -> Onboarding:
    """The organization's account, made if there is none that is connected, and a link to go on with it.

    Whoever asks at the same moment, or again after a crash, gets the same account: the key is the organization's.
    Raises NotConfigured, NotFound for a session the caller cannot see, and what Stripe raises.
    """
    if payments is None:
        raise NotConfigured
    async with database.transaction(principal) as tx:
        back = (await sessions.get(tx, session)).session_id if session is not None else None
        known = await accounts.own(tx)
    try:
        return await _linked(database, payments, principal, known, back)
    except AccountGone:
        if known is None:
            raise
    # Nobody has told us: ask, and if it is so, go on with a new one.
    await reread(database, payments.stripe, known.account_id)
    async with database.transaction(principal) as tx:
        known = await accounts.own(tx)
    return await _linked(database, payments, principal, known, back)


async def reread(database: Database, stripe: Stripe, account: str) -> None:
    """Ask Stripe and write down what it says. Raises Unavailable or PaymentRefused."""
    async with database.service() as tx:
        reading = await accounts.next_reading(tx)
    asked_at = datetime.now(UTC)
    try:
        found = await stripe.account(account)
    except AccountGone:
        async with database.service() as tx:
            await accounts.lose(tx, account, reading, asked_at)
        return
    async with database.service() as tx:
        await accounts.learn(tx, found, reading, asked_at)


async def _linked(
    database: Database, payments: Payments, principal: Principal, known: StripeAccount | None, back: str | None
) -> Onboarding:
    is_new = False
    if known is None or known.disconnected_at is not None:
        known, is_new = await _made(database, payments.stripe, principal, known)
    ways = (payments.link_back(path, back) for path in (RETURN, REFRESH))
    return Onboarding(known.account_id, await payments.stripe.onboarding_link(known.account_id, *ways), is_new)


async def _made(
    database: Database, stripe: Stripe, principal: Principal, lost: StripeAccount | None
) -> tuple[StripeAccount, bool]:
    name = f"account:{principal.organization_id}" + (f":after:{lost.account_id}" if lost else "")
    async with keys.kept(database, principal.organization_id, name) as key:
        made = await stripe.create_account(principal.organization_id, key)
    try:
        async with database.service() as tx:
            is_new = await accounts.keep(tx, principal.organization_id, made)
    except IntegrityError:
        raise Conflict("This Stripe account belongs to another organization.", "account_taken") from None
    async with database.transaction(principal) as tx:
        known = await accounts.own(tx)
    assert known is not None
    return known, is_new
