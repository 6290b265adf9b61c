"""What a client's page may bring to a run: tools it carries out itself, readable context, results of open calls.

Declared tools are bounded, and one that bears a name of ours is left out: it would shadow a gate. Context is data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, cast

import orjson
from ag_ui.core import Context, RunAgentInput, TextInputContent, Tool
from ag_ui.core import ToolMessage as WireResult
from langchain_core.messages import ToolMessage
from langchain_core.utils.json_schema import dereference_refs

from agent.stages import STAGES
from tools.context import Page, PageTool

MOST_TOOLS, LONGEST_TOOL = 20, 4_000
MOST_SHOWN, LONGEST_SHOWN = 20, 8_000
LONGEST_RESULT = 8_000
_OURS = frozenset(tool.name for row in STAGES for tool in row.tools)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}", re.ASCII)
_FREE: Mapping[str, Any] = {"type": "object", "properties": {}}
_ABANDONED = '{"error": "no_answer", "message": "The page gave no answer to this call; the person went on."}'


def page_of(request: RunAgentInput) -> Page:
    tools = {tool.name: tool for tool in (request.tools or ())[:MOST_TOOLS] if _is_fit(tool)}
    declared = [PageTool(tool.name, tool.description, _schema(tool)) for tool in tools.values()]
    return Page(tuple(declared), tuple(_shown(request.context or ())))


def results(request: RunAgentInput, open_calls: Sequence[dict[str, str]]) -> list[ToolMessage]:
    """An answer to each open call: the page's first one, or that it gave none. Other results are not believed."""
    given: dict[str, WireResult] = {}
    for message in request.messages:
        if isinstance(message, WireResult):
            given.setdefault(message.tool_call_id, message)
    return [_result(call, given.get(call["id"])) for call in open_calls]


def left_open(unanswered: dict[str, str], names: Collection[str]) -> list[dict[str, str]]:
    """The calls of a run that wait for the page."""
    return [{"id": call, "name": name} for call, name in unanswered.items() if name in names]


def _is_fit(tool: Tool) -> bool:
    fits = len(tool.description) + len(orjson.dumps(tool.parameters)) <= LONGEST_TOOL
    return fits and tool.name not in _OURS and _NAME.fullmatch(tool.name) is not None


def _schema(tool: Tool) -> dict[str, Any]:
    """The schema of its arguments without references; a free object where what was declared is no schema of one.

    A model's service refuses a whole conversation for one bad declaration.
    """
    try:
        given: Any = dereference_refs(cast(Any, tool.parameters))
    except (KeyError, ValueError, TypeError, AttributeError):
        return dict(_FREE)
    fits = _is_schema(given) and given.get("type") == "object"
    return {name: value for name, value in given.items() if name not in ("$schema", "$defs")} if fits else dict(_FREE)


def _is_schema(value: Any) -> bool:
    return isinstance(value, dict) and all(_KEYWORDS[name](each) for name, each in value.items() if name in _KEYWORDS)


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


def _result(call: dict[str, str], given: WireResult | None) -> ToolMessage:
    answer = {"name": call["name"], "tool_call_id": call["id"]}
    if given is None:
        return ToolMessage(_ABANDONED, id=f"lost-{call['id']}", status="error", **answer)
    parts = given.content if isinstance(given.content, list) else [TextInputContent(text=given.content)]
    text = "\n".join(part.text for part in parts if isinstance(part, TextInputContent))
    return ToolMessage(text[:LONGEST_RESULT], id=f"page-{call['id']}", **answer)
