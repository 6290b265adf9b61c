"""Stage ticketSetup: what the model may save there."""

from __future__ import annotations

from state.wizard.stages import resolve
from tools.saving import save_current

STAGE = resolve("ticketSetup")
TOOLS = (
    save_current(
        "save_tickets",
        STAGE,
        "Save ticket tiers, prices, totals, the sales window, or that payment is set up later. A list of tiers replaces the stored one, so give all tiers.",
    ),
)
