"""The steps of publishing, for whoever watches: told as they begin and end, a promise until the last one is done.

The last step ends with the transaction, once that has been committed. If it is not, nothing of what was told has
happened. Watching is a plain call that must neither wait nor fail.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from state.database import Transaction


@dataclass(frozen=True)
class Step:
    """`title` says to a person what is being done."""

    id: str
    title: str


VALIDATION = Step("validation", "Looking everything over")
EVENT = Step("event", "Saving the event with its team, sponsors and budget")
SESSION = Step("session", "Closing the setup")
ORDERS = Step("orders", "Ordering the confirmation mail")
PUBLISHED = Step("published", "Putting the page up")
STEPS = (VALIDATION, EVENT, SESSION, ORDERS, PUBLISHED)


class Status(StrEnum):
    running = "running"
    done = "done"


@dataclass(frozen=True)
class Facts:
    """What is counted of a published event; nothing personal. `paid` is whether a tier has a price."""

    tiers: int
    paid: bool
    sponsors: int

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Made:
    """The event that was published, told with the end of the last step."""

    event_id: UUID
    organization_id: UUID
    facts: Facts
    duration_ms: float


@dataclass(frozen=True)
class Progress:
    """One step of one session (its row's id), begun or done."""

    step: Step
    status: Status
    session: UUID
    duration_ms: float | None = None
    made: Made | None = None


Watch = Callable[[Progress], None]


def nobody(_: Progress) -> None:
    """Watches without a word."""


def together(*watches: Watch) -> Watch:
    """Tells each of them."""

    def watch(progress: Progress) -> None:
        for each in watches:
            each(progress)

    return watch


class Walk:
    """One way through the steps."""

    def __init__(self, watch: Watch, session: UUID) -> None:
        self._watch, self._session = watch, session
        self._began = time.perf_counter()

    @contextmanager
    def step(self, step: Step) -> Iterator[None]:
        """Done at the end of this context, unless that fails."""
        self._watch(Progress(step, Status.running, self._session))
        began = time.perf_counter()
        yield
        self._watch(Progress(step, Status.done, self._session, _since(began)))

    def end_with(self, tx: Transaction, step: Step, event: UUID, facts: Facts) -> None:
        """The last step: done when the transaction is committed."""
        self._watch(Progress(step, Status.running, self._session))
        began = time.perf_counter()

        def tell() -> None:
            made = Made(event, tx.principal.organization_id, facts, _since(self._began))
            self._watch(Progress(step, Status.done, self._session, _since(began), made))

        tx.once_committed(tell)


def _since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 1)
