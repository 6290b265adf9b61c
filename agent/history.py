"""Any stored conversation as a sequence that Gemini accepts: the user first and last, roles in turn, nothing empty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from langchain_core.messages import AIMessage, AnyMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from agent.messages import SIGNATURES, repaired

OPENING = "(The conversation begins here.)"
# A form may have moved the stage while the model spoke; then it speaks again without a new word of the user.
NOTHING_SAID = "(Nothing was said since. The session facts have changed; speak to them.)"


def legal(messages: Sequence[BaseMessage]) -> list[AnyMessage]:
    """System messages first, then turns: calls answered at once, no two turns of words by the same side, none empty.

    Idempotent; no word of the user is lost.
    """
    talk: list[Any] = [message for message in messages if not isinstance(message, SystemMessage)]
    turns = _in_turn(_with_words(message) for message in repaired(talk))
    if not turns or not isinstance(turns[0], HumanMessage):
        turns.insert(0, HumanMessage(OPENING))
    if isinstance(turns[-1], AIMessage):
        turns.append(HumanMessage(NOTHING_SAID))
    return [*(message for message in messages if isinstance(message, SystemMessage)), *turns]


def _in_turn(messages: Iterable[AnyMessage]) -> list[AnyMessage]:
    turns: list[AnyMessage] = []
    for message in messages:
        if _is_empty(message):
            continue
        last = turns[-1] if turns else None
        if isinstance(last, HumanMessage) and isinstance(message, HumanMessage):
            turns[-1] = HumanMessage([*_blocks(last), *_blocks(message)], id=last.id)
        elif isinstance(last, AIMessage) and isinstance(message, AIMessage):
            turns[-1] = _joined(last, message)
        else:
            turns.append(message)
    return turns


def _joined(first: AIMessage, second: AIMessage) -> AIMessage:
    """`first` has no calls: answers to them would stand between the two."""
    signatures = _signatures(first) | _signatures(second)
    kwargs = first.additional_kwargs | second.additional_kwargs | ({SIGNATURES: signatures} if signatures else {})
    return second.model_copy(
        update={
            "content": [*_blocks(first), *_blocks(second)],
            "additional_kwargs": kwargs,
            "response_metadata": first.response_metadata | second.response_metadata,
        }
    )


def _with_words(message: AnyMessage) -> AnyMessage:
    """The message without its empty blocks; an answer stays as it is, since even an empty one is sent as an object."""
    if isinstance(message, ToolMessage):
        return message
    if isinstance(message.content, str):
        return message if message.content.strip() else message.model_copy(update={"content": ""})
    return message.model_copy(update={"content": _blocks(message)})


def _blocks(message: AnyMessage) -> list[Any]:
    content = message.content if isinstance(message.content, list) else [message.content]
    blocks = [{"type": "text", "text": block} if isinstance(block, str) else block for block in content]
    return [block for block in blocks if not _is_blank(block)]


def _is_blank(block: Mapping[str, Any]) -> bool:
    """A text block without text stays if it carries a signature: that must be sent back."""
    return block.get("type") == "text" and not str(block.get("text") or "").strip() and not block.get("extras")


def _is_empty(message: AnyMessage) -> bool:
    if isinstance(message, ToolMessage) or (isinstance(message, AIMessage) and message.tool_calls):
        return False
    return not _blocks(message)


def _signatures(message: AIMessage) -> dict[str, str]:
    return message.additional_kwargs.get(SIGNATURES, {})
