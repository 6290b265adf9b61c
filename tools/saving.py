"""Saving what was heard: the current stage's own tool, corrections of earlier stages, and facts for later ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from state.errors import FieldError, InvalidData
from state.wizard import items, sessions
from state.wizard.fields import StageModel
from state.wizard.sessions import OnInvalid, Source
from state.wizard.stages import REVIEW, STAGES, Stage
from tools import outcome
from tools.context import Turn
from tools.definition import Tool, stage_schema
from tools.outcome import Outcome


async def save(turn: Turn, stage: str, fields: Mapping[str, Any]) -> Outcome:
    """Good fields are stored, bad ones come back with the way out."""
    result = await sessions.save(
        turn.tx, turn.context.session, stage, fields, source=Source.chat, on_invalid=OnInvalid.keep_good
    )
    return outcome.saved(result)


def save_current(name: str, stage: Stage, description: str) -> Tool:
    """The tool of one stage; it can write to no other."""

    async def run(turn: Turn, fields: Mapping[str, Any]) -> Outcome:
        return await save(turn, stage.id, fields)

    return Tool(name, description, stage_schema(stage), run)


def put_item(name: str, stage: Stage, field: str, item: type[StageModel], description: str) -> Tool:
    """A tool for one entry of a list: the entry of the same name is changed, a new name is added."""

    async def run(turn: Turn, entry: Mapping[str, Any]) -> Outcome:
        saved = await items.put(turn.tx, turn.context.session, stage.id, field, entry, Source.chat)
        return outcome.saved(saved)

    schema = item.model_json_schema(by_alias=False) | {"required": ["name"]}
    return Tool(name, description, schema, run)


def remove_item(name: str, stage: Stage, field: str, description: str) -> Tool:
    async def run(turn: Turn, arguments: Mapping[str, Any]) -> Outcome:
        wanted = str(arguments.get("name", ""))
        return outcome.saved(await items.remove(turn.tx, turn.context.session, stage.id, field, wanted, Source.chat))

    schema = {
        "type": "object",
        "properties": {"name": {"type": "string", "description": "Name of the entry."}},
        "required": ["name"],
        "additionalProperties": False,
    }
    return Tool(name, description, schema, run)


def correct_earlier(current: Stage) -> Tool | None:
    """A tool for the stages before this one; None at the first."""
    stages = STAGES[: STAGES.index(current)]
    text = "Correct facts of a stage that comes before the current one, when the organizer changes his mind."
    return _of_another_stage("correct_earlier_stage", text, stages)


def save_for_later(current: Stage) -> Tool | None:
    """A tool for facts that belong to stages after this one; consent is never among them."""
    stages = tuple(stage for stage in STAGES[STAGES.index(current) + 1 :] if stage is not REVIEW)
    text = "Keep facts the organizer mentions now that belong to a later stage, so that he need not repeat them."
    return _of_another_stage("save_for_later_stage", text, stages)


def _of_another_stage(name: str, text: str, stages: tuple[Stage, ...]) -> Tool | None:
    if not stages:
        return None
    known = "; ".join(f"{stage.id}: {', '.join(stage.field_names)}" for stage in stages)
    schema = {
        "type": "object",
        "properties": {
            "stage": {"type": "string", "enum": [stage.id for stage in stages], "description": "The stage."},
            "fields": {"type": "object", "description": f"Facts by field name. Fields by stage: {known}."},
        },
        "required": ["stage", "fields"],
        "additionalProperties": False,
    }
    allowed = {stage.id for stage in stages}

    async def run(turn: Turn, arguments: Mapping[str, Any]) -> Outcome:
        stage, fields = arguments.get("stage"), arguments.get("fields")
        if not isinstance(stage, str) or stage not in allowed or not isinstance(fields, Mapping):
            message = f"Give one of these stages: {', '.join(sorted(allowed))}; and its fields as an object."
            raise InvalidData([FieldError("stage", "stage_not_allowed", message)])
        return await save(turn, stage, fields)

    return Tool(name, text, schema, run)
