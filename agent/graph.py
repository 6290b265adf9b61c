"""The state machine: `recall`, a node and a tool node per stage, `advance` between, `consent` before publishing."""

from __future__ import annotations

from typing import Any, cast

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from agent.consent import consent
from agent.messages import Conversation
from agent.nodes import ADVANCE, CONSENT, RECALL, Speaker, advance, recall, stage_node, tool_node
from agent.stages import STAGES
from tools.context import TurnContext


def build(
    speaker: Speaker, checkpointer: BaseCheckpointSaver[Any] | None
) -> CompiledStateGraph[Any, TurnContext, Any, Any]:
    """Compile the graph once per process; everything of one run comes in its TurnContext."""
    graph = StateGraph(Conversation, context_schema=TurnContext)
    names = [row.id for row in STAGES]
    for row in STAGES:
        graph.add_node(row.id, cast(Any, stage_node(row, speaker)), destinations=(row.tool_node, ADVANCE, END, *names))
        graph.add_node(row.tool_node, tool_node(row))
        graph.add_edge(row.tool_node, ADVANCE)
    graph.add_node(ADVANCE, advance, destinations=(CONSENT, END, *names))
    graph.add_node(CONSENT, consent, destinations=(CONSENT, *names))
    graph.add_node(RECALL, recall, destinations=tuple(names))
    graph.add_edge(START, RECALL)
    return graph.compile(checkpointer=checkpointer)
