"""The way to Stripe, byte by byte: what is asked, what is tried again, and what an answer may not do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import parse_qs
from uuid import uuid4

import httpx
import pytest
import respx

from state.errors import Unavailable
from state.gateways.stripe import AccountGone, Key, MadeLink, PaymentRefused, Stripe, TierPrice

KEY = "sk_test_0123456789"
BASE = "https://stripe.example.com"
ACCOUNT = {"id": "acct_1", "object": "account", "charges_enabled": True, "created": 1_700_000_000}


@pytest.fixture
def wire():
    with respx.mock(base_url=f"{BASE}/v1", assert_all_called=False) as mocked:
        yield mocked


@pytest.fixture
async def stripe(wire) -> AsyncIterator[Stripe]:
    opened = Stripe(KEY, BASE)
    yield opened
    await opened.close()


def refusal(status: int, code: str | None = None, **headers: str) -> httpx.Response:
    error = {"type": "invalid_request_error", "message": f"No such key {KEY} of Anna Rossi", "code": code}
    return httpx.Response(status, json={"error": error}, headers=headers)


async def test_an_account_is_asked_for_with_its_key_and_our_organization(stripe, wire):
    made, organization = wire.post("/accounts").respond(json=ACCOUNT), uuid4()

    account = await stripe.create_account(organization, Key("account:1"))

    request = made.calls.last.request
    assert request.headers["authorization"] == f"Bearer {KEY}" and request.headers["idempotency-key"] == "account:1"
    asked = parse_qs(request.content.decode())
    assert asked == {"type": ["standard"], "metadata[organization_id]": [str(organization)]}
    assert (account.id, account.charges_enabled, account.payouts_enabled) == ("acct_1", True, False)


async def test_prices_and_links_are_made_on_the_connected_account(stripe, wire):
    prices = wire.post("/prices").respond(json={"id": "price_1", "object": "price"})
    links = wire.post("/payment_links").respond(json={"id": "plink_1", "object": "payment_link", "url": "https://x.y"})

    price = await stripe.price("acct_1", TierPrice("VIP", 8000, "EUR"), Key("a"))
    made = await stripe.payment_link("acct_1", price, 40, {"tier": "VIP"}, Key("b"))
    assert made == MadeLink("plink_1", "https://x.y")

    assert {call.request.headers["stripe-account"] for call in [*prices.calls, *links.calls]} == {"acct_1"}
    assert parse_qs(prices.calls.last.request.content.decode())["unit_amount"] == ["8000"]
    sold = parse_qs(links.calls.last.request.content.decode())
    assert sold["restrictions[completed_sessions][limit]"] == ["40"] and sold["line_items[0][quantity]"] == ["1"]


async def test_a_link_is_closed_on_the_connected_account_each_time_anew(stripe, wire):
    sold = {"completed_sessions": {"count": 7, "limit": 40}}
    closing = wire.post("/payment_links/plink_1").respond(json={"id": "plink_1", "restrictions": sold})

    assert [await stripe.close_link("acct_1", "plink_1"), await stripe.close_link("acct_1", "plink_1")] == [7, 7]

    first, second = (call.request for call in closing.calls)
    assert parse_qs(first.content.decode()) == {"active": ["false"]} and first.headers["stripe-account"] == "acct_1"
    assert first.headers["idempotency-key"] != second.headers["idempotency-key"]


@pytest.mark.parametrize(
    "restrictions", [None, {}, {"completed_sessions": None}, {"completed_sessions": {"count": "7"}}]
)
async def test_a_link_that_does_not_tell_what_it_sold_has_sold_nothing(stripe, wire, restrictions):
    wire.post("/payment_links/plink_1").respond(json={"id": "plink_1", "restrictions": restrictions})

    assert await stripe.close_link("acct_1", "plink_1") == 0


async def test_an_answer_that_names_another_account_speaks_of_the_one_that_was_asked_for(stripe, wire):
    wire.get("/accounts/acct_1").respond(json=ACCOUNT | {"id": "acct_of_somebody_else"})

    assert (await stripe.account("acct_1")).id == "acct_1"


PAGE = httpx.Response(504, html="<html>a gateway on the way</html>")
MOVING = ["account:1", "account:1:1", "account:1:2"]


@pytest.mark.parametrize(
    ("answer", "keys"),
    [(refusal(status), ["account:1"] * 3) for status in (409, 429)]
    + [(refusal(status), MOVING) for status in (500, 502, 503)]
    + [(PAGE, ["account:1"] * 3), (httpx.ReadTimeout("silence"), ["account:1"] * 3)],
)
async def test_what_may_pass_is_tried_three_times_with_another_key_only_after_an_error(stripe, wire, answer, keys):
    calls = wire.post("/accounts").mock(side_effect=[answer] * 3)

    with pytest.raises(Unavailable) as away:
        await stripe.create_account(uuid4(), Key("account:1"))

    assert [call.request.headers["idempotency-key"] for call in calls.calls] == keys
    assert KEY not in str(away.value) and "Anna" not in str(away.value) and away.value.__cause__ is None


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [(403, "account_invalid", AccountGone), (404, "resource_missing", AccountGone), (403, None, PaymentRefused),
     (404, None, PaymentRefused), (400, "parameter_invalid", PaymentRefused), (402, "card_declined", PaymentRefused)],
)  # fmt: skip
async def test_a_refusal_is_final_and_repeats_nothing_of_what_stripe_says(stripe, wire, status, code, kind, capsys):
    calls = wire.get("/accounts/acct_1").mock(return_value=refusal(status, code))

    with pytest.raises(kind) as refused:
        await stripe.account("acct_1")

    assert type(refused.value) is kind and calls.call_count == 1
    told = str(refused.value) + capsys.readouterr().err
    assert KEY not in told and "Anna" not in told


@pytest.mark.parametrize("asked", ["0", "1", "9999", "soon", "-1"])
async def test_how_long_stripe_asks_to_wait_counts_within_reason(stripe, wire, asked):
    answers = [refusal(429, **{"Retry-After": asked}), httpx.Response(200, json=ACCOUNT)]
    wire.get("/accounts/acct_1").mock(side_effect=answers)

    assert (await stripe.account("acct_1")).charges_enabled


async def test_a_connection_that_fails_is_tried_again(stripe, wire):
    wire.get("/accounts/acct_1").mock(side_effect=[httpx.ConnectError("no"), httpx.Response(200, json=ACCOUNT)])

    assert (await stripe.account("acct_1")).charges_enabled
