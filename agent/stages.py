"""THE table that joins each stage with its tools and its prompt; the graph has one node and one tool node per row."""

from __future__ import annotations

from dataclasses import dataclass

from state.wizard.stages import Stage, resolve
from tools import event, navigation, organizer, review, sponsors, tickets, venue
from tools.definition import Tool


@dataclass(frozen=True)
class AgentStage:
    """A stage as the graph sees it. `tools` is all the model may call there; nothing else is even declared to it."""

    stage: Stage
    own: tuple[Tool, ...]
    prompt: str

    @property
    def id(self) -> str:
        return self.stage.id

    @property
    def tool_node(self) -> str:
        return f"{self.stage.id}_tools"

    @property
    def tools(self) -> tuple[Tool, ...]:
        return self.own + navigation.shared(self.stage)


def _row(stage_id: str, own: tuple[Tool, ...]) -> AgentStage:
    return AgentStage(resolve(stage_id), own, f"stages/{stage_id}")


STAGES: tuple[AgentStage, ...] = (
    _row("organizerSetup", organizer.TOOLS),
    _row("eventSetup", event.TOOLS),
    _row("venueSetup", venue.TOOLS),
    _row("ticketSetup", tickets.TOOLS),
    _row("sponsorsMedia", sponsors.TOOLS),
    _row("reviewPublish", review.TOOLS),
)
BY_ID = {row.id: row for row in STAGES}
