"""The conversation as a model may see it: bounded in the checkpoint, repaired before every call, rebuilt after a crash."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Any

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage
from langgraph.graph.message import add_messages
from typing_extensions import TypedDict

from state.wizard.interactions import WizardInteraction

WINDOW = 20
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
    """The same talk with every tool call answered right after it, once, and no answer without its call."""
    answers: dict[str, ToolMessage] = {}
    for message in messages:
        if isinstance(message, ToolMessage):
            answers.setdefault(message.tool_call_id, message)
    legal: list[AnyMessage] = []
    for message in messages:
        if not isinstance(message, ToolMessage):
            legal.append(message)
        if isinstance(message, AIMessage):
            legal += [answers.get(call["id"] or "", _lost(call)) for call in message.tool_calls]
    return legal


def _lost(call: Any) -> ToolMessage:
    return ToolMessage(_LOST, name=call["name"], tool_call_id=call["id"] or "", status="error", id=f"lost-{call['id']}")


def unanswered(messages: Sequence[AnyMessage]) -> list[Any]:
    """Calls of the newest assistant message that have no answer yet, in the order the model made them."""
    last = next((message for message in reversed(messages) if isinstance(message, AIMessage)), None)
    answered = {message.tool_call_id for message in messages if isinstance(message, ToolMessage)}
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


def _assistant(row: WizardInteraction) -> AIMessage:
    return AIMessage(row.text, id=row.message_id, tool_calls=row.tool_calls or [])


def _tool(row: WizardInteraction) -> ToolMessage:
    return ToolMessage(row.text, id=row.message_id, tool_call_id=row.tool_call_id or "")


_MAKERS: dict[str, Any] = {
    "user": lambda row: HumanMessage(row.text, id=row.message_id),
    "assistant": _assistant,
    "tool": _tool,
}
