"""What a client's page may bring to a run: tools it carries out itself, readable context, results of open calls.

Declared tools are bounded, and one that bears a name of ours is left out: it would shadow a gate. Context is data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

import orjson
from ag_ui.core import Context, RunAgentInput, TextInputContent, Tool
from ag_ui.core import ToolMessage as WireResult
from langchain_core.messages import ToolMessage

from agent.stages import STAGES
from tools.context import Page, PageTool

MOST_TOOLS, LONGEST_TOOL = 20, 4_000
MOST_SHOWN, LONGEST_SHOWN = 20, 8_000
LONGEST_RESULT = 8_000
# How the ids of the results begin that are written here; a client's own messages may not take them.
OUR_IDS = ("page-", "lost-")
_OURS = frozenset(tool.name for row in STAGES for tool in row.tools)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}", re.ASCII)
_FREE: Mapping[str, Any] = {"type": "object", "properties": {}}
_ABANDONED = '{"error": "no_answer", "message": "The page gave no answer to this call; the person went on."}'


def page_of(request: RunAgentInput) -> Page:
    tools = {tool.name: tool for tool in (request.tools or ())[:MOST_TOOLS] if _is_fit(tool)}
    declared = [PageTool(tool.name, tool.description, _schema(tool)) for tool in tools.values()]
    return Page(tuple(declared), tuple(_shown(request.context or ())))


def results(
    request: RunAgentInput, open_calls: Sequence[dict[str, str]]
) -> tuple[list[ToolMessage], list[ToolMessage]]:
    """The page's first answer to each open call, and that it gave none to the others; no other result is believed."""
    given: dict[str, WireResult] = {}
    for message in request.messages:
        if isinstance(message, WireResult):
            given.setdefault(message.tool_call_id, message)
    answered = [_result(call, given[call["id"]]) for call in open_calls if call["id"] in given]
    return answered, [_abandoned(call) for call in open_calls if call["id"] not in given]


def left_open(unanswered: dict[str, str], names: Collection[str]) -> list[dict[str, str]]:
    """The calls of a run that wait for the page."""
    return [{"id": call, "name": name} for call, name in unanswered.items() if name in names]


def _is_fit(tool: Tool) -> bool:
    try:
        size = len(tool.description) + len(orjson.dumps(tool.parameters))
    except TypeError:
        # A number beyond 64 bits, or nested too deep.
        return False
    return size <= LONGEST_TOOL and tool.name not in _OURS and _NAME.fullmatch(tool.name) is not None


def _schema(tool: Tool) -> dict[str, Any]:
    """The schema of its arguments; a free object where what was declared is no schema of one, or refers to others.

    A model's service refuses a whole conversation for one bad declaration, and references can be written so that a
    page of them unfolds into gigabytes.
    """
    given: Any = tool.parameters
    fits = isinstance(given, dict) and given.get("type") == "object" and _is_schema(given)
    return {name: value for name, value in given.items() if name != "$schema"} if fits else dict(_FREE)


def _is_schema(value: Any) -> bool:
    if not isinstance(value, dict) or "$ref" in value:
        return False
    return all(_KEYWORDS[name](each) for name, each in value.items() if name in _KEYWORDS)


def _are_schemas(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_schema, value))


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


# The keywords that models' services read, and what each must be.
_KEYWORDS: Mapping[str, Callable[[Any], bool]] = {
    "type": lambda value: _is_text(value) or _are_texts(value),
    "title": _is_text,
    "description": _is_text,
    "required": _are_texts,
    "enum": lambda value: isinstance(value, list),
    "items": _is_schema,
    "properties": lambda value: isinstance(value, dict) and all(map(_is_schema, value.values())),
    "anyOf": _are_schemas,
    "oneOf": _are_schemas,
    "allOf": _are_schemas,
}


def _shown(context: Sequence[Context]) -> Iterator[tuple[str, str]]:
    left = LONGEST_SHOWN
    for each in context[:MOST_SHOWN]:
        left -= len(each.description) + len(each.value)
        if left < 0:
            return
        yield each.description, each.value


def _result(call: dict[str, str], given: WireResult) -> ToolMessage:
    parts = given.content if isinstance(given.content, list) else [TextInputContent(text=given.content)]
    text = "\n".join(part.text for part in parts if isinstance(part, TextInputContent))
    message_id = f"{OUR_IDS[0]}{call['id']}"
    return ToolMessage(text[:LONGEST_RESULT], id=message_id, name=call["name"], tool_call_id=call["id"])


def _abandoned(call: dict[str, str]) -> ToolMessage:
    message_id = f"{OUR_IDS[1]}{call['id']}"
    return ToolMessage(_ABANDONED, id=message_id, status="error", name=call["name"], tool_call_id=call["id"])
