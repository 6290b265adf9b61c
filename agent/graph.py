"""The state machine: one node and one tool node per stage, `advance` between them, `consent` before publishing."""

from __future__ import annotations

from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime

from agent.messages import Conversation
from agent.nodes import ADVANCE, CONSENT, Speaker, advance, consent, stage_node, tool_node
from agent.stages import STAGES
from state.wizard import sessions
from tools.context import TurnContext


def build(speaker: Speaker, checkpointer: BaseCheckpointSaver[Any] | None) -> CompiledStateGraph[Any, TurnContext, Any, Any]:
    """Compile the graph once per process; everything of one run comes in its TurnContext."""
    graph = StateGraph(Conversation, context_schema=TurnContext)
    names = [row.id for row in STAGES]
    for row in STAGES:
        graph.add_node(row.id, stage_node(row, speaker), destinations=(row.tool_node, ADVANCE, END, *names))
        graph.add_node(row.tool_node, tool_node(row))
        graph.add_edge(row.tool_node, ADVANCE)
    graph.add_node(ADVANCE, advance, destinations=(CONSENT, *names))
    graph.add_node(CONSENT, consent, destinations=(CONSENT, *names))
    graph.add_conditional_edges(START, _stored_stage, names)
    return graph.compile(checkpointer=checkpointer)


async def _stored_stage(_: Conversation, runtime: Runtime[TurnContext]) -> str:
    context = runtime.context
    async with context.database.transaction(context.principal) as tx:
        return (await sessions.get(tx, context.session)).current_stage
