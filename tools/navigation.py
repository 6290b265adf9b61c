"""Finding one's way: progress, undo, going on, going back, starting over.

Calls that move are carried out by the advance node, which also decides whether the person agreed to start over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from state.errors import Conflict, FieldError, InvalidData
from state.wizard import changes, sessions, starting_over
from state.wizard.record import WizardSession
from state.wizard.sessions import Source
from state.wizard.stages import REVIEW, STAGES, Stage, resolve
from tools import outcome
from tools.context import Turn
from tools.definition import NO_ARGUMENTS, Tool
from tools.outcome import Outcome
from tools.saving import correct_earlier, save_for_later

CONTINUE, GO_TO, START_OVER = "continue_to_next_stage", "go_to_stage", "start_over"
# The answer to a call to start over that the person has not agreed to.
ASK_FIRST = "ask_the_person_first"


async def _progress(turn: Turn, _: Mapping[str, Any]) -> Outcome:
    return outcome.progress(await sessions.get(turn.tx, turn.context.session))


async def _undo(turn: Turn, _: Mapping[str, Any]) -> Outcome:
    row, undone = await sessions.undo(turn.tx, turn.context.session)
    return outcome.undone(row, await changes.named(turn.tx, undone))


UNDO = Tool(
    "undo_last_change", "Take back the newest change of the event's data, whoever made it.", NO_ARGUMENTS, _undo
)
SHOW_PROGRESS = Tool(
    "show_progress", "Look up what is done, missing or contradictory in every stage.", NO_ARGUMENTS, _progress
)
CONTINUE_TOOL = Tool(
    CONTINUE,
    "Finish the current stage and move on. Call it when nothing required is missing and the person has nothing to add, "
    "or wants to skip an optional stage.",
    NO_ARGUMENTS,
)
GO_TO_TOOL = Tool(
    GO_TO,
    "Go to a finished stage, or back to the first unfinished one.",
    {
        "type": "object",
        "properties": {"stage": {"type": "string", "enum": [stage.id for stage in STAGES]}},
        "required": ["stage"],
        "additionalProperties": False,
    },
)
START_OVER_TOOL = Tool(
    START_OVER,
    "Clear everything the person has told, in all stages, and begin again. The first call clears nothing: ask him then "
    "whether to clear everything, and call again when he has said yes.",
    NO_ARGUMENTS,
)


def shared(current: Stage) -> tuple[Tool, ...]:
    """The tools every stage offers beside its own; at the last there is nowhere to go on to."""
    onward = () if current is REVIEW else (CONTINUE_TOOL,)
    elsewhere = (correct_earlier(current), save_for_later(current))
    return (SHOW_PROGRESS, UNDO, *onward, GO_TO_TOOL, START_OVER_TOOL, *(tool for tool in elsewhere if tool))


async def move_on(turn: Turn, _: Mapping[str, Any]) -> Outcome:
    """Complete the stage the call came from. If a form has done so meanwhile, nothing is left to do."""
    row = await sessions.complete(turn.tx, turn.context.session, turn.stage.id)
    return _moved(row, turn.stage)


async def go_to(turn: Turn, arguments: Mapping[str, Any]) -> Outcome:
    wanted = arguments.get("stage")
    if not isinstance(wanted, str):
        raise InvalidData([FieldError("stage", "missing", "Say which stage to go to.")])
    row = await sessions.go_to(turn.tx, turn.context.session, wanted)
    return _moved(row, turn.stage)


async def start_over(turn: Turn, _: Mapping[str, Any]) -> Outcome:
    """Clear everything. Only for a person who was asked and said yes."""
    row, changed = await starting_over.start_over(turn.tx, turn.context.session, Source.chat)
    message = "Everything is cleared; undo brings it back. What was said before counts no more: ask anew."
    return Outcome({"cleared": True, "message": message}, row) if changed else _nothing_to_clear(row)


async def ask_first(turn: Turn, _: Mapping[str, Any]) -> Outcome:
    row = await sessions.get(turn.tx, turn.context.session)
    if starting_over.is_untouched(row):
        return _nothing_to_clear(row)
    message = (
        "Nothing is cleared. Ask the person whether to clear everything he has told, and say that undo brings it back. "
        "If his next message is a yes and nothing else, call this again."
    )
    raise Conflict(message, ASK_FIRST)


def _nothing_to_clear(row: WizardSession) -> Outcome:
    return Outcome({"cleared": False, "message": "There is nothing to clear."}, row)


def _moved(row: WizardSession, before: Stage) -> Outcome:
    now = resolve(row.current_stage)
    return Outcome({"finished": before.title, "current_stage": now.id, "title": now.title}, row)


MOVES = {CONTINUE: move_on, GO_TO: go_to}
