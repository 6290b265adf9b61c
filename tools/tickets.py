"""Stage ticketSetup: what the model may save there."""

from __future__ import annotations

from state.wizard.stages import resolve
from state.wizard.tickets import Tier
from tools.saving import put_item, remove_item, save_current

STAGE = resolve("ticketSetup")
TOOLS = (
    save_current(
        "save_tickets",
        STAGE,
        "Save ticket tiers, prices, totals, the sales window, or that payment is set up later. "
        "A list of tiers replaces the stored one: use it for several tiers at once, put_tier for one.",
    ),
    put_item("put_tier", STAGE, "tiers", Tier, "Add one tier, or change the one of that name."),
    remove_item("remove_tier", STAGE, "tiers", "Remove the tier of that name."),
)
