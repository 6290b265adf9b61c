"""Everything one process holds, built once from the settings and closed in reverse order."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import httpx

from agent import models, prices, tailoring
from agent.graph import build
from agent.models import ModelChoice
from agent.nodes import Speaker
from server import checkpoints, publish_log, schema
from server.acquaintance import Acquaintances
from server.agui.runs import RunKeeper
from server.auth import Verifier
from server.covers.gallery import Gallery
from server.covers.opening import image_model, opened_storage
from server.feed.feed import Feed
from server.jobs.job import Means
from server.jobs.worker import Pace, working
from server.jwks import KeySet
from server.keeping import kept_up
from server.live import Listener
from server.mails.sending import mailer
from server.paying import payments
from server.settings import Settings
from server.signing import signing_secret
from state.database import Database
from state.events.activity import CHANGES
from state.events.notifications import NOTIFIED
from state.model_usage import Budget
from state.payments.onboarding import Payments
from state.run_events import NEWS
from state.runs import STOPS
from state.wizard.publishing import Attempt

JWKS_TIMEOUT_SECONDS = 5


@dataclass(frozen=True)
class Resources:
    """Built by `opened`, reached through server.dependencies. `database_url` is the embedded one's if none is set."""

    settings: Settings
    database_url: str
    database: Database
    saver: checkpoints.Saver
    verifier: Verifier
    runs: RunKeeper
    feed: Feed
    listener: Listener
    payments: Payments | None
    gallery: Gallery
    acquaintances: Acquaintances


def lent_to_jobs(
    settings: Settings, database: Database, saver: checkpoints.Saver, gallery: Gallery, payments: Payments | None
) -> Means:
    """For the worker in this process, or one of its own."""
    return Means(
        database,
        saver,
        settings.address,
        mailer(settings),
        gallery,
        payments,
        painter=image_model(settings),
        budget=budget(settings),
        tailor=tailoring.tailor(_choice(settings)),
    )


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Resources]:
    """An embedded Postgres is migrated here; the one of DATABASE_URL by `wizard migrate`, and may be away at first."""
    async with AsyncExitStack() as stack:
        url = stack.enter_context(schema.database_url(settings))
        if settings.database_url is None:
            await schema.migrate(url, url)
        database = Database(url, settings.database_pool_size)
        stack.push_async_callback(database.close)
        saver = await stack.enter_async_context(checkpoints.opened(url, settings.database_pool_size))
        client = await stack.enter_async_context(httpx.AsyncClient(timeout=JWKS_TIMEOUT_SECONDS))
        model = await stack.enter_async_context(models.opened(_choice(settings)))
        graph = build(Speaker(model, settings.prompts_dir, budget(settings)), saver)
        publishing = Attempt(unless_said=settings.publishing, watch=publish_log.watch)
        lease, at_once = settings.run_lease_seconds, settings.runs_at_once
        paying = await stack.enter_async_context(payments(settings))
        keeper = RunKeeper(database, graph, settings.address, lease, at_once, publishing, paying)
        listener = await stack.enter_async_context(_listening(settings, url, keeper))
        await stack.enter_async_context(keeper.opened())
        gallery = Gallery(opened_storage(settings))
        if settings.worker:
            means = lent_to_jobs(settings, database, saver, gallery, paying)
            pace = Pace(lease=settings.job_lease_seconds)
            await stack.enter_async_context(working(means, settings.direct(url), pace))
        verifier, known = _verifier(settings, client), Acquaintances(database)
        feed = Feed(database, settings.address, settings.sse_ping_seconds, settings.feed_streams_per_user)
        await stack.enter_async_context(feed.opened(listener))
        yield Resources(settings, url, database, saver, verifier, keeper, feed, listener, paying, gallery, known)


@asynccontextmanager
async def _listening(settings: Settings, url: str, keeper: RunKeeper) -> AsyncIterator[Listener]:
    listener = Listener(settings.direct(url), (NEWS, STOPS, CHANGES, NOTIFIED))
    listener.add(STOPS, keeper.leases.heard)
    async with kept_up("listener", listener.run):
        yield listener


def _choice(settings: Settings) -> ModelChoice:
    return ModelChoice(
        name=settings.model,
        key=settings.google_api_key,
        base_url=settings.gemini_base_url,
        timeout=settings.model_timeout_seconds,
    )


def budget(settings: Settings) -> Budget | None:
    if settings.model_budget is None:
        return None
    return Budget(round(settings.model_budget * 1_000_000), prices.DEAREST.input, prices.DEAREST.output)


def _verifier(settings: Settings, client: httpx.AsyncClient) -> Verifier:
    return Verifier(
        audience=settings.jwt_audience,
        issuer=settings.jwt_issuer,
        secret=signing_secret(settings),
        keys=KeySet(settings.jwks_url, client) if settings.jwks_url else None,
    )
