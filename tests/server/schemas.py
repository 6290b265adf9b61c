"""As much of JSON Schema as our own document uses, to hold its examples against it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


def violations(document: Mapping[str, Any], schema: Any, value: Any, at: str = "") -> Iterator[str]:
    """Where and how `value` breaks `schema`, whose references lead into `document`."""
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    if "anyOf" in schema:
        if all(list(violations(document, option, value, at)) for option in schema["anyOf"]):
            yield f"{at or 'value'}: fits none of the options"
        return
    if "type" in schema and not _is_a(value, schema["type"]):
        yield f"{at or 'value'}: is no {schema['type']}"
        return
    yield from _plain(schema, value, at)
    if isinstance(value, dict):
        yield from _members(document, schema, value, at)
    if isinstance(value, list):
        for index, each in enumerate(value):
            yield from violations(document, schema.get("items", {}), each, f"{at}.{index}")


def _is_a(value: Any, kind: str) -> bool:
    return isinstance(value, _TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _plain(schema: Mapping[str, Any], value: Any, at: str) -> Iterator[str]:
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: not one of {schema['enum']}"
    if "const" in schema and value != schema["const"]:
        yield f"{at}: not {schema['const']}"
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield f"{at}: not like {schema['pattern']}"
    if isinstance(value, str | list):
        if not schema.get("minLength", schema.get("minItems", 0)) <= len(value):
            yield f"{at}: too short"
        if len(value) > schema.get("maxLength", schema.get("maxItems", len(value))):
            yield f"{at}: too long"
    if isinstance(value, int | float) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield f"{at}: out of bounds"


def _members(document: Mapping[str, Any], schema: Mapping[str, Any], value: dict[str, Any], at: str) -> Iterator[str]:
    known = schema.get("properties", {})
    rest = schema.get("additionalProperties", True)
    yield from (f"{at}.{name}: missing" for name in schema.get("required", ()) if name not in value)
    for name, each in value.items():
        if name not in known and rest is False:
            yield f"{at}.{name}: unknown"
        else:
            yield from violations(
                document, known.get(name, rest if isinstance(rest, dict) else {}), each, f"{at}.{name}"
            )
