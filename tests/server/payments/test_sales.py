"""Tickets of a published event: a link per paid tier where money can be taken, and never one that leads nowhere."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
import pytest

from server.jobs import payment_links
from server.jobs.job import Hopeless
from state.errors import Unavailable
from state.gateways.stripe import PaymentRefused
from state.payments.sales import charged
from tests.server.payments.delivering import orders, without_key, work
from tests.server.published import alter, published
from tests.state.test_outbox import run

TIERS = "select ticket_tiers from events where slug = %s"
NOT_PUT_OFF = {"payment": {"deferred": False}}


@pytest.fixture(autouse=True)
def empty(database_url):
    run(database_url, "truncate jobs.procrastinate_jobs restart identity cascade")


def tiers(database_url: str, slug: str) -> list[dict[str, Any]]:
    [(stored,)] = run(database_url, TIERS, slug)
    return stored


async def page(server: str, slug: str) -> str:
    async with httpx.AsyncClient(base_url=server) as stranger:
        return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", (await stranger.get(f"/e/{slug}")).text))


async def test_each_paid_tier_gets_its_link_limited_to_its_tickets(seller, stripe, means, server, database_url):
    slug = await published(seller, ticketSetup=NOT_PUT_OFF)
    assert "On sale shortly" in await page(server, slug)
    await work(means, database_url, "payment_links")

    sold = {tier["name"]: tier for tier in tiers(database_url, slug)}
    links = {link["metadata"]["tier"]: link for link in stripe.links.values()}
    assert {name: tier["url"] for name, tier in sold.items()} == {name: links[name]["url"] for name in sold}
    assert {name: link["restrictions"]["completed_sessions"]["limit"] for name, link in links.items()} == {
        "VIP": 40,
        "General": 200,
    }
    amounts = {stripe.prices[link["price"]]["unit_amount"] for link in stripe.links.values()}
    assert amounts == {15000, 6000}
    [account] = {call.account for call in stripe.calls}
    assert stripe.accounts[account]["metadata"]["organization_id"] == str(seller.user)
    async with httpx.AsyncClient(base_url=server) as stranger:
        shown = (await stranger.get(f"/e/{slug}")).text
    assert all(f'href="{tier["url"]}"' in shown for tier in sold.values()) and "InStock" in shown


async def test_payment_put_off_publishes_paid_tiers_as_not_on_sale(seller, stripe, server, database_url):
    slug = await published(seller, ticketSetup={"payment": {"deferred": True}})

    assert [tier["on_sale"] for tier in tiers(database_url, slug)] == [False, False]
    assert orders(database_url, "payment_links") == []
    assert (await page(server, slug)).count("Not on sale yet") == 2


async def test_tickets_put_off_are_put_on_sale_by_a_person_later(seller, stripe, means, server, database_url):
    slug = await published(seller, ticketSetup={"payment": {"deferred": True}})
    [event] = [each for each in (await seller.http.get("/events")).json()["events"] if each["slug"] == slug]

    begun = await seller.http.post(f"/events/{event['id']}/sales")
    await work(means, database_url, "payment_links")
    again = await seller.http.post(f"/events/{event['id']}/sales")

    assert (begun.status_code, again.status_code) == (200, 200)
    sold = tiers(database_url, slug)
    assert again.json()["ticket_tiers"] == sold and {tier["url"] for tier in sold} == {
        link["url"] for link in stripe.links.values() if link["metadata"]["event_id"] == event["id"]
    }
    assert orders(database_url, "payment_links") == []


async def test_a_price_that_changes_loses_its_link_until_it_is_put_on_sale_again(seller, stripe, means, database_url):
    slug = await published(seller, ticketSetup=NOT_PUT_OFF)
    await work(means, database_url, "payment_links")
    [event] = [each for each in (await seller.http.get("/events")).json()["events"] if each["slug"] == slug]
    dearer, other = tiers(database_url, slug)

    changed = await seller.http.patch(
        f"/events/{event['id']}", json={"ticket_tiers": [dearer | {"price": "175.00"}, other]}
    )
    await seller.http.post(f"/events/{event['id']}/sales")
    await work(means, database_url, "payment_links")

    now = changed.json()["event"]["ticket_tiers"]
    assert ("url" in now[0], now[0]["on_sale"]) == (False, False) and now[1] == other
    renewed, same = tiers(database_url, slug)
    assert renewed["url"] != dearer["url"] and same == other
    [link] = [each for each in stripe.links.values() if each["url"] == renewed["url"]]
    assert stripe.prices[link["price"]]["unit_amount"] == 17500


async def test_tickets_go_on_sale_only_where_money_can_be_taken_and_by_the_organization_itself(
    anna, person, seller, stripe, database_url
):
    poor = person()
    slug = await published(poor)
    [event] = (await poor.http.get("/events")).json()["events"]
    unpaid = await poor.http.post(f"/events/{event['id']}/sales")
    member = {"user_id": str(seller.user), "role": "custom", "permissions": "admin"}
    await poor.http.post(f"/events/{event['id']}/team", json=member)
    elsewhere = await seller.http.post(f"/events/{event['id']}/sales")
    stranger = await person().http.post(f"/events/{event['id']}/sales")

    assert (unpaid.status_code, unpaid.json()["code"]) == (409, "payment_not_connected")
    assert (elsewhere.status_code, stranger.status_code) == (403, 404)
    assert orders(database_url, "payment_links") == [] and not any("url" in tier for tier in tiers(database_url, slug))


async def test_free_tiers_need_no_link(seller, stripe, database_url):
    free = {"tiers": [{"name": "Free", "price": "0", "quantity": 5}], "total_capacity": 5, "payment": None}
    slug = await published(seller, ticketSetup=free)

    assert [tier["on_sale"] for tier in tiers(database_url, slug)] == [True]
    assert orders(database_url, "payment_links") == []


async def test_run_again_at_any_point_the_same_things_are_made_once(seller, stripe, means, database_url):
    slug = await published(seller, ticketSetup=NOT_PUT_OFF)
    [order] = orders(database_url, "payment_links")
    before = len(stripe.links)
    for plan in (["reset"] * 3, []):
        stripe.plan, stripe.plan_for = list(plan), "/v1/payment_links"
        try:
            await payment_links.run(means, order)
        except Unavailable:
            assert plan
    kept = tiers(database_url, slug)

    assert len(stripe.links) - before == 2
    assert {tier["url"] for tier in kept} <= {link["url"] for link in stripe.links.values()}
    asked = len(stripe.calls)
    await payment_links.run(means, order)
    assert len(stripe.calls) == asked and tiers(database_url, slug) == kept


async def test_every_call_has_a_key_that_is_the_same_for_the_same_tier(seller, stripe, means, database_url):
    slug = await published(seller, ticketSetup=NOT_PUT_OFF)
    [order] = orders(database_url, "payment_links")
    await payment_links.run(means, order)
    sold, keys = tiers(database_url, slug), [call.key for call in stripe.calls]
    # As if the process had died before it wrote down what Stripe had made.
    unlinked = [{name: value for name, value in tier.items() if name != "url"} for tier in sold]
    run(database_url, "update payment_links set link_id = null, url = null where organization_id = %s", seller.user)
    alter(database_url, slug, ticket_tiers=unlinked)
    await payment_links.run(means, order)

    assert None not in keys and len(set(keys)) == 4
    assert [call.key for call in stripe.calls] == keys * 2 and tiers(database_url, slug) == sold


async def test_an_error_that_stripe_repeats_for_a_key_is_got_over_by_the_next_key(seller, stripe, means, database_url):
    slug = await published(seller, ticketSetup=NOT_PUT_OFF)
    [order] = orders(database_url, "payment_links")
    before = len(stripe.links)
    stripe.plan, stripe.plan_for = [500] * 3, "/v1/payment_links"
    with pytest.raises(Unavailable):
        await payment_links.run(means, order)
    await payment_links.run(means, order)

    assert all(tier["url"] for tier in tiers(database_url, slug)) and len(stripe.links) - before == 2
    keys = [call.key for call in stripe.called("/v1/payment_links")]
    assert len(set(keys)) == len(keys) == 5


async def test_after_an_error_silence_still_finds_what_was_made(seller, stripe, means, database_url):
    slug = await published(seller, ticketSetup=NOT_PUT_OFF)
    [order] = orders(database_url, "payment_links")
    before = len(stripe.links)
    stripe.plan, stripe.plan_for = [500, "reset", "garbage"], "/v1/payment_links"
    with pytest.raises(Unavailable):
        await payment_links.run(means, order)
    await payment_links.run(means, order)

    assert all(tier["url"] for tier in tiers(database_url, slug)) and len(stripe.links) - before == 2
    first, *same = [call.key for call in stripe.called("/v1/payment_links")][:4]
    assert len({*same}) == 1 and first not in same


async def test_a_tier_changed_while_its_link_was_made_does_not_get_it(seller, stripe, means, database_url):
    slug = await published(seller, ticketSetup=NOT_PUT_OFF)
    [order] = orders(database_url, "payment_links")
    changed = [tier | {"price": "99.00"} for tier in tiers(database_url, slug)]
    stripe.when_linked = lambda: alter(database_url, slug, ticket_tiers=changed)

    with pytest.raises(Unavailable):
        await payment_links.run(means, order)
    assert tiers(database_url, slug) == changed

    stripe.when_linked = None
    await payment_links.run(means, order)
    assert {stripe.prices[link["price"]]["unit_amount"] for link in list(stripe.links.values())[-2:]} == {9900}


async def test_a_tier_stripe_refuses_is_not_on_sale_and_the_others_are(seller, stripe, means, server, database_url):
    cheap = {
        "tiers": [{"name": "Cheap", "price": "0.20", "quantity": 5}, {"name": "Fair", "price": "20", "quantity": 5}],
        "total_capacity": 10,
    }
    slug = await published(seller, ticketSetup=cheap | NOT_PUT_OFF)
    [order] = orders(database_url, "payment_links")
    with pytest.raises(Hopeless, match="refuses 1 of 2"):
        await payment_links.run(means, order)

    cheapest, fair = tiers(database_url, slug)
    assert (cheapest["on_sale"], cheapest.get("url")) == (False, None)
    assert fair["on_sale"] and fair["url"].startswith("https://buy.stripe.com/")
    assert "Cheap 0.20 euros Not on sale yet" in await page(server, slug)


async def test_an_event_taken_down_meanwhile_is_not_sold(seller, stripe, means, database_url):
    slug = await published(seller, ticketSetup=NOT_PUT_OFF)
    alter(database_url, slug, published_at=None)
    await work(means, database_url, "payment_links")

    assert stripe.calls == []


async def test_without_a_key_any_more_the_tickets_wait(seller, means, database_url):
    await published(seller, ticketSetup=NOT_PUT_OFF)
    [order] = orders(database_url, "payment_links")
    with pytest.raises(Unavailable):
        await payment_links.run(without_key(means), order)


async def test_links_are_the_server_s_to_write_and_not_a_member_s(seller, database, database_url):
    from sqlalchemy import text

    from state.values import Principal

    slug = await published(seller, ticketSetup=NOT_PUT_OFF)
    [(event,)] = run(database_url, "select id from events where slug = %s", slug)
    assert isinstance(event, UUID)
    with pytest.raises(Exception, match="permission denied"):
        async with database.transaction(Principal(seller.user, seller.user)) as tx:
            await tx.execute(text("select app.settle_sales(:event, '{}', '{}')"), {"event": event})


@pytest.mark.parametrize(
    ("price", "currency", "amount"),
    [
        ("80.00", "EUR", 8000),
        ("0.01", "EUR", 1),
        ("12000", "JPY", 12000),
        ("1.230", "KWD", 1230),
        ("500", "ISK", 50000),
        ("5000", "UGX", 500000),
        ("12.50", "HUF", 1250),
        ("300", "TWD", 30000),
        ("90", "RSD", 9000),
        ("5000", "XOF", 5000),
        ("999999.99", "USD", 99_999_999),
    ],
)
def test_prices_are_told_in_the_units_stripe_counts_in(price, currency, amount):
    assert charged(Decimal(price), currency) == amount


@pytest.mark.parametrize(
    ("price", "currency"),
    [
        ("1.235", "KWD"),
        ("0.5", "ISK"),
        ("0.5", "UGX"),
        ("80.5", "JPY"),
        ("1000000.00", "USD"),
        ("0", "EUR"),
        ("0.001", "EUR"),
    ],
)
def test_what_stripe_cannot_charge_to_the_last_digit_is_refused_and_never_rounded(price, currency):
    with pytest.raises(PaymentRefused):
        charged(Decimal(price), currency)
