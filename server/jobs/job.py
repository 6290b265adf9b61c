"""What a kind of job is, what it gets to work with, and whom and what it is about."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from agent.tailoring import Tailor
from server.checkpoints import Saver
from server.covers.gallery import Gallery
from state.database import Database
from state.gateways.images import ImageModel
from state.gateways.mail import Mailer
from state.model_usage import Budget
from state.payments.onboarding import Payments
from state.values import Principal


class Hopeless(Exception):
    """Raised by a job that no further attempt will help: it is dead at once."""


@dataclass(frozen=True)
class Means:
    """What a process lends to its jobs. `address` is where people reach it; without a `mailer` no mail is sent, without
    `payments` nothing is sold, without a `painter` no cover is made, without a `tailor` plans are the templates'; these
    two rest once the organization's `budget` is spent."""

    database: Database
    saver: Saver
    address: str
    mailer: Mailer | None
    gallery: Gallery
    payments: Payments | None = None
    painter: ImageModel | None = None
    budget: Budget | None = None
    tailor: Tailor | None = None


@dataclass(frozen=True)
class Order:
    """`principal` is who asked for it, None for the server itself; `ids` are the rows, to be loaded anew."""

    principal: Principal | None
    ids: Mapping[str, UUID]


@dataclass(frozen=True)
class Job:
    """A kind of job. `run` must not mind being run twice; with `cron` (UTC) it also comes up by itself."""

    name: str
    run: Callable[[Means, Order], Awaitable[None]]
    cron: str | None = None
