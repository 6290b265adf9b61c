"""The conversation as a model may see it: bounded in the checkpoint, repaired before every call, rebuilt if lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Any

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage
from langgraph.graph.message import add_messages
from typing_extensions import TypedDict

from state.wizard.interactions import WizardInteraction

WINDOW = 20
# Where thought signatures of tool calls stand, by call id: under langchain-google-genai's own name, so it returns them.
SIGNATURES = "__gemini_function_call_thought_signatures__"
_NAMELESS = "unnamed"
_LOST_ID = "lost-"
_LOST = '{"error": "interrupted", "message": "This call was cut off; look at the session facts to see what was saved."}'


def window(left: list[AnyMessage], right: Any) -> list[AnyMessage]:
    """add_messages, then the last WINDOW messages from a user's message on; the current turn always stays whole."""
    merged: list[AnyMessage] = add_messages(left, right)  # pyright: ignore[reportAssignmentType, reportArgumentType]
    if len(merged) <= WINDOW:
        return merged
    starts = [index for index, message in enumerate(merged) if isinstance(message, HumanMessage)]
    inside = [index for index in starts if index >= len(merged) - WINDOW]
    return merged[inside[0] if inside else (starts or [0])[-1] :]


class Conversation(TypedDict):
    """What the checkpoint holds: the talk and who spoke last, never what the session row holds."""

    messages: Annotated[list[AnyMessage], window]
    speaker: str
    calls: int


def repaired(messages: Sequence[AnyMessage]) -> list[AnyMessage]:
    """The same talk with every tool call answered right after it, once, under an id that no other call has."""
    taken: set[str] = set()
    legal: list[AnyMessage] = []
    for index, message in enumerate(messages):
        if isinstance(message, AIMessage) and message.tool_calls:
            legal += _answered(message, messages[index + 1 :], taken)
        elif not isinstance(message, ToolMessage):
            legal.append(message)
    return legal


def _answered(message: AIMessage, following: Sequence[AnyMessage], taken: set[str]) -> list[AnyMessage]:
    """The message and the answers to its calls; `taken` grows by their ids."""
    answers = _answers(message, following)
    calls: list[Any] = []
    told: list[AnyMessage] = []
    for call in message.tool_calls:
        found = next((answer for answer in answers if answer.tool_call_id == call["id"]), None)
        if found:
            answers.remove(found)
        named = {**call, "id": _own_id(call["id"], taken), "name": call["name"] or _NAMELESS}
        calls.append(named)
        told.append(_renamed(found, named["id"]) if found else _lost(named))
    return [message if calls == message.tool_calls else _with_calls(message, calls), *told]


def _answers(message: AIMessage, following: Sequence[AnyMessage]) -> list[ToolMessage]:
    """What may answer its calls: tool messages before another message makes a call of the same id."""
    ids = {call["id"] for call in message.tool_calls}
    found: list[ToolMessage] = []
    for other in following:
        if isinstance(other, AIMessage):
            ids -= {call["id"] for call in other.tool_calls}
        elif isinstance(other, ToolMessage) and other.tool_call_id in ids:
            found.append(other)
    return found


def _own_id(wanted: str | None, taken: set[str]) -> str:
    own, count = wanted or "call", 1
    while own in taken:
        count += 1
        own = f"{wanted or 'call'}~{count}"
    taken.add(own)
    return own


def _renamed(answer: ToolMessage, call_id: str) -> ToolMessage:
    return answer if answer.tool_call_id == call_id else answer.model_copy(update={"tool_call_id": call_id})


def _with_calls(message: AIMessage, calls: list[Any]) -> AIMessage:
    kwargs = dict(message.additional_kwargs)
    if signatures := kwargs.get(SIGNATURES):
        renamed = zip(message.tool_calls, calls, strict=True)
        kwargs[SIGNATURES] = {new["id"]: signatures[old["id"] or ""] for old, new in renamed if old["id"] in signatures}
    return message.model_copy(update={"tool_calls": calls, "additional_kwargs": kwargs})


def _lost(call: Any) -> ToolMessage:
    return ToolMessage(_LOST, name=call["name"], tool_call_id=call["id"], status="error", id=f"{_LOST_ID}{call['id']}")


def is_lost(message: ToolMessage) -> bool:
    """Whether the answer is only there to stand for one that never came."""
    return str(message.id).startswith(_LOST_ID)


def unanswered(messages: Sequence[AnyMessage]) -> list[Any]:
    """Calls of the newest assistant message that have no answer yet, in the order the model made them."""
    last = next((message for message in reversed(messages) if isinstance(message, AIMessage)), None)
    answered = {message.tool_call_id for message in answers_to_last_call(messages)}
    return [call for call in last.tool_calls if call["id"] not in answered] if last else []


def answers_to_last_call(messages: Sequence[AnyMessage]) -> list[ToolMessage]:
    """The tool messages since the newest assistant message."""
    found: list[ToolMessage] = []
    for message in reversed(messages):
        if isinstance(message, AIMessage):
            break
        if isinstance(message, ToolMessage):
            found.insert(0, message)
    return found


def rebuilt(transcript: Iterable[WizardInteraction]) -> list[AnyMessage]:
    """Messages from stored interactions, oldest first, from the first user message on."""
    messages = [_MAKERS[row.role](row) for row in transcript if row.role in _MAKERS]
    first = next((index for index, message in enumerate(messages) if isinstance(message, HumanMessage)), len(messages))
    return repaired(messages[first:])


def stored_calls(reply: AIMessage) -> list[dict[str, Any]] | None:
    """Tool calls as the transcript keeps them: each with its thought signature, if it has one."""
    signatures = reply.additional_kwargs.get(SIGNATURES, {})
    calls = [{**call} | _signed(signatures.get(call["id"])) for call in reply.tool_calls]
    return calls or None


def _signed(signature: str | None) -> dict[str, str]:
    return {"signature": signature} if signature else {}


def _assistant(row: WizardInteraction) -> AIMessage:
    calls = [{name: value for name, value in call.items() if name != "signature"} for call in row.tool_calls or []]
    signatures = {call["id"]: call["signature"] for call in row.tool_calls or [] if "signature" in call}
    kwargs = {SIGNATURES: signatures} if signatures else {}
    return AIMessage(row.text, id=row.message_id, tool_calls=calls, additional_kwargs=kwargs)


def _tool(row: WizardInteraction) -> ToolMessage:
    return ToolMessage(row.text, id=row.message_id, tool_call_id=row.tool_call_id or "")


_MAKERS: dict[str, Any] = {
    "user": lambda row: HumanMessage(row.text, id=row.message_id),
    "assistant": _assistant,
    "tool": _tool,
}
