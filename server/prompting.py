"""`wizard prompt`: exactly what a model would be sent for a session at a stage, prompts, facts, history and tools."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import orjson
from langchain_core.messages import AIMessage, AnyMessage, ToolMessage
from langchain_core.utils.function_calling import convert_to_openai_tool

from agent.briefing import brief, facts, prompt_of
from agent.nodes import declaration
from agent.stages import BY_ID, AgentStage
from server import resources
from server.settings import Settings
from state.values import Principal
from state.wizard import sessions
from state.wizard.stages import resolve
from state.wizard.view import view


async def shown(settings: Settings, principal: Principal, session_id: str, stage: str) -> str:
    """The whole of it as text. Raises NotFound for a session this principal cannot see, or an unknown stage."""
    row = BY_ID[resolve(stage).id]
    async with resources.opened(settings) as held:
        async with held.database.transaction(principal) as tx:
            session = await sessions.get(tx, session_id)
            known = facts(row, view(session), datetime.now(UTC))
        state = await held.runs.graph.aget_state({"configurable": {"thread_id": str(session.id)}})
        messages = brief(prompt_of(row, settings.prompts_dir), known, state.values.get("messages", []))
    return "\n".join([*_messages(messages), *_tools(row)])


def _messages(messages: list[AnyMessage]) -> Iterator[str]:
    for message in messages:
        yield f"=== {message.type} ==="
        if message.text:
            yield str(message.text)
        for call in message.tool_calls if isinstance(message, AIMessage) else ():
            yield f"-> {call['name']} {orjson.dumps(call['args']).decode()}"
        if isinstance(message, ToolMessage):
            yield f"(answers {message.name})"
        yield ""


def _tools(row: AgentStage) -> Iterator[str]:
    yield "=== tools ==="
    for tool in row.tools:
        described: dict[str, Any] = convert_to_openai_tool(declaration(tool))["function"]
        yield orjson.dumps(described, option=orjson.OPT_INDENT_2).decode()
