"""Stripe as the settings say, for as long as a process lives."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from server.settings import Settings
from state.gateways.stripe import Stripe
from state.payments.onboarding import Payments


@asynccontextmanager
async def payments(settings: Settings) -> AsyncIterator[Payments | None]:
    """None where no key is set."""
    if settings.stripe_secret_key is None:
        yield None
        return
    stripe = Stripe(settings.stripe_secret_key.get_secret_value(), settings.stripe_api_base)
    try:
        yield Payments(stripe, settings.address)
    finally:
        await stripe.close()
