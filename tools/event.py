"""Stage eventSetup: what the model may save there."""

from __future__ import annotations

from state.wizard.stages import resolve
from tools.saving import save_current

STAGE = resolve("eventSetup")
TOOLS = (
    save_current(
        "save_event",
        STAGE,
        "Save what the organizer said about the event. "
        "Call it with every such fact of the message, and only with facts he gave.",
    ),
)
