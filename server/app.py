"""The HTTP application: middleware, routes, and the life of what they use."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from server import documentation, problems, resources
from server.headers import SafeHeaders
from server.limits import Limits
from server.logs import RequestLog
from server.routes import (
    activity,
    agui,
    budget,
    changes,
    copilotkit,
    covers,
    designers,
    docs,
    events,
    feed,
    health,
    interactions,
    lineup,
    notifications,
    page,
    payments,
    people,
    public,
    publishing,
    sales,
    sessions,
    sponsors,
    stages,
    supporting,
    tasks,
    team,
    venues,
    webhooks,
)
from server.settings import Settings

_ROOT = (
    health.router,
    docs.router,
    agui.router,
    copilotkit.router,
    webhooks.router,
    payments.browsers,
    public.router,
    page.router(),
)
_NOUNS = (
    sessions, changes, interactions, stages, publishing, events, tasks, team, supporting, lineup, budget, sponsors,
    designers, venues, payments, sales, covers, people, notifications, activity, feed,
)  # fmt: skip
_API = (*(noun.router for noun in _NOUNS), publishing.pages)
_EXPOSED = [
    "ETag", "Location", "Retry-After", "Idempotency-Replayed", "X-Request-ID",
    "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset",
]  # fmt: skip


def create_app(settings: Settings) -> FastAPI:
    """An application of its own; its resources open with its lifespan and stand in `app.state.resources`."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with resources.opened(settings) as held:
            app.state.resources = held
            yield

    app = FastAPI(
        title="Event setup copilot",
        version=documentation.product_version(),
        description="Set up a fashion event by form or by talking, and publish it.",
        lifespan=lifespan,
        middleware=_middleware(settings),
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    problems.install(app)
    for router in _ROOT:
        app.include_router(router)
    for router in _API:
        app.include_router(router, prefix="/api/v1")
        app.include_router(router, prefix="/api", include_in_schema=False)
    app.openapi = documentation.documented(app)
    return app


def _middleware(settings: Settings) -> list[Middleware]:
    """Outermost first: what goes wrong further in is still logged, and still readable for an allowed origin."""
    anyone = "*" in settings.allowed_origins
    return [
        Middleware(RequestLog),
        Middleware(SafeHeaders),
        Middleware(
            CORSMiddleware,
            allow_origins=list(settings.allowed_origins),
            allow_credentials=not anyone,
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=["*"],
            expose_headers=_EXPOSED,
        ),
        Middleware(problems.LastResort),
        Middleware(Limits, max_body_bytes=settings.max_body_bytes),
    ]
