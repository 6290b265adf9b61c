"""What Gemini refuses, written down from its documentation and error texts, apart from the code that must obey it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")
_DATA = {"text", "functionCall", "functionResponse"}


def breaches(body: dict[str, Any]) -> list[str]:
    """Why this request of generateContent would be answered with 400; empty if it would not."""
    contents = body.get("contents") or []
    found = [*_edges(contents), *_system(body), *_tools(body)]
    for index, turn in enumerate(contents):
        before = contents[index - 1] if index else None
        after = contents[index + 1] if index + 1 < len(contents) else None
        found += [f"turn {index}: {why}" for why in (*_parts(turn), *_order(before, turn, after))]
    return found


def kinds(turn: dict[str, Any] | None) -> set[str]:
    return {name for part in (turn or {}).get("parts") or () for name in part if name in _DATA}


def calls(turn: dict[str, Any] | None) -> list[str]:
    return [part["functionCall"]["name"] for part in (turn or {}).get("parts") or () if "functionCall" in part]


def schema_of(declared: dict[str, Any]) -> dict[str, Any]:
    """Of a function declaration; Google's parser takes both spellings, its own library sends the second."""
    return declared.get("parametersJsonSchema") or declared.get("parameters_json_schema") or {}


def _responses(turn: dict[str, Any] | None) -> list[str]:
    return [part["functionResponse"]["name"] for part in (turn or {}).get("parts") or () if "functionResponse" in part]


def _edges(contents: list[Any]) -> Iterator[str]:
    if not contents:
        yield "contents are missing"
        return
    if contents[0].get("role") != "user" or kinds(contents[0]) != {"text"}:
        yield "the first turn is not the user's words"
    if contents[-1].get("role") != "user":
        yield "the last turn is not the user's"


def _parts(turn: dict[str, Any]) -> Iterator[str]:
    if turn.get("role") not in {"user", "model"}:
        yield f"role {turn.get('role')}"
    if not turn.get("parts"):
        yield "no parts"
    for part in turn.get("parts") or ():
        data = _DATA & part.keys()
        if len(data) != 1:
            yield f"a part with {sorted(part)}"
        if "text" in part and not part["text"].strip() and not part.get("thoughtSignature"):
            yield "an empty text part"
        if not all(_NAME.fullmatch(part[name].get("name") or "") for name in data - {"text"}):
            yield "a call or response without a proper name"
        if not all(isinstance(part[name].get("response", {}), dict) for name in data - {"text"}):
            yield "a response that is no object"
    yield from _mixture(turn)


def _mixture(turn: dict[str, Any]) -> Iterator[str]:
    present = kinds(turn)
    if turn.get("role") == "user" and "functionCall" in present:
        yield "the user calls a function"
    if turn.get("role") == "model" and "functionResponse" in present:
        yield "the model responds to a function"
    if "functionResponse" in present and len(present) > 1:
        yield "responses mixed with other parts"


def _order(before: Any, turn: dict[str, Any], after: Any) -> Iterator[str]:
    if calls(turn):
        if before is None or before.get("role") != "user":
            yield "a function call turn that does not come directly after a user or function response turn"
        if sorted(_responses(after)) != sorted(calls(turn)) or _responses(after) != calls(turn):
            yield f"calls {calls(turn)} are answered by {_responses(after)}"
    if _responses(turn) and not calls(before):
        yield "a function response turn that does not come directly after a function call turn"
    if before is not None and before.get("role") == turn.get("role") and not _responses(before):
        yield f"two {turn.get('role')} turns in a row"


def _system(body: dict[str, Any]) -> Iterator[str]:
    parts = (body.get("systemInstruction") or {}).get("parts") or []
    if any(not part.get("text", "").strip() for part in parts):
        yield "an empty system instruction"


def _tools(body: dict[str, Any]) -> Iterator[str]:
    declared = [one for tool in body.get("tools") or () for one in tool.get("functionDeclarations") or ()]
    names = [one.get("name", "") for one in declared]
    if len(set(names)) != len(names) or not all(_NAME.fullmatch(name) for name in names):
        yield f"function names {names}"
    for one in declared:
        schema = schema_of(one)
        if one.get("parameters") is not None:
            yield f"{one['name']} is declared in the older way, in which a free object cannot be said"
        if schema and (schema.get("type") != "object" or not schema.get("properties")):
            yield f"{one['name']} takes no object"
        if not one.get("description"):
            yield f"{one['name']} is not described"
