"""Whether the person agreed to start over: by the gate's question and his words after it, never by a model's claim."""

from __future__ import annotations

import re
from collections.abc import Sequence

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from tools.navigation import ASK_FIRST, START_OVER

# Clearing everything takes a yes of these very words: guided mode reads far more generously what people wish.
_YES = re.compile(
    r"\b(?:yes|yep|yeah|yup|ya|sure|ok|okay|alright|all right|of course|correct|right|exactly|absolutely|definitely|"
    r"fine|agreed|i agree|confirm|confirmed|i confirm|do it|ja|jawohl|genau|sì|si|certo|va bene|oui|d'accord|sí|claro|"
    r"vale|да|はい|y)\b|👍|👌|✅",
    re.IGNORECASE,
)
# What may stand beside a yes without taking anything from it.
_BESIDE = re.compile(
    r"\b(?:please(?: do)?|go ahead|start over|(?:clear|delete|erase|reset|wipe|remove)(?: (?:everything|it|that))?"
    r"(?: all)?|everything|all of it|it all|thanks|thank you|and)\b|[\s.,!;:]",
    re.IGNORECASE,
)
_LONGEST = 100


def is_given(messages: Sequence[BaseMessage]) -> bool:
    """Whether his newest words are a yes to the question whether to clear everything."""
    words = [message for message in messages if isinstance(message, HumanMessage)]
    return bool(words) and is_asked_for(messages) and agrees(str(words[-1].text))


def is_asked_for(messages: Sequence[BaseMessage]) -> bool:
    """Whether in the turn before his newest words a call to start over was answered: ask first."""
    turn = _turn_before(messages)
    calls = [call for message in turn if isinstance(message, AIMessage) for call in message.tool_calls]
    ids = {call["id"] for call in calls if call["name"] == START_OVER}
    answers = [message for message in turn if isinstance(message, ToolMessage) and message.tool_call_id in ids]
    return any(ASK_FIRST in str(answer.content) for answer in answers)


def agrees(said: str) -> bool:
    """A yes and nothing else: "yes, start over" is one; "yes, but keep the venue" is none, and neither is "next"."""
    rest, count = _YES.subn(" ", said)
    return len(said) <= _LONGEST and count > 0 and not _BESIDE.sub("", rest)


def _turn_before(messages: Sequence[BaseMessage]) -> Sequence[BaseMessage]:
    """Words that were never answered, as after a fault, belong to the same turn as those said after them."""
    words = [index for index, message in enumerate(messages) if isinstance(message, HumanMessage)]
    begin = words[-1] if words else 0
    while begin - 1 in words:
        begin -= 1
    return messages[max((index for index in words if index < begin), default=0) : begin]
