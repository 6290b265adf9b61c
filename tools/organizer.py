"""Stage organizerSetup: what the model may save there."""

from __future__ import annotations

from state.wizard.stages import resolve
from tools.saving import save_current

STAGE = resolve("organizerSetup")
TOOLS = (
    save_current(
        "save_organizer",
        STAGE,
        "Save what the organizer said about himself. "
        "Call it with every such fact of the message, and only with facts he gave.",
    ),
)
