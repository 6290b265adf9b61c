"""When two values of a field say the same: case, outer punctuation and the order of a list's entries do not count,
and neither does how a price is written."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

_EDGES = " .,;:!?\"'“”„«»‘’\n\t"


def same(one: Any, other: Any) -> bool:
    return _plain(one) == _plain(other)


def is_right(value: Any, right: tuple[Any, ...]) -> bool:
    return any(same(value, each) for each in right)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _member(name, each) for name, each in value.items() if each is not None}
    if isinstance(value, list | tuple):
        entries = [_plain(each) for each in value]
        return sorted(entries, key=str) if all(isinstance(each, dict | str) for each in entries) else entries
    return " ".join(value.casefold().split()).strip(_EDGES) if isinstance(value, str) else value


def _member(name: str, value: Any) -> Any:
    if name != "price":
        return _plain(value)
    try:
        return Decimal(str(value)).normalize()
    except InvalidOperation:
        return value
