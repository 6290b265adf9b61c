"""Stage ticketSetup: what the model may save there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from state.payments import onboarding
from state.payments.onboarding import Onboarding
from state.wizard import sessions
from state.wizard.stages import resolve
from state.wizard.tickets import Tier
from tools.context import Turn, TurnContext
from tools.definition import NO_ARGUMENTS, Tool
from tools.outcome import Outcome
from tools.saving import put_item, remove_item, save_current

STAGE = resolve("ticketSetup")
CONNECT = "connect_payments"


async def _link(context: TurnContext) -> Onboarding | None:
    """None where nothing is left to do."""
    async with context.database.transaction(context.principal) as tx:
        is_done = (await sessions.get(tx, context.session)).charges_enabled
    if is_done:
        return None
    return await onboarding.connect(context.database, context.payments, context.principal, context.session)


async def _connect(turn: Turn, _: Mapping[str, Any]) -> Outcome:
    row = await sessions.get(turn.tx, turn.context.session)
    if turn.brought is None:
        return Outcome({"charges_enabled": True, "message": "Stripe is connected; paid tickets can be sold."}, row)
    told = "Give the person this link exactly as it is. It works once and for a few minutes; call again for a new one."
    return Outcome({"onboarding_url": turn.brought.url, "charges_enabled": False, "message": told}, row)


TOOLS = (
    save_current(
        "save_tickets",
        STAGE,
        "Save ticket tiers, prices, totals, the sales window, or that payment is set up later. "
        "A list of tiers replaces the stored one: use it for several tiers at once, put_tier for one.",
    ),
    put_item("put_tier", STAGE, "tiers", Tier, "Add one tier, or change the one of that name."),
    Tool(
        CONNECT,
        "Make a link with which the organizer sets up taking money at Stripe. "
        "Call it when he wants to set up payment now, or to go on with that.",
        NO_ARGUMENTS,
        _connect,
        _link,
    ),
    remove_item("remove_tier", STAGE, "tiers", "Remove the tier of that name."),
)
