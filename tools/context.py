"""What a turn runs with. Tenant, user and session come from here; the model supplies none of them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from state.database import Database, Transaction
from state.values import Principal
from state.wizard.stages import Stage


@dataclass(frozen=True)
class TurnContext:
    """One run on one thread: whose it is, which session row it works on, and the ledger row that lets it write.

    `spoken` are the words (id, text) that came while an approval was open: they decline it and want an answer.
    """

    database: Database
    principal: Principal
    session: UUID
    run: UUID
    public_url: str
    spoken: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Turn:
    """One tool call: the turn it belongs to, its open transaction, and the stage whose tools are on offer."""

    context: TurnContext
    tx: Transaction
    stage: Stage
