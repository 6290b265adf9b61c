"""Setting up payments in the form: to Stripe and back, what it still needs, and the way without it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Route, expect

from tests.browser.axe import barriers
from tests.browser.desk import Desk, Seen
from tests.browser.form import ALL, EVENT, ORGANIZER, TICKETS, VENUE, Form
from tests.fakes import stripe as fake_stripe
from tests.fakes.stripe import KEY, FakeStripe, event, signature
from tests.server.agui.process import Server, serving
from tests.server.payments.delivering import UPDATED, evt

FILLED = (ORGANIZER, EVENT, VENUE, TICKETS)
NOT_PUT_OFF = {"payment": {"deferred": False}}
OpenForm = Callable[..., Awaitable[Form]]


@pytest.fixture(scope="module")
def stripe() -> Iterator[FakeStripe]:
    with fake_stripe.serving() as fake:
        yield fake


@pytest.fixture(scope="module")
def server(browser: Browser, stripe: FakeStripe, database_url: str, tmp_path_factory) -> Iterator[Server]:
    settings = {
        "STRIPE_SECRET_KEY": KEY,
        "STRIPE_API_BASE": stripe.address,
        "STRIPE_WEBHOOK_SECRET": fake_stripe.SECRET,
    }
    with serving(database_url, tmp_path_factory.mktemp("data"), **settings) as started:
        yield started


@pytest.fixture
async def opened(browser: Browser, stripe: FakeStripe) -> AsyncIterator[OpenForm]:
    """Opens the tickets' form of a new setup; Stripe's own pages send the person straight back."""
    stripe.reset()
    context = await browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB", bypass_csp=True)
    context.set_default_timeout(15_000)
    seen = Seen()
    seen.watch(context)

    async def at_stripe(route: Route) -> None:
        link = stripe.called("/v1/account_links")[-1].params
        way = "refresh_url" if stripe.is_used_up else "return_url"
        await route.fulfill(status=303, headers={"Location": link[way]})

    await context.route("https://connect.stripe.com/**", at_stripe)

    async def form(at: Server, **values: Any) -> Form:
        async def desk(**who: Any) -> Desk:
            return await Desk.opened(context, at.address, **who)

        form = await Form.opened(desk, at, FILLED, FILLED[:3], **values)
        await form.show(TICKETS)
        return form

    yield form
    await context.close()
    assert seen.errors == []


def panel(form: Form) -> Any:
    return form.part.get_by_role("region", name="Payments")


async def test_to_stripe_and_back_and_then_tickets_can_be_sold(opened, server, stripe):
    form = await opened(server, ticketSetup=NOT_PUT_OFF)
    await expect(panel(form)).to_contain_text("Tickets that cost money are sold through Stripe.")
    assert await barriers(form.page) == []

    await form.button("Set up payments with Stripe").click()
    await expect(panel(form)).to_contain_text("Stripe still needs: business type, external account, tos acceptance")
    assert "payments=" not in form.page.url and form.desk.thread_id in form.page.url
    [account] = stripe.accounts
    stripe.enable(account)

    await form.button("Go on at Stripe").click()
    await expect(panel(form)).to_contain_text("Stripe is connected. Paid tickets go on sale when you publish.")
    await expect(form.button("Go on at Stripe")).to_have_count(0)
    await form.button("Complete and go on").click()
    await form.at(ALL[-1])


async def test_a_link_that_was_used_up_is_replaced_on_the_page(opened, server, stripe):
    form = await opened(server, ticketSetup=NOT_PUT_OFF)
    stripe.is_used_up = True
    await form.button("Set up payments with Stripe").click()

    await expect(panel(form)).to_contain_text("That link to Stripe was used up; get a new one here.")
    await expect(form.button("Go on at Stripe")).to_be_enabled()


async def test_payment_can_be_put_off_and_taken_up_again(opened, server, stripe):
    form = await opened(server, ticketSetup=NOT_PUT_OFF)
    await form.button("Put payment off").click()
    await form.has(TICKETS, payment={"deferred": True})
    await expect(panel(form)).to_contain_text("Payment is put off: paid tickets will be published as not yet on sale.")

    account = (await form.person.http.post("/payments/account", json={})).json()["account_id"]
    body = event(UPDATED, stripe.enable(account), evt())
    async with httpx.AsyncClient() as http:
        headers = {"Stripe-Signature": signature(body)}
        await http.post(f"{server.address}/webhooks/stripe", content=body, headers=headers)
    for _ in range(100):
        if (await form.person.http.get("/payments/account")).json()["charges_enabled"]:
            break
        await form.page.wait_for_timeout(50)
    await form.page.reload()

    await form.show(TICKETS)
    await form.button("Sell tickets from the start").click()
    await form.has(TICKETS, payment={"deferred": False})
    await expect(panel(form)).to_contain_text("Paid tickets go on sale when you publish.")


async def test_stripe_away_is_said_where_the_button_was_pressed(opened, server, stripe):
    form = await opened(server, ticketSetup=NOT_PUT_OFF)
    stripe.plan = [500] * 3
    await form.button("Set up payments with Stripe").click()

    await expect(panel(form).get_by_role("alert")).to_contain_text("Stripe cannot be reached")
    await expect(form.button("Set up payments with Stripe")).to_have_attribute("aria-busy", "false")


async def test_the_link_of_the_conversation_leads_there_too(opened, server, stripe):
    form = await opened(server, ticketSetup=NOT_PUT_OFF)
    await form.desk.say("connect Stripe")
    await form.desk.messages.get_by_role("link", name="Set up payments with Stripe").click()

    await expect(form.page.locator("section.conversation[aria-busy=false]")).to_be_visible(timeout=20_000)
    assert len(stripe.called("/v1/account_links")) == 1 and form.desk.thread_id in form.page.url


async def test_free_tickets_need_no_payments(opened, server):
    free = {"tiers": [{"name": "Free", "price": "0", "quantity": 5}], "total_capacity": 5}
    form = await opened(server, ticketSetup=free)

    await expect(panel(form)).to_have_count(0)


async def test_a_server_without_payments_says_so_and_offers_to_put_it_off(opened, database_url, tmp_path):
    with serving(database_url, tmp_path) as plain:
        form = await opened(plain, ticketSetup=NOT_PUT_OFF)
        await expect(panel(form)).to_contain_text("This server is not set up to take payments")
        await expect(form.button("Set up payments with Stripe")).to_have_count(0)
        await form.button("Put payment off").click()
        await form.has(TICKETS, payment={"deferred": True})
