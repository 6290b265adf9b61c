"""What stands round every tool call: one transaction, the run's lease held in it, the outcome in the transcript.

A refusal by the rules is an outcome like any other. The call's effect and its transcript row commit together, so a
conversation rebuilt after a crash tells what really happened.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from langchain_core.messages import ToolMessage
from langchain_core.messages.tool import ToolCall

from state import runs
from state.errors import StateError, Unavailable
from state.wizard import interactions, sessions
from state.wizard.interactions import WizardInteraction
from state.wizard.record import WizardSession
from state.wizard.stages import Stage
from tools import outcome
from tools.context import Turn, TurnContext
from tools.definition import Operation, Outside
from tools.outcome import Outcome


async def through(
    context: TurnContext, stage: Stage, call: ToolCall, operation: Operation, outside: Outside | None = None
) -> tuple[ToolMessage, WizardSession | None]:
    """Carry out one call. Raises Unavailable, and Conflict when the run has lost its thread: both end the run.

    What `outside` raises is an outcome, also when somebody else is away: the conversation goes on without him.
    """
    brought = await _brought(context, outside) if outside else None
    async with context.database.transaction(context.principal) as tx:
        await runs.hold(tx, context.run)
        result = await _tried(Turn(context, tx, stage, brought), call, operation)
        message = tool_message(call, result)
        await record(tx, result.session or await sessions.get(tx, context.session), message)
        return message, result.session


async def _brought(context: TurnContext, outside: Outside) -> Any:
    try:
        return await outside(context)
    except StateError as error:
        return error


async def _tried(turn: Turn, call: ToolCall, operation: Operation) -> Outcome:
    if isinstance(turn.brought, StateError):
        return outcome.refused(turn.brought)
    try:
        async with turn.tx.begin_nested():
            return await operation(turn, call["args"])
    except Unavailable:
        raise
    except StateError as error:
        return outcome.refused(error)


def tool_message(call: ToolCall, result: Outcome) -> ToolMessage:
    return ToolMessage(
        result.text(),
        id=str(uuid4()),
        name=call["name"],
        tool_call_id=call["id"] or "",
        status="success" if result.ok else "error",
    )


async def record(tx: Any, row: WizardSession, message: ToolMessage) -> None:
    await interactions.record(
        tx,
        row,
        WizardInteraction(
            message_id=message.id or str(uuid4()),
            role="tool",
            stage=row.current_stage,
            text=str(message.content),
            tool_call_id=message.tool_call_id,
        ),
    )
