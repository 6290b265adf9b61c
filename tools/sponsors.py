"""Stage sponsorsMedia: what the model may save there."""

from __future__ import annotations

from state.wizard.sponsors import Sponsor
from state.wizard.stages import resolve
from tools.saving import put_item, remove_item, save_current

STAGE = resolve("sponsorsMedia")
TOOLS = (
    save_current(
        "save_sponsors",
        STAGE,
        "Save sponsors, media partners or the press text. "
        "A list replaces the stored one: use it for several sponsors at once, put_sponsor for one.",
    ),
    put_item("put_sponsor", STAGE, "sponsors", Sponsor, "Add one sponsor, or change the one of that name."),
    remove_item("remove_sponsor", STAGE, "sponsors", "Remove the sponsor of that name."),
)
