"""The way to Stripe, by its own client over httpx. Nobody else uses that package.

Each call is tried again as long as Stripe is away, busy or out of order, and not for longer than `seconds` in all: with
the same idempotency key while nobody knows what came of it, with the next one after an error, which Stripe repeats.
What Stripe says of a refusal may quote keys and people, so none of it goes into an error or a log: its own short code
does.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import structlog

from state.errors import Conflict, Unavailable

if TYPE_CHECKING:
    import stripe as stripe_package

CALL_SECONDS = 10.0
# Before the second and third attempt; what Retry-After asks for counts up to the longest pause.
_PAUSES = (0.2, 0.8)
_LONGEST_PAUSE = 2.0
# What may be otherwise in a moment: another request of this key is under way, too many requests, anything of theirs.
_FLEETING = {409, 429}
# Errors from before Stripe has begun, or while another request of this key is under way: the key is as good as before.
_NOT_BEGUN = {401, 409, 429}
_GONE = {"account_invalid", "resource_missing"}
_CODE_LENGTH = 100
_NAME = re.compile("[!-~]{1,255}")
_MOST_DUE = 200
_LISTS = ("currently_due", "eventually_due", "past_due", "pending_verification")
_AWAY = "Stripe cannot be reached at the moment. Please try again."

log = structlog.get_logger(__name__)

# Of Stripe's client and the options of one attempt.
Call = Callable[[Any, Any], Awaitable[Any]]


class PaymentRefused(Conflict):
    """Stripe has understood, and will not do it; asking again does not help."""

    code = "payment_refused"


class AccountGone(PaymentRefused):
    """The connected account is closed, or has taken its connection back."""

    code = "account_gone"


@dataclass(frozen=True)
class Account:
    """A connected account as Stripe knows it: what it may do and what is still needed of it, and no person's data."""

    id: str
    charges_enabled: bool = False
    payouts_enabled: bool = False
    details_submitted: bool = False
    requirements: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Account:
        """From Stripe's own object, in an answer or in a delivery."""
        return cls(
            id=str(given["id"]),
            charges_enabled=given.get("charges_enabled") is True,
            payouts_enabled=given.get("payouts_enabled") is True,
            details_submitted=given.get("details_submitted") is True,
            requirements=_requirements(given.get("requirements")),
        )


def _requirements(given: object) -> dict[str, Any]:
    """Names of what is due, never values."""
    if not isinstance(given, Mapping):
        return {}
    listed = {name: [each for each in _list(given.get(name)) if _is_name(each)][:_MOST_DUE] for name in _LISTS}
    reason, deadline = given.get("disabled_reason"), given.get("current_deadline")
    return listed | {
        "disabled_reason": reason if _is_name(reason) else None,
        "current_deadline": deadline if isinstance(deadline, int) else None,
    }


def _list(given: object) -> list[Any]:
    return given if isinstance(given, list) else []


def _is_name(given: object) -> bool:
    return isinstance(given, str) and _NAME.fullmatch(given) is not None


@dataclass(frozen=True)
class TierPrice:
    """What one ticket costs on the connected account: `amount` in the units Stripe counts the currency in."""

    name: str
    amount: int
    currency: str


@dataclass(frozen=True)
class MadeLink:
    """A Payment Link that is there, and the address where it is paid by."""

    id: str
    url: str


@dataclass
class Key:
    """An idempotency key. It moves on when Stripe has answered with an error, and not while that is unknown."""

    name: str
    attempt: int = 0

    def __str__(self) -> str:
        return f"{self.name}:{self.attempt}" if self.attempt else self.name

    def hear(self, error: Any) -> None:
        if _is_told(error) and error.http_status not in _NOT_BEGUN:
            self.attempt += 1


class Stripe:
    """Stripe with our key. `base_url` (without /v1) leads elsewhere than to Stripe's own address."""

    def __init__(self, key: str, base_url: str | None = None, seconds: float = CALL_SECONDS) -> None:
        self._key, self._base_url, self._seconds = key, base_url, seconds
        self._made: stripe_package.StripeClient | None = None
        self._http: stripe_package.HTTPXClient | None = None
        self._making = asyncio.Lock()

    async def close(self) -> None:
        if self._http is not None:
            await self._http.close_async()

    async def create_account(self, organization: UUID, key: Key) -> Account:
        """The same account again for the same key."""
        params: Any = {"type": "standard", "metadata": {"organization_id": str(organization)}}
        made = await self._call(lambda client, options: client.v1.accounts.create_async(params, options), key)
        return Account.of(made.to_dict())

    async def account(self, account: str) -> Account:
        """As it is now. Raises AccountGone."""
        found = await self._call(lambda client, _: client.v1.accounts.retrieve_async(account))
        # Written down under the name it was asked for, whatever an answer calls itself.
        return replace(Account.of(found.to_dict()), id=account)

    async def onboarding_link(self, account: str, return_url: str, refresh_url: str) -> str:
        """Good for one visit within minutes, so that each call makes one; only its own attempts share a key."""
        params: Any = {
            "account": account,
            "type": "account_onboarding",
            "return_url": return_url,
            "refresh_url": refresh_url,
        }
        key = Key(f"account_link:{account}:{uuid4()}")
        return (
            await self._call(lambda client, options: client.v1.account_links.create_async(params, options), key)
        ).url

    async def price(self, account: str, tier: TierPrice, key: Key) -> str:
        """The id of a price, with a product of its own, on the connected account."""
        params: Any = {
            "currency": tier.currency.lower(),
            "unit_amount": tier.amount,
            "product_data": {"name": tier.name},
        }
        made = await self._call(lambda client, options: client.v1.prices.create_async(params, options), key, account)
        return made.id

    async def payment_link(
        self, account: str, price: str, most: int, metadata: Mapping[str, str], key: Key
    ) -> MadeLink:
        """Where this is sold, `most` times and then no more."""
        params: Any = {
            "line_items": [{"price": price, "quantity": 1}],
            "restrictions": {"completed_sessions": {"limit": most}},
            "metadata": dict(metadata),
        }
        made = await self._call(
            lambda client, options: client.v1.payment_links.create_async(params, options), key, account
        )
        return MadeLink(made.id, made.url)

    async def close_link(self, account: str, link: str) -> int:
        """Nobody can begin to pay by it any more; how often it was sold. Again changes nothing."""
        params: Any = {"active": False}
        # Not the same for ever: an answer of long ago would close nothing.
        key = Key(f"close_link:{link}:{uuid4()}")
        closed = await self._call(
            lambda client, options: client.v1.payment_links.update_async(link, params, options), key, account
        )
        return _times_sold(closed.to_dict())

    async def _call(self, call: Call, key: Key | None = None, account: str | None = None) -> Any:
        """On the connected `account`, where one is given. Raises Unavailable, PaymentRefused or AccountGone."""
        try:
            async with asyncio.timeout(self._seconds):
                client = await self._client()
                for pause in (*_PAUSES, None):
                    try:
                        return await call(client, _options(key, account))
                    except _package().StripeError as error:
                        if key:
                            key.hear(error)
                        wait = _wait(error, pause)
                        if wait is None:
                            raise _refusal(error) from None
                    await asyncio.sleep(wait)
        except TimeoutError:
            log.warning("stripe_too_slow")
        raise Unavailable(_AWAY)

    async def _client(self) -> stripe_package.StripeClient:
        async with self._making:
            # In a thread: meanwhile others are served.
            self._made = self._made or await asyncio.to_thread(self._make)
            return self._made

    def _make(self) -> stripe_package.StripeClient:
        package = _package()
        # An attempt that hangs leaves time for another.
        self._http = package.HTTPXClient(timeout=self._seconds * 0.45)
        addresses: Any = {"api": self._base_url} if self._base_url else None
        return package.StripeClient(self._key, base_addresses=addresses, max_network_retries=0, http_client=self._http)


def _package() -> Any:
    """Imported when payments are first used: it takes about as long as all else that a process imports."""
    import stripe

    # What it says of its requests holds addresses with accounts in them.
    logging.getLogger("stripe").setLevel(logging.ERROR)
    return stripe


def _options(key: Key | None, account: str | None) -> dict[str, str]:
    return ({"idempotency_key": str(key)} if key else {}) | ({"stripe_account": account} if account else {})


def _times_sold(link: Mapping[str, Any]) -> int:
    match link:
        case {"restrictions": {"completed_sessions": {"count": int(count)}}}:
            return count
        case _:
            return 0


def _is_told(error: Any) -> bool:
    """Whether it is an answer of Stripe's own, and not silence, or a gateway's page on the way."""
    return isinstance(error.json_body, Mapping) and "error" in error.json_body


def _is_fleeting(error: Any) -> bool:
    """Whether another attempt may do: no answer, none that can be read, or one that says so."""
    package, status = _package(), error.http_status or 0
    return isinstance(error, package.APIConnectionError | package.APIError) or status in _FLEETING or status >= 500


def _wait(error: Any, pause: float | None) -> float | None:
    """Seconds until the next attempt; None when there should be none."""
    if pause is None or not _is_fleeting(error):
        return None
    asked = str(error.headers.get("retry-after", ""))
    return min(float(asked), _LONGEST_PAUSE) if asked.isdecimal() else pause


def _refusal(error: Any) -> Exception:
    status, code = error.http_status, _code(error)
    known = {"kind": type(error).__name__, "status": status, "code": code, "request": error.request_id}
    if status == 401:
        log.error("stripe_key_refused", **known)
        return Unavailable("Payments are not available at the moment. Please try again later.", retry_after=60)
    if _is_fleeting(error):
        log.warning("stripe_away", **known)
        return Unavailable(_AWAY)
    log.warning("stripe_refused", **known)
    if code in _GONE:
        return AccountGone("This Stripe account is closed, or no longer connected; connect one again.")
    return PaymentRefused("Stripe does not accept this; look at your account's dashboard at Stripe.")


def _code(error: Any) -> str:
    """Read from the answer itself: not every class of error takes it over."""
    body = error.json_body
    told = body.get("error") if isinstance(body, Mapping) else None
    code = told.get("code") if isinstance(told, Mapping) else None
    return code[:_CODE_LENGTH] if isinstance(code, str) else ""
