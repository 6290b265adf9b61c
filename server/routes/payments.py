"""The organization's account at Stripe, and where Stripe sends people's browsers afterwards."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import AliasChoices, BaseModel, ConfigDict, Field
from starlette.responses import RedirectResponse

from server.dependencies import Caller, Resources, Tx
from server.documentation import refusals
from state.payments import accounts, onboarding
from state.payments.accounts import StripeAccount
from state.payments.onboarding import REFRESH, RETURN, NotConfigured
from state.wizard import sessions

router = APIRouter(prefix="/payments/account", tags=["payments"])
browsers = APIRouter(include_in_schema=False)


class Wish(BaseModel):
    """The setup that the person comes back to; without one, to all of them."""

    model_config = ConfigDict(
        extra="forbid", loc_by_alias=False, json_schema_extra={"examples": [{"session_id": "milan-nights-2027"}, {}]}
    )

    session_id: str | None = Field(
        None, min_length=1, max_length=255, validation_alias=AliasChoices("session_id", "sessionId")
    )


class OnboardingLink(BaseModel):
    """Where the person goes on at Stripe: once, within minutes."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "account_id": "acct_1Nv0FGQ9RKHgCVdK",
                    "onboarding_url": "https://connect.stripe.com/setup/s/acct_1Nv0",
                }
            ]
        }
    )

    account_id: str
    onboarding_url: str


class AccountView(BaseModel):
    """What the organization's account may do. Without one, `account_id` is null; `requirements` are Stripe's names.

    `configured` says whether this server can connect one.
    """

    account_id: str | None
    charges_enabled: bool
    payouts_enabled: bool
    requirements: dict[str, Any]
    configured: bool


@router.post(
    "",
    status_code=201,
    summary="Connect a Stripe account, or go on with it",
    responses={200: {"model": OnboardingLink, "description": "The account was there; a new link to go on with it."}}
    | refusals(404, 409, body=True),
)
async def connect_account(
    held: Resources, caller: Caller, response: Response, body: Wish | None = None
) -> OnboardingLink:
    """The account of the caller's organization, made once, and a link for a person's browser."""
    link = await onboarding.connect(held.database, held.payments, caller, body.session_id if body else None)
    response.status_code = 201 if link.is_new else 200
    return OnboardingLink(account_id=link.account_id, onboarding_url=link.url)


@router.get("", summary="See what the Stripe account may do", responses=refusals())
async def read_account(held: Resources, tx: Tx) -> AccountView:
    """As Stripe last told."""
    return _view(held, await accounts.own(tx))


@router.post("/refresh", summary="Ask Stripe what the account may do", responses=refusals(409))
async def refresh_account(held: Resources, caller: Caller) -> AccountView:
    """For a person who has just come back from Stripe; its deliveries may take a moment."""
    if held.payments is None:
        raise NotConfigured
    async with held.database.transaction(caller) as tx:
        known = await accounts.own(tx)
    if known is None:
        return _view(held, None)
    await onboarding.reread(held.database, held.payments.stripe, known.account_id)
    async with held.database.transaction(caller) as tx:
        return _view(held, await accounts.own(tx))


# A browser brings no token here, and learns nothing: it is sent on to the page, which has one.
Session = Annotated[str | None, Query(alias="session")]


@browsers.get(RETURN)
async def returned(session: Session = None) -> Response:
    return _to_the_page(session, "returned")


@browsers.get(REFRESH)
async def used_up(session: Session = None) -> Response:
    return _to_the_page(session, "again")


def _to_the_page(session: str | None, came: str) -> Response:
    """An address of our own page, whatever is asked for: who is sent elsewhere was not sent by us."""
    known = session is not None and sessions.is_legal(session)
    return RedirectResponse(f"/?thread={session}&payments={came}" if known else "/?events", 303)


def _view(held: Resources, known: StripeAccount | None) -> AccountView:
    is_connected = known is not None and known.disconnected_at is None
    return AccountView(
        account_id=known.account_id if known and is_connected else None,
        charges_enabled=bool(known and is_connected and known.charges_enabled),
        payouts_enabled=bool(known and is_connected and known.payouts_enabled),
        requirements=dict(known.requirements) if known and is_connected else {},
        configured=held.payments is not None,
    )
