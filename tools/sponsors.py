"""Stage sponsorsMedia: what the model may save there."""

from __future__ import annotations

from state.wizard.stages import resolve
from tools.saving import save_current

STAGE = resolve("sponsorsMedia")
TOOLS = (
    save_current(
        "save_sponsors",
        STAGE,
        "Save sponsors, media partners or the press text. A list replaces the stored one, so give all entries.",
    ),
)
