"""A server that takes payments, and the Stripe it speaks to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from server.jobs.job import Means
from server.paying import payments
from server.settings import Settings
from tests.fakes import stripe as fake_stripe
from tests.fakes.stripe import KEY, SECRET, FakeStripe
from tests.server.galleries import gallery
from tests.server.payments.delivering import connected, tell, work
from tests.server.running import Person, settings_for

OLD_SECRET = "whsec_the_one_before"
ADDRESS = "https://events.example.com"


@pytest.fixture(scope="module")
def serving_stripe() -> Iterator[FakeStripe]:
    with fake_stripe.serving() as fake:
        yield fake


@pytest.fixture
def stripe(serving_stripe: FakeStripe) -> FakeStripe:
    """With no calls and no plans of the test before."""
    serving_stripe.reset()
    return serving_stripe


@pytest.fixture(scope="module")
def settings(database_url: str, serving_stripe: FakeStripe) -> Settings:
    return settings_for(
        database_url,
        public_url=ADDRESS,
        stripe_secret_key=KEY,
        stripe_api_base=serving_stripe.address,
        stripe_webhook_secret=f"{SECRET},{OLD_SECRET}",
    )


@pytest.fixture
async def means(database, checkpointer, settings: Settings) -> AsyncIterator[Means]:
    """What a worker with these settings lends to its jobs."""
    async with payments(settings) as lent:
        yield Means(database, checkpointer, ADDRESS, None, gallery(), lent)


@pytest.fixture
async def seller(anna: Person, server: str, stripe: FakeStripe, means: Means, database_url: str) -> Person:
    """Somebody whose account can take charges."""
    await tell(server, stripe.enable(await connected(anna)))
    await work(means, database_url)
    stripe.reset()
    return anna
