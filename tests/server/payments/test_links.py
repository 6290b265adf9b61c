"""Payment Links follow what an event sells: nobody pays by one that the event no longer shows."""

from __future__ import annotations

import asyncio
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from server.jobs import payment_links
from server.jobs.job import Hopeless, Order
from state.errors import Unavailable
from state.events import publication
from state.events.publication import Which
from state.payments import links
from state.values import Principal
from tests.server.payments.delivering import orders, without_key, work
from tests.server.payments.test_onboarding import IDLE
from tests.server.payments.test_sales import NOT_PUT_OFF, tiers
from tests.server.published import alter, published
from tests.state.test_outbox import run

JOB = "payment_links"
BY_CLOCK = Order(None, {})
KNOWN = "select link_id, closed_at is not null, sold, error from payment_links where event_id = %s order by created_at"


@pytest.fixture(autouse=True)
def empty(database_url):
    run(database_url, "truncate jobs.procrastinate_jobs restart identity cascade")


class Sale:
    """A published event of somebody's with two paid tiers, and what Stripe sells of it."""

    def __init__(self, seller, stripe, means, database_url: str, slug: str) -> None:
        self.http, self.stripe, self.means, self.url, self.slug = seller.http, stripe, means, database_url, slug
        [(self.event,)] = run(database_url, "select id from events where slug = %s", slug)

    async def work(self) -> None:
        await work(self.means, self.url, JOB)

    def tiers(self) -> list[dict[str, Any]]:
        return tiers(self.url, self.slug)

    def links(self, **members: Any) -> list[dict[str, Any]]:
        """As Stripe knows them."""
        mine = [link for link in self.stripe.links.values() if link["metadata"]["event_id"] == str(self.event)]
        return [link for link in mine if members.items() <= link.items()]

    def alive(self) -> dict[str, str]:
        """Where each tier can be paid for."""
        return {link["metadata"]["tier"]: link["url"] for link in self.links(active=True)}

    def shown(self) -> dict[str, str]:
        return {tier["name"]: tier["url"] for tier in self.tiers() if "url" in tier}

    async def patch(self, **members: Any) -> None:
        answer = await self.http.patch(f"/events/{self.event}", json=members)
        assert answer.status_code == 200, answer.text

    async def post(self, what: str) -> None:
        answer = await self.http.post(f"/events/{self.event}/{what}")
        assert answer.status_code == 200, answer.text

    async def delete(self) -> None:
        assert (await self.http.delete(f"/events/{self.event}")).status_code == 200


@pytest.fixture
async def sale(seller, stripe, means, database_url) -> Sale:
    begun = Sale(seller, stripe, means, database_url, await published(seller, ticketSetup=NOT_PUT_OFF))
    await begun.work()
    assert set(begun.alive()) == {"VIP", "General"} and begun.alive() == begun.shown()
    stripe.reset()
    return begun


CHANGES = {
    "price": {"price": "175.00"},
    "quantity": {"quantity": 30},
    "name": {"name": "Front row"},
    "off sale": {"on_sale": False},
}


@pytest.mark.parametrize("how", CHANGES)
async def test_a_tier_that_changes_is_not_paid_for_by_its_old_link_and_the_other_is(sale, how):
    vip, general = sale.tiers()
    await sale.patch(ticket_tiers=[vip | CHANGES[how], general])
    await sale.work()

    assert sale.alive() == {"General": general["url"]} == sale.shown()


async def test_tiers_in_another_currency_are_not_paid_for_by_their_old_links(sale):
    await sale.patch(ticket_tiers=[tier | {"currency": "USD"} for tier in sale.tiers()])
    await sale.work()

    assert sale.alive() == {} == sale.shown()


async def test_a_tier_that_is_removed_is_not_paid_for(sale):
    _, general = sale.tiers()
    await sale.patch(ticket_tiers=[general])
    await sale.work()

    assert sale.alive() == {"General": general["url"]} == sale.shown()


async def test_what_a_link_is_not_about_leaves_it_alone(sale):
    vip, general = sale.tiers()
    await sale.patch(ticket_tiers=[vip | {"description": "With a drink"}, general], name="Milan by Night")
    await sale.work()

    assert sale.stripe.calls == [] and sale.alive() == {tier["name"]: tier["url"] for tier in (vip, general)}


async def taken_down_by_an_operator(sale: Sale) -> None:
    async with sale.means.database.service() as tx:
        assert await publication.take_down(tx, Which(event=sale.event), rehearse=False)


async def completed(sale: Sale) -> None:
    alter(sale.url, sale.slug, status="completed")


async def removed_by_its_owner(sale: Sale) -> None:
    run(sale.url, "delete from wizard_sessions where event_id = %s", sale.event)
    run(sale.url, "delete from events where id = %s", sale.event)
    await payment_links.run(sale.means, BY_CLOCK)


ENDS = {
    "taken down": lambda sale: sale.post("unpublish"),
    "by an operator": taken_down_by_an_operator,
    "completed": completed,
    "cancelled": lambda sale: sale.patch(status="cancelled"),
    "archived": lambda sale: sale.delete(),
    "gone": removed_by_its_owner,
}


@pytest.mark.parametrize("how", ENDS)
async def test_an_event_nobody_sees_any_more_is_not_sold(sale, how, database_url):
    await ENDS[how](sale)
    await sale.work()

    assert sale.alive() == {}
    assert {call.account for call in sale.stripe.calls} == {sale.stripe.calls[0].account} != {None}
    if how != "gone":
        assert sale.shown() == {}
    assert orders(database_url, JOB) == []


async def test_a_page_put_up_again_sells_what_is_left_by_new_links(sale):
    before = sale.alive()
    sale.stripe.sell(*sale.links(url=before["VIP"]), 30)
    await sale.post("unpublish")
    await sale.work()
    await sale.post("publish")
    await sale.work()

    assert set(sale.alive()) == {"VIP", "General"} and sale.alive() == sale.shown()
    assert not set(sale.alive().values()) & set(before.values())
    limits = [link["restrictions"]["completed_sessions"]["limit"] for link in sale.links(active=True)]
    assert sorted(limits) == [10, 200]


async def test_a_page_put_up_again_at_once_never_went_off_sale(sale):
    before = sale.alive()
    await sale.post("unpublish")
    await sale.post("publish")
    await sale.work()

    assert sale.alive() == before == sale.shown() and sale.stripe.calls == []


async def test_an_event_brought_back_from_the_archive_is_sold_again(sale):
    await sale.delete()
    await sale.work()
    await sale.post("restore")
    await sale.work()

    assert set(sale.alive()) == {"VIP", "General"} and sale.alive() == sale.shown()


@pytest.mark.parametrize("is_settled_between", [True, False])
async def test_a_tier_put_on_sale_again_has_a_link_that_works(sale, is_settled_between):
    vip, general = sale.tiers()
    await sale.patch(ticket_tiers=[vip | {"on_sale": False}, general])
    if is_settled_between:
        await sale.work()
    await sale.post("sales")
    await sale.work()

    assert set(sale.alive()) == {"VIP", "General"} and sale.alive() == sale.shown()
    assert len(sale.links(active=True)) == 2


async def test_no_more_tickets_are_sold_at_a_new_price_than_there_are(sale):
    vip, general = sale.tiers()
    sale.stripe.sell(*sale.links(url=vip["url"]), 40)
    sale.stripe.sell(*sale.links(url=general["url"]), 150)
    await sale.patch(ticket_tiers=[tier | {"price": "90.00"} for tier in (vip, general)])
    await sale.work()
    await sale.post("sales")
    await sale.work()

    [left] = sale.links(active=True)
    assert (left["metadata"]["tier"], left["restrictions"]["completed_sessions"]["limit"]) == ("General", 50)
    assert [(tier["on_sale"], tier.get("url")) for tier in sale.tiers()] == [(False, None), (True, left["url"])]


@pytest.mark.parametrize("fault", [500, 429, "reset", "garbage"])
async def test_while_stripe_is_away_a_link_waits_to_be_taken_back(sale, database_url, fault):
    await sale.post("unpublish")
    [order] = orders(database_url, JOB)
    sale.stripe.plan, sale.stripe.plan_for = [fault] * 3, "/v1/payment_links/"
    with pytest.raises(Unavailable):
        await payment_links.run(sale.means, order)
    await payment_links.run(sale.means, order)
    assert sale.alive() == {} == sale.shown()

    asked = len(sale.stripe.calls)
    await payment_links.run(sale.means, order)
    assert len(sale.stripe.calls) == asked


async def test_what_a_job_that_died_left_is_taken_back_by_the_clock(sale, database_url):
    await sale.post("unpublish")
    orders(database_url, JOB)
    sale.stripe.plan = [500] * 6
    await payment_links.run(sale.means, BY_CLOCK)
    await payment_links.run(without_key(sale.means), BY_CLOCK)
    assert len(sale.alive()) == 2

    sale.stripe.plan = []
    await payment_links.run(sale.means, BY_CLOCK)
    assert sale.alive() == {} == sale.shown()


async def test_a_link_that_was_made_and_never_told_is_found_and_taken_back(seller, stripe, means, database_url):
    slug = await published(seller, ticketSetup=NOT_PUT_OFF)
    sale = Sale(seller, stripe, means, database_url, slug)
    stripe.plan, stripe.plan_for = ["reset"] * 3, "/v1/payment_links"
    with pytest.raises(Unavailable):
        await sale.work()
    assert len(sale.alive()) == 1

    await sale.post("unpublish")
    await sale.work()
    assert len(sale.links()) == 1 and sale.alive() == {}


async def test_an_event_taken_down_while_its_link_is_made_is_not_sold(seller, stripe, means, database_url):
    slug = await published(seller, ticketSetup=NOT_PUT_OFF)
    sale = Sale(seller, stripe, means, database_url, slug)
    stripe.when_linked = lambda: alter(database_url, slug, published_at=None)
    await sale.work()
    stripe.when_linked = None
    await sale.work()

    assert len(sale.links()) == 1 and sale.alive() == {} == sale.shown()


@pytest.mark.parametrize("is_by_clock", [False, True])
async def test_a_disconnected_account_s_links_are_written_off_and_not_asked_for_again(sale, database_url, is_by_clock):
    [(account,)] = run(database_url, "select distinct account_id from payment_links where event_id = %s", sale.event)
    sale.stripe.gone.add(account)
    await sale.post("unpublish")
    if is_by_clock:
        await payment_links.run(sale.means, BY_CLOCK)
    else:
        await sale.work()
    assert [tuple(row[1:]) for row in run(database_url, KNOWN, sale.event)] == [(True, None, "account_gone")] * 2
    assert sale.shown() == {}

    asked = len(sale.stripe.calls)
    await sale.work()
    await payment_links.run(sale.means, BY_CLOCK)
    assert len(sale.stripe.calls) == asked


async def test_another_account_sells_by_links_of_its_own(sale, database_url):
    [(old,)] = run(database_url, "select distinct account_id from payment_links where event_id = %s", sale.event)
    sale.stripe.gone.add(old)
    new = (await sale.http.post("/payments/account", json={})).json()["account_id"]
    await payment_links.run(sale.means, BY_CLOCK)

    accounts = "select account_id, closed_at is null, error from payment_links where event_id = %s"
    assert {*run(database_url, accounts, sale.event)} == {(old, False, "account_gone"), (new, True, None)}
    assert set(sale.shown()) == {"VIP", "General"} and set(sale.shown().values()) < {
        each["url"] for each in sale.links()
    }


async def test_a_link_stripe_will_not_take_back_is_shown_to_an_operator_and_stops_no_other(sale, database_url):
    await sale.post("unpublish")
    sale.stripe.plan, sale.stripe.plan_for = [400], "/v1/payment_links/"
    with pytest.raises(Hopeless, match="take back 1 of 2 links"):
        await sale.work()

    assert len(sale.alive()) == 1
    stuck, done = sorted(run(database_url, KNOWN, sale.event), key=lambda row: row[3] is None)
    assert (stuck[1:], done[1:]) == ((True, None, "payment_refused"), (True, 0, None))
    assert [link["id"] for link in sale.links(active=True)] == [stuck[0]]


async def test_without_a_key_any_more_links_wait_to_be_taken_back(sale, database_url):
    await sale.post("unpublish")
    [order] = orders(database_url, JOB)
    with pytest.raises(Unavailable):
        await payment_links.run(without_key(sale.means), order)


async def test_many_jobs_at_once_make_and_take_back_each_link_once(seller, stripe, means, database_url):
    slug = await published(seller, ticketSetup=NOT_PUT_OFF)
    sale = Sale(seller, stripe, means, database_url, slug)
    [order] = orders(database_url, JOB)
    await asyncio.gather(*(payment_links.run(means, order) for _ in range(3)))
    assert len(sale.links()) == 2 and sale.alive() == sale.shown()

    await sale.post("unpublish")
    await asyncio.gather(*(payment_links.run(means, order) for _ in range(3)))
    assert len(sale.links()) == 2 and sale.alive() == {} == sale.shown()


async def test_who_takes_a_page_down_waits_for_the_row_of_a_link_that_is_begun(
    seller, stripe, means, database, database_url
):
    sale = Sale(seller, stripe, means, database_url, await published(seller, ticketSetup=NOT_PUT_OFF))
    orders(database_url, JOB)
    down = "update events set published_at = null where id = %s"
    async with database.service() as tx:
        assert await links.next_wanted(tx, sale.event)
        with psycopg.connect(database_url, options="-c lock_timeout=100ms") as impatient:
            with pytest.raises(psycopg.errors.LockNotAvailable):
                impatient.execute(down, [sale.event])
    run(database_url, down, sale.event)

    assert len(orders(database_url, JOB)) == 1


async def test_no_transaction_is_open_while_a_link_is_taken_back(sale, database_url):
    seen: list[int] = []
    sale.stripe.when_asked = lambda: seen.append(run(database_url, IDLE)[0][0])
    await sale.post("unpublish")
    await sale.work()

    assert seen == [0, 0]


async def test_a_change_by_sql_orders_the_job_too_and_its_rollback_takes_it_back(sale, seller, database, database_url):
    off = text("update events set ticket_tiers = '[]' where id = :event")
    with pytest.raises(RuntimeError):
        async with database.transaction(Principal(seller.user, seller.user)) as tx:
            await tx.execute(off, {"event": sale.event})
            raise RuntimeError
    assert orders(database_url, JOB) == []

    async with database.transaction(Principal(seller.user, seller.user)) as tx:
        await tx.execute(off, {"event": sale.event})
    # In nobody's name: a person's jobs end when he is erased.
    assert orders(database_url, JOB) == [Order(None, {"event_id": sale.event})]
