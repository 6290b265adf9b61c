"""What a turn runs with. Tenant, user and session come from here; the model supplies none of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from state.database import Database, Transaction
from state.payments.onboarding import Payments
from state.values import Principal
from state.wizard.publishing import ATTEMPT, Attempt
from state.wizard.stages import Stage
from state.wizard.view import SessionView


@dataclass(frozen=True)
class PageTool:
    """A tool that the client's page carries out itself: declared to the model, never run here."""

    name: str
    description: str
    schema: Mapping[str, Any]


@dataclass(frozen=True)
class Page:
    """What the client's page brings to a run, none of it trusted: its tools, and (description, value) of what it
    shows."""

    tools: tuple[PageTool, ...] = ()
    shown: tuple[tuple[str, str], ...] = ()

    @property
    def names(self) -> frozenset[str]:
        return frozenset(tool.name for tool in self.tools)


NO_PAGE = Page()


@dataclass(frozen=True)
class TurnContext:
    """One run on one thread: whose it is, which session row it works on, and the ledger row that lets it write.

    `begun` is the session as it was when the run took its thread. `spoken` are the words (id, text) that came while an
    approval was open: they decline it and want an answer. `publishing` is what holds for every attempt to publish here.
    """

    database: Database
    principal: Principal
    session: UUID
    run: UUID
    public_url: str
    begun: SessionView
    spoken: tuple[tuple[str, str], ...] = ()
    page: Page = NO_PAGE
    publishing: Attempt = ATTEMPT
    payments: Payments | None = None


@dataclass(frozen=True)
class Turn:
    """One tool call: the turn it belongs to, its open transaction, and the stage whose tools are on offer.

    `brought` is what was waited for before the transaction, where the tool waits for something outside.
    """

    context: TurnContext
    tx: Transaction
    stage: Stage
    brought: Any = None
