"""The graph that every variant of wire.py runs: a stage speaks, its tool changes one field of a session of 6 KB.

One run is one tool call in PARTS argument chunks, then TOKENS tokens of text. It stands on LangGraph alone, so that the
peer runs it as it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any
from uuid import uuid4

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, AnyMessage, BaseMessage, ToolMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.config import get_stream_writer
from langgraph.graph import END, START, StateGraph
from langgraph.graph.message import add_messages
from langgraph.graph.state import CompiledStateGraph
from typing_extensions import TypedDict

PARTS, TOKENS = 10, 200
STAGE = "organizerSetup"
_ARGUMENTS = '{"email": "anna.rossi@example.com", "name": "Anna Rossi", "role": "agency"}'


class State(TypedDict):
    messages: Annotated[list[AnyMessage], add_messages]
    session: dict[str, Any]


class ScriptedModel(BaseChatModel):
    """Streams what one run is made of; `pause` seconds before each chunk, 0 still gives others their turn."""

    pause: float = 0

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(self, *_: Any, **__: Any) -> ChatResult:
        raise NotImplementedError

    async def _astream(
        self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **_: Any
    ) -> AsyncIterator[ChatGenerationChunk]:
        said = _words() if isinstance(messages[-1], ToolMessage) else _call()
        for chunk in said:
            await asyncio.sleep(self.pause)
            yield ChatGenerationChunk(message=chunk)


def _call() -> Iterator[AIMessageChunk]:
    message_id, call_id = str(uuid4()), f"call_{uuid4().hex}"
    step = -(-len(_ARGUMENTS) // PARTS)
    for place in range(0, len(_ARGUMENTS), step):
        name, call = ("save_organizer", call_id) if place == 0 else (None, None)
        part = tool_call_chunk(name=name, args=_ARGUMENTS[place : place + step], id=call, index=0)
        yield AIMessageChunk(content="", id=message_id, tool_call_chunks=[part])


def _words() -> Iterator[AIMessageChunk]:
    message_id = str(uuid4())
    for index in range(TOKENS):
        yield AIMessageChunk(content=f"word{index % 10} ", id=message_id)


def fresh_session() -> dict[str, Any]:
    """About 6 KB of JSON, in the shape of a wizard session."""
    data = {f"field_{index}": f"value {index} " + "x" * 20 for index in range(20)}
    stages = {f"stage_{index}": {"data": data, "complete": False} for index in range(6)}
    return {"revision": 0, "current_stage": STAGE, "email": "", "stages": stages}


def build(model: BaseChatModel, checkpointer: BaseCheckpointSaver[Any]) -> CompiledStateGraph[Any, Any, Any, Any]:
    async def speak(state: State) -> dict[str, Any]:
        return {"messages": [await model.ainvoke(state["messages"])]}

    graph = StateGraph(State)
    graph.add_node("recall", _recall)
    graph.add_node(STAGE, speak)
    graph.add_node("tools", _save)
    graph.add_edge(START, "recall")
    graph.add_edge("recall", STAGE)
    graph.add_conditional_edges(STAGE, _after, ["tools", END])
    graph.add_edge("tools", STAGE)
    return graph.compile(checkpointer=checkpointer)


async def _recall(state: State) -> dict[str, Any]:
    return {} if state.get("session") else {"session": fresh_session()}


async def _save(state: State) -> dict[str, Any]:
    call, session = _newest_call(state), state["session"]
    revision = session["revision"] + 1
    session = session | {"revision": revision, "email": f"anna.{revision:04d}@example.com"}
    get_stream_writer()({"session": session})
    result = ToolMessage('{"saved": true}', name=call["name"], tool_call_id=call["id"], id=f"result-{call['id']}")
    return {"messages": [result], "session": session}


def _after(state: State) -> str:
    return "tools" if _newest_call(state) else END


def _newest_call(state: State) -> Any:
    last = state["messages"][-1]
    return last.tool_calls[0] if isinstance(last, AIMessage) and last.tool_calls else None
