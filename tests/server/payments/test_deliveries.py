"""Whatever the order deliveries come in, and whatever fails between: the mirror shows Stripe's newest truth."""

from __future__ import annotations

import asyncio
import random
import time
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from server.jobs import stripe_delivery
from server.jobs.job import Means
from state.errors import Unavailable
from state.gateways.stripe import Account
from state.payments import accounts
from tests.fakes.stripe import event
from tests.server.payments.delivering import UPDATED, connected, deliver, evt, orders, status, tell, without_key, work
from tests.state.test_outbox import run
from tests.state.worlds import STAGES

HISTORY: list[dict[str, Any]] = [
    {"charges_enabled": False, "payouts_enabled": False},
    {"charges_enabled": True, "payouts_enabled": False},
    {"charges_enabled": False, "payouts_enabled": True},
    {"charges_enabled": True, "payouts_enabled": True},
]
LEFT = "select count(*) from stripe_events where processed_at is null"


@pytest.fixture(autouse=True)
def empty(database_url):
    run(database_url, "truncate jobs.procrastinate_jobs restart identity cascade")


@pytest.fixture
def alone(means) -> Means:
    return without_key(means)


async def told(server: str, account: str, order: tuple[int, ...], *, twice: bool = True) -> None:
    """Deliver the moments of HISTORY in this order, each twice."""
    start = int(time.time())
    bodies = [event(UPDATED, {"id": account} | HISTORY[at], f"{account}_{at}", start + at) for at in order]
    for body in random.Random(str(order)).sample(bodies * (1 + twice), len(bodies) * (1 + twice)):
        assert (await deliver(server, body)).status_code == 200


@pytest.mark.parametrize("order", list(permutations(range(4)))[::5])
async def test_without_stripe_the_newest_delivery_counts_in_any_order(anna, server, alone, database_url, order):
    await told(server, await connected(anna), order)
    await work(alone, database_url)

    after = await status(anna)
    assert {name: after[name] for name in HISTORY[-1]} == HISTORY[-1]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
async def test_two_of_the_same_second_end_alike_in_any_order(anna, server, alone, database_url, order):
    account, at = await connected(anna), int(time.time())
    for each in order:
        thing = {"id": account, "charges_enabled": bool(each)}
        await deliver(server, event(UPDATED, thing, f"{account}_{each}", at))
    await work(alone, database_url)

    assert (await status(anna))["charges_enabled"] is True


async def test_what_stripe_says_now_counts_and_not_what_a_delivery_said(anna, server, stripe, means, database_url):
    account = await connected(anna)
    stripe.enable(account)
    await told(server, account, (2, 0))
    await work(means, database_url)

    assert (await status(anna))["charges_enabled"] and run(database_url, LEFT) == [(0,)]


async def test_of_two_answers_the_one_asked_for_later_counts_whichever_comes_first(
    anna, stripe, database, database_url
):
    account = await connected(anna)
    async with database.service() as tx:
        earlier, later = await accounts.next_reading(tx), await accounts.next_reading(tx)
    now = datetime.now(UTC)
    for reading, enabled in ((later, True), (earlier, False)):
        async with database.service() as tx:
            await accounts.learn(tx, Account(account, charges_enabled=enabled), reading, now)

    assert (await status(anna))["charges_enabled"] is True


async def test_while_stripe_is_away_the_delivery_s_own_word_counts_until_it_is_back(
    anna, server, stripe, means, database_url
):
    account = await connected(anna)
    now = stripe.enable(account)
    await tell(server, now | {"payouts_enabled": False}, int(time.time()) + 60)
    [order] = orders(database_url, "stripe_delivery")

    stripe.plan = [500] * 3
    with pytest.raises(Unavailable):
        await stripe_delivery.run(means, order)
    meanwhile = await status(anna)
    assert (meanwhile["charges_enabled"], meanwhile["payouts_enabled"]) == (True, False)
    assert run(database_url, "select processed_at, error from stripe_events where account = %s", account) == [
        (None, "unavailable")
    ]

    await stripe_delivery.run(means, order)
    assert (await status(anna))["payouts_enabled"] is True
    assert run(database_url, LEFT) == [(0,)]


async def test_an_old_delivery_s_word_never_replaces_a_newer_answer(anna, server, stripe, means, alone, database_url):
    account = await connected(anna)
    await tell(server, stripe.enable(account))
    await work(means, database_url)

    await tell(server, {"id": account, "charges_enabled": False}, int(time.time()) - 3600)
    await work(alone, database_url)

    assert (await status(anna))["charges_enabled"] is True


@pytest.mark.parametrize("has_key", [True, False])
async def test_a_connection_taken_back_takes_no_more_charges(server, anna, stripe, means, database_url, has_key):
    account, session, now = await connected(anna), await anna.session(), int(time.time())
    await tell(server, stripe.enable(account), now + 1)
    await work(without_key(means), database_url)
    assert (await status(anna))["charges_enabled"] is True

    stripe.gone.add(account)
    thing = {"id": "ca_1", "object": "application"}
    await deliver(server, event("account.application.deauthorized", thing, evt(), now + 2, account=account))
    await work(means if has_key else without_key(means), database_url)

    assert (await status(anna))["charges_enabled"] is False
    assert run(database_url, "select charges_enabled from wizard_sessions where session_id = %s", session) == [(False,)]


async def test_run_twice_a_delivery_is_applied_once(anna, server, stripe, means, database_url):
    await tell(server, stripe.enable(await connected(anna)))
    [order] = orders(database_url, "stripe_delivery")
    await stripe_delivery.run(means, order)
    before = len(stripe.calls)
    await stripe_delivery.run(means, order)

    assert len(stripe.calls) == before


async def test_the_tickets_stage_is_judged_anew_when_charges_become_possible(anna, server, stripe, means, database_url):
    session = await anna.filled()
    paid = {name: value for name, value in STAGES["ticketSetup"].items() if name != "payment"}
    await anna.save(session, "ticketSetup", {"payment": None})
    before = (await anna.http.get(f"/wizard/sessions/{session}")).json()
    assert before["stages"]["ticketSetup"]["missing"] == ["payment"] and paid

    await tell(server, stripe.enable(await connected(anna)))
    await work(means, database_url)

    after = (await anna.http.get(f"/wizard/sessions/{session}")).json()
    assert after["stages"]["ticketSetup"]["missing"] == []
    assert (before["completion_details"]["ticketSetup"], after["completion_details"]["ticketSetup"]) == (75, 100)
    assert after["completion_percentage"] > before["completion_percentage"]
    assert after["revision"] > before["revision"]
    assert (after["updated_at"], after["expires_at"]) == (before["updated_at"], before["expires_at"])


async def test_a_session_made_while_the_account_changes_misses_nothing(anna, stripe, database, database_url):
    """The insert holds its half of the lock; the change waits for it and finds the session."""
    account = await connected(anna)
    async with database.service() as tx:
        reading = await accounts.next_reading(tx)

    async def learn() -> None:
        async with database.service() as tx:
            now = datetime.now(UTC) + timedelta(seconds=1)
            await accounts.learn(tx, Account(account, charges_enabled=True), reading, now)

    from state.values import Principal
    from state.wizard import sessions

    async with database.transaction(Principal(anna.user, anna.user)) as tx:
        row, _ = await sessions.create_or_resume(tx)
        learning = asyncio.create_task(learn())
        await asyncio.sleep(0.2)
        assert not learning.done() and not row.charges_enabled
    await learning

    assert run(database_url, "select charges_enabled from wizard_sessions where id = %s", row.id) == [(True,)]


async def test_nobody_gives_himself_an_account_with_a_new_session(anna, database, database_url):
    from sqlalchemy import text

    from state.values import Principal

    statement = text(
        "insert into wizard_sessions (session_id, user_id, organization_id, stripe_account_id, charges_enabled) "
        "values ('forged', :user, :user, 'acct_forged', true)"
    )
    async with database.transaction(Principal(anna.user, anna.user)) as tx:
        await tx.execute(statement, {"user": anna.user})

    seen = "select stripe_account_id, charges_enabled from wizard_sessions where session_id = 'forged'"
    assert run(database_url, seen) == [(None, False)]
