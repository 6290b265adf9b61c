"""The shape of a tool: a name, a text the model reads, a JSON Schema, and one operation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from state.wizard.stages import Stage
from tools.context import Turn, TurnContext
from tools.outcome import Outcome

Operation = Callable[[Turn, Mapping[str, Any]], Awaitable[Outcome]]
Outside = Callable[[TurnContext], Awaitable[Any]]


@dataclass(frozen=True)
class Tool:
    """`run` is None for a call that moves the conversation: a node of the graph carries it out after its siblings.

    `outside` is what has to be waited for, before `run` gets its transaction and finds it in `turn.brought`.
    """

    name: str
    description: str
    schema: Mapping[str, Any]
    run: Operation | None = None
    outside: Outside | None = None


NO_ARGUMENTS: Mapping[str, Any] = {"type": "object", "properties": {}, "additionalProperties": False}


def stage_schema(stage: Stage) -> Mapping[str, Any]:
    """The stage's own model with every field optional: the same one that form and API are checked by."""
    return stage.draft.model_json_schema(by_alias=False)
