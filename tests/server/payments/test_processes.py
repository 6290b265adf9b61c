"""Deliveries through two processes at once, in every order, twice each, one of the two killed in mid-work."""

from __future__ import annotations

import asyncio
import time
from itertools import permutations
from uuid import uuid4

import httpx
import pytest

from tests.fakes.stripe import KEY, SECRET, FakeStripe, event, signature
from tests.server.payments.delivering import UPDATED
from tests.server.payments.test_deliveries import HISTORY, LEFT
from tests.server.processes import address_of, forked
from tests.server.running import SECRET as JWT_SECRET
from tests.server.running import Person
from tests.state.test_outbox import run

DOING = "select count(*) from jobs.procrastinate_jobs where status = 'doing'"
DEAD = "select count(*) from jobs.procrastinate_jobs where status in ('failed', 'aborted')"
MIRROR = "select account_id, charges_enabled, payouts_enabled from stripe_accounts"


async def until(condition, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came to that"
        await asyncio.sleep(0.05)


async def account(address: str) -> str:
    person = Person(address, uuid4())
    answer = await person.http.post("/payments/account", json={})
    await person.http.aclose()
    return answer.json()["account_id"]


async def deliver(http: httpx.AsyncClient, doors: list[str], body: bytes) -> None:
    """Like Stripe: again, and at another of the doors, until one says that it has it."""
    for attempt in range(100):
        try:
            headers = {"Stripe-Signature": signature(body)}
            answer = await http.post(f"{doors[attempt % len(doors)]}/webhooks/stripe", content=body, headers=headers)
        except httpx.TransportError:
            continue
        if answer.status_code == 200:
            return
    raise AssertionError("nobody took it")


async def happen(stripe: FakeStripe, doors: list[str], name: str, order: tuple[int, ...]) -> None:
    """The account goes through HISTORY; of each moment Stripe tells twice, in this order, when it has come at least so
    far."""
    start, far = int(time.time()), 0
    async with httpx.AsyncClient(timeout=30) as http:
        for at in order:
            far = max(far, at)
            now = stripe.change(name, **HISTORY[far])
            body = event(UPDATED, now | HISTORY[at], f"{name}_{at}", start + at)
            await asyncio.gather(deliver(http, doors, body), deliver(http, doors[::-1], body))


@pytest.mark.slow
async def test_in_every_order_twice_through_two_processes_one_killed_the_newest_truth_stands(database_url, stripe):
    settings = {
        "DATABASE_URL": database_url,
        "JWT_SECRET": JWT_SECRET,
        "PORT": "0",
        "STRIPE_SECRET_KEY": KEY,
        "STRIPE_API_BASE": stripe.address,
        "STRIPE_WEBHOOK_SECRET": SECRET,
        "JOB_LEASE_SECONDS": "2",
    }
    with forked("serve", **settings) as doomed, forked("serve", **settings) as other:
        doors = [address_of(doomed), address_of(other)]
        orders = list(permutations(range(len(HISTORY))))
        names = await asyncio.gather(*(account(doors[n % 2]) for n in range(len(orders))))
        stripe.jitter = 0.1

        happening = asyncio.gather(
            *(happen(stripe, doors, name, order) for name, order in zip(names, orders, strict=True))
        )
        await until(lambda: run(database_url, DOING)[0][0] > 0)
        doomed.kill()
        await happening
        await until(lambda: run(database_url, LEFT) == [(0,)])
        other.terminate()
        assert await asyncio.to_thread(other.wait, 30) == 0

    stored = run(database_url, "select count(*) from stripe_events")
    assert stored == [(len(orders) * len(HISTORY),)] and run(database_url, DEAD) == [(0,)]
    newest = HISTORY[-1]["charges_enabled"], HISTORY[-1]["payouts_enabled"]
    assert {row[0]: row[1:] for row in run(database_url, MIRROR)} == dict.fromkeys(names, newest)
