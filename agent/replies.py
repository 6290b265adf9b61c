"""What a model says, made fit for the graph: call ids of its own, broken calls answered as refused, nothing empty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import orjson
from langchain_core.messages import AIMessage, AIMessageChunk, ToolMessage

from agent.faults import Kind, ModelFault
from agent.messages import SIGNATURES

_INTEGERS = 2**63
_REFUSAL = orjson.dumps(
    {
        "error": "bad_arguments",
        "message": "The arguments were no JSON object; nothing was done. Make the call again.",
    }
).decode()


@dataclass(frozen=True)
class Entry:
    """A reply as it enters the graph: `calls` are to be carried out, `refusals` answer those that cannot be."""

    message: AIMessage
    calls: list[Any]
    refusals: list[ToolMessage]


def entering(reply: AIMessage) -> Entry:
    """Raises ModelFault for an empty reply, so that none is ever stored."""
    broken: list[Any] = [
        {"name": call["name"] or "unnamed", "args": {}, "id": call["id"] or _own_id(), "type": "tool_call"}
        for call in reply.invalid_tool_calls
    ]
    if not (str(reply.text).strip() or reply.tool_calls or broken):
        raise ModelFault(Kind.empty)
    calls: list[Any] = [
        {**call, "name": storable(call["name"]), "args": storable(call["args"])} for call in reply.tool_calls
    ]
    update = {
        "id": reply.id or str(uuid4()),
        "content": storable(reply.content),
        "tool_calls": [*calls, *storable(broken)],
        "invalid_tool_calls": [],
    }
    return Entry(reply.model_copy(update=update), calls, [_refused(call) for call in broken])


def storable(value: Any) -> Any:
    """Without what Postgres, UTF-8 or a checkpoint cannot hold: NUL characters, halves of surrogate pairs, and numbers
    beyond 64 bits, which become text."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "ignore").decode()
    if isinstance(value, list):
        return [storable(each) for each in value]
    if isinstance(value, dict):
        return {storable(name): storable(each) for name, each in value.items()}
    if isinstance(value, int) and not -_INTEGERS <= value < _INTEGERS:
        return str(value)
    return value


def _refused(call: Any) -> ToolMessage:
    return ToolMessage(_REFUSAL, id=str(uuid4()), name=call["name"], tool_call_id=call["id"], status="error")


def with_own_ids(message: AIMessageChunk) -> AIMessageChunk:
    """The chunk with fresh ids for the calls that begin in it: models repeat theirs, and tools are keyed by them."""
    signatures: dict[str, str] = dict(message.additional_kwargs.get(SIGNATURES) or {})
    calls: list[Any] = []
    for call in message.tool_call_chunks:
        own = _own_id() if call["name"] or call["id"] else None
        calls.append({**call, "id": own})
        if own and call["id"] in signatures:
            signatures[own] = signatures.pop(call["id"])
    if not calls:
        return message
    kwargs = message.additional_kwargs | ({SIGNATURES: signatures} if signatures else {})
    return AIMessageChunk(**{**dict(message), "tool_call_chunks": calls, "tool_calls": [], "additional_kwargs": kwargs})


def _own_id() -> str:
    return f"call_{uuid4().hex}"
