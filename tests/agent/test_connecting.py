"""Setting up payments in the conversation: a link from Stripe, made while no transaction is open."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator

import pytest

from agent.graph import build
from agent.guided.model import GuidedModel
from agent.nodes import Speaker
from server.agui.runs import RunKeeper
from state.gateways.stripe import Stripe
from state.payments.onboarding import Payments
from tests.agent.conversation import Conversation
from tests.agent.whole import told
from tests.fakes import stripe as fake_stripe
from tests.fakes.stripe import KEY, FakeStripe
from tests.state.test_outbox import run as sql
from tests.state.worlds import PUBLIC_URL, somebody

TICKETS = [
    "Ada Bo, ada@bo.example, agency",
    "next",
    "a panel called Seams on 5 May 2031 at 18:00, Europe/Rome",
    "next",
    "in person at Via Tortona 27, Milan, capacity 100",
    "next",
    "50 VIP at 80 euros, 50 in total",
]
IDLE = (
    "select count(*) from pg_stat_activity "
    "where datname = current_database() and state like 'idle in transaction%%' and pid <> pg_backend_pid()"
)
LINK = re.compile(r"https://connect\.stripe\.com/setup/s/\S+")


@pytest.fixture(scope="module")
def serving() -> Iterator[FakeStripe]:
    with fake_stripe.serving() as fake:
        yield fake


@pytest.fixture
def stripe(serving: FakeStripe) -> FakeStripe:
    serving.reset()
    return serving


@pytest.fixture
async def payments(stripe: FakeStripe) -> AsyncIterator[Payments]:
    opened = Stripe(KEY, stripe.address)
    yield Payments(opened, PUBLIC_URL)
    await opened.close()


@pytest.fixture
def talking(database, checkpointer):
    def begin(payments: Payments | None, model=None) -> Conversation:
        graph = build(Speaker(model or GuidedModel()), checkpointer)
        return Conversation(RunKeeper(database, graph, PUBLIC_URL, 30, payments=payments), somebody())

    return begin


@pytest.mark.parametrize("said", ["connect Stripe", "no", "no, set up payments now"])
async def test_who_wants_to_take_money_now_gets_a_link(talking, payments, stripe, said):
    run = await told(talking(payments), [*TICKETS, said])

    assert LINK.search(run.text) and "No Stripe account" not in run.text
    assert run.session["stripe_account_id"] in stripe.accounts
    assert "payment" in run.session["stages"]["ticketSetup"]["missing"]


async def test_later_still_puts_it_off_and_asks_stripe_nothing(talking, payments, stripe):
    run = await told(talking(payments), [*TICKETS, "set up payments later"])

    assert run.session["stages"]["ticketSetup"]["data"]["payment"] == {"deferred": True}
    assert stripe.calls == []


async def test_where_no_payments_are_taken_the_way_out_is_told(talking):
    run = await told(talking(None), [*TICKETS, "connect Stripe"])

    assert "put payment off" in run.text and not LINK.search(run.text)


async def test_while_stripe_is_away_the_conversation_goes_on(talking, payments, stripe):
    stripe.plan = [500] * 3
    chat = talking(payments)
    run = await told(chat, [*TICKETS, "connect Stripe"])
    assert "Stripe cannot be reached" in run.text and KEY not in run.text

    run = await told(chat, ["later"])
    assert run.session["stages"]["ticketSetup"]["data"]["payment"] == {"deferred": True}


async def test_no_transaction_is_open_while_the_conversation_waits_for_stripe(talking, payments, stripe, database_url):
    chat = talking(payments)
    await told(chat, TICKETS)
    open_ones: list[int] = []
    stripe.when_asked = lambda: open_ones.append(sql(database_url, IDLE)[0][0])

    await told(chat, ["connect Stripe"])

    assert open_ones == [0, 0]
