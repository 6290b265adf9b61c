"""Deliveries as Stripe makes them, and the jobs they leave behind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import httpx

from server.jobs import payment_links, stripe_delivery
from server.jobs.job import Means, Order
from state.values import Principal
from tests.fakes.stripe import event, signature
from tests.server.running import Person
from tests.state.test_outbox import run

UPDATED = "account.updated"
_RUNS = {"stripe_delivery": stripe_delivery.run, "payment_links": payment_links.run}


def evt() -> str:
    return f"evt_{uuid4().hex}"


async def deliver(address: str, body: bytes, header: str | None = None, **options: Any) -> httpx.Response:
    headers = {"Content-Type": "application/json", "Stripe-Signature": signature(body) if header is None else header}
    async with httpx.AsyncClient(timeout=30) as http:
        return await http.post(f"{address}/webhooks/stripe", content=body, headers=headers, **options)


async def tell(address: str, account: Mapping[str, Any], created: int | None = None, name: str | None = None) -> None:
    """Deliver that the account is so."""
    answer = await deliver(address, event(UPDATED, account, name or evt(), created))
    assert answer.status_code == 200, answer.text


def orders(database_url: str, job: str) -> list[Order]:
    """What waits in the queue of this kind, taken off it."""
    statement = "delete from jobs.procrastinate_jobs where task_name = %s and status = 'todo' returning id, args"
    found = []
    for _, args in sorted(run(database_url, statement, job)):
        ids = {name: UUID(value) for name, value in args.items() if value}
        user, organization = ids.pop("user_id", None), ids.pop("organization_id", None)
        found.append(Order(Principal(user, organization) if user and organization else None, ids))
    return found


async def work(means: Means, database_url: str, job: str = "stripe_delivery") -> None:
    """Do all that waits of this kind, in turn."""
    for order in orders(database_url, job):
        await _RUNS[job](means, order)


def without_key(means: Means) -> Means:
    """A worker that has nothing but what deliveries say."""
    return Means(means.database, means.saver, means.address, None, means.gallery)


async def connect(person: Person, session: str | None = None) -> httpx.Response:
    return await person.http.post("/payments/account", json={"session_id": session} if session else {})


async def connected(person: Person) -> str:
    """The id of a new account of this person's organization."""
    answer = await connect(person)
    assert answer.status_code == 201, answer.text
    return answer.json()["account_id"]


async def status(person: Person) -> dict[str, Any]:
    return (await person.http.get("/payments/account")).json()
