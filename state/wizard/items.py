"""Single entries of a stage's lists (a tier, a sponsor), found by name: put one or remove one, not resending all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic.alias_generators import to_camel

from state.database import Transaction
from state.errors import FieldError, InvalidData
from state.wizard import sessions
from state.wizard.progress import stage_data
from state.wizard.sessions import Key, OnInvalid, Saved, Source
from state.wizard.sponsors import Sponsor
from state.wizard.tickets import Tier

# Members of entries in the spelling of the wire, which stored ones never have.
_SPELLINGS = {to_camel(name): name for model in (Tier, Sponsor) for name in model.model_fields}


async def put(tx: Transaction, key: Key, stage: str, field: str, item: Mapping[str, Any], source: Source) -> Saved:
    """Add the entry, or replace the one of the same name where it stands; unnamed members of the old one are kept."""
    entries = await _entries(tx, key, stage, field)
    item = {_SPELLINGS.get(name, name): value for name, value in item.items()}
    index = _index(entries, item.get("name"))
    changed = (
        [*entries, item] if index is None else [*entries[:index], {**entries[index], **item}, *entries[index + 1 :]]
    )
    return await sessions.save(tx, key, stage, {field: changed}, source=source, on_invalid=OnInvalid.keep_good)


async def remove(tx: Transaction, key: Key, stage: str, field: str, name: str, source: Source) -> Saved:
    """Raises InvalidData, naming those that are there, when none is called that."""
    entries = await _entries(tx, key, stage, field)
    if (index := _index(entries, name)) is None:
        there = ", ".join(str(entry["name"]) for entry in entries) or "none yet"
        raise InvalidData([FieldError(field, "no_such_entry", f"There is none called {name}; there are: {there}.")])
    changed = entries[:index] + entries[index + 1 :]
    return await sessions.save(tx, key, stage, {field: changed}, source=source, on_invalid=OnInvalid.keep_good)


async def _entries(tx: Transaction, key: Key, stage: str, field: str) -> list[dict[str, Any]]:
    return list(stage_data(await sessions.locked(tx, key))[stage].get(field, ()))


def _index(entries: list[dict[str, Any]], name: object) -> int | None:
    wanted = str(name).casefold().strip()
    return next((index for index, entry in enumerate(entries) if entry["name"].casefold() == wanted), None)
