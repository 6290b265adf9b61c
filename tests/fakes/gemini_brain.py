"""Something to answer with: guided mode reads a Gemini request and replies in Gemini's parts.

What it must know of its own earlier replies (what it asked, offered, understood) travels in thought signatures, so a
conversation only works if signatures come back.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from typing import Any

import orjson
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from agent.briefing import FACTS
from agent.guided.reply import respond

_KEPT = "kept:"
_JSON = re.compile(r"```json\n(.*)\n```", re.DOTALL)


def signature(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def parts(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The reply to this request, as parts in the order they are streamed."""
    offered = [one["name"] for tool in body.get("tools") or () for one in tool["functionDeclarations"]]
    reply = respond(messages(body), offered)
    words = [{"text": piece} for piece in re.findall(r"(?:\s*\S+){1,6}", reply.text)]
    calls: list[dict[str, Any]] = [
        {"functionCall": {"name": call.name, "args": orjson.loads(orjson.dumps(call.args))}} for call in reply.calls
    ]
    if calls:
        calls[0]["thoughtSignature"] = signature(f"call:{reply.calls[0].name}")
    # As newer models do: the signature of words comes at their end, with no text.
    thought = signature(f"{_KEPT}{orjson.dumps(reply.remembered()).decode()}")
    return [*words, {"text": "", "thoughtSignature": thought}, *calls]


def facts(body: dict[str, Any]) -> dict[str, Any]:
    """The session facts, which stand last in the system instruction."""
    found = _JSON.search(body["systemInstruction"]["parts"][-1]["text"])
    assert found, "the facts do not stand last"
    return orjson.loads(found[1])


def messages(body: dict[str, Any]) -> list[BaseMessage]:
    told: list[BaseMessage] = [SystemMessage("facts", additional_kwargs={FACTS: facts(body)})]
    for index, turn in enumerate(body["contents"]):
        told += _model(turn, index) if turn["role"] == "model" else _user(turn, index)
    return told


def _model(turn: dict[str, Any], index: int) -> Iterator[BaseMessage]:
    text = "".join(part.get("text", "") for part in turn["parts"])
    signatures = [part["thoughtSignature"] for part in turn["parts"] if "thoughtSignature" in part]
    signed = [base64.b64decode(each).decode() for each in signatures]
    kept = [orjson.loads(each.removeprefix(_KEPT)) for each in signed if each.startswith(_KEPT)]
    called = [part["functionCall"] for part in turn["parts"] if "functionCall" in part]
    yield AIMessage(
        text,
        additional_kwargs={name: value for each in kept for name, value in each.items()},
        tool_calls=[
            {"name": call["name"], "args": call.get("args", {}), "id": f"{index}.{i}", "type": "tool_call"}
            for i, call in enumerate(called)
        ],
    )


def _user(turn: dict[str, Any], index: int) -> Iterator[BaseMessage]:
    answers = [part["functionResponse"] for part in turn["parts"] if "functionResponse" in part]
    for i, answer in enumerate(answers):
        content = orjson.dumps(answer["response"]).decode()
        yield ToolMessage(content, name=answer["name"], tool_call_id=f"{index - 1}.{i}")
    if said := "\n".join(part["text"] for part in turn["parts"] if "text" in part):
        yield HumanMessage(said)
