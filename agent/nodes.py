"""The nodes of the graph: `recall` finds the place, a stage's model speaks, its tools save, `advance` moves on."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, ToolMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.tools import BaseTool, StructuredTool
from langgraph.graph import END
from langgraph.prebuilt import ToolNode
from langgraph.prebuilt.tool_node import ToolCallRequest
from langgraph.runtime import Runtime
from langgraph.types import Command, Overwrite, Send

from agent import agreement
from agent.briefing import brief, facts, prompt_of
from agent.messages import WINDOW, Conversation, answers_to_last_call, rebuilt, stored_calls, unanswered, window
from agent.prices import cost_micros
from agent.replies import Entry, entering
from agent.stages import BY_ID, AgentStage
from prompts import Prompt
from state import model_usage, runs
from state.errors import StateError
from state.model_usage import Budget, Usage
from state.wizard import interactions, sessions
from state.wizard.interactions import WizardInteraction
from state.wizard.record import WizardSession
from state.wizard.view import SessionView, view
from tools import gate
from tools.context import PageTool, Turn, TurnContext
from tools.definition import Operation, Tool
from tools.navigation import MOVES, START_OVER, ask_first, start_over
from tools.outcome import Outcome
from tools.review import REQUEST_PUBLISH

RECALL, ADVANCE, CONSENT = "recall", "advance", "consent"
# A turn that goes on for longer is a model going in circles.
MOST_CALLS = 25

Node = Callable[[Conversation, Runtime[TurnContext]], Awaitable[Command[Any]]]


class TooManyCalls(Exception):
    """The model made MOST_CALLS calls in one turn without an end."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Speaker:
    """What the stage nodes share: the model, where prompts come from (None: as shipped), what a day may cost, and the
    clock that tells the model what day it is (the rules have their own)."""

    model: BaseChatModel
    prompts: Path | None = None
    budget: Budget | None = None
    clock: Callable[[], datetime] = _now


def stage_node(row: AgentStage, speaker: Speaker) -> Node:
    """Speak once as this stage, then go where the calls, or the stored stage, lead."""
    declared = [declaration(tool) for tool in row.tools]
    bound, unbound = speaker.model.bind_tools(declared), speaker.model
    prompt = prompt_of(row, speaker.prompts)
    control = {tool.name for tool in row.tools if tool.run is None}

    async def speak(state: Conversation, runtime: Runtime[TurnContext]) -> Command[Any]:
        if state.get("calls", 0) >= MOST_CALLS:
            raise TooManyCalls
        session, is_spent = await _before(state, runtime.context, speaker.budget)
        if session.current_stage != row.id:
            return Command(goto=session.current_stage)
        page = runtime.context.page
        model = bound if session.status == "in_progress" else unbound
        if page.tools and model is bound:
            model = speaker.model.bind_tools([*declared, *map(declaration, page.tools)])
        known = brief(prompt, facts(row, session, speaker.clock()), state["messages"], page.shown)
        started = time.perf_counter()
        said = entering(await (model.ainvoke(known, over_budget=True) if is_spent else model.ainvoke(known)))
        latency = round((time.perf_counter() - started) * 1000)
        stored = await _remember(runtime.context, row, said.message, prompt, latency)
        messages = [said.message, *said.refusals]
        update = {"messages": messages, "speaker": row.id, "calls": state.get("calls", 0) + 1}
        return Command(update=update, goto=_after(said, row, control | page.names, stored))

    return speak


def declaration(tool: Tool | PageTool) -> BaseTool:
    """The tool as LangChain declares it to models; calls are carried out by the gate, or the page, never by this."""

    async def not_here(**_: Any) -> str:
        raise NotImplementedError(tool.name)

    return StructuredTool(
        name=tool.name, description=tool.description, args_schema=dict(tool.schema), coroutine=not_here
    )


def tool_node(row: AgentStage) -> ToolNode:
    """Carries out this stage's saving tools, each call through the gate; the node itself refuses any other name."""
    carried_out = {tool.name: tool for tool in row.tools}

    async def gated(request: ToolCallRequest, execute: Callable[..., Awaitable[Any]]) -> Any:
        tool = carried_out.get(request.tool_call["name"])
        if tool is None or tool.run is None:
            return await execute(request)
        runtime: Any = request.runtime
        message, session = await gate.through(runtime.context, row.stage, request.tool_call, tool.run, tool.outside)
        show(runtime, session)
        return message

    declared = [declaration(tool) for tool in row.tools if tool.run]
    return ToolNode(declared, name=row.tool_node, awrap_tool_call=gated)


async def recall(state: Conversation, runtime: Runtime[TurnContext]) -> Command[Any]:
    """Begin at the stored stage; where no reply is remembered (new thread, purged checkpoint), ask the transcript."""
    context, known = runtime.context, state["messages"]
    stage = context.begun.current_stage
    if any(isinstance(message, AIMessage) for message in known):
        return Command(goto=stage)
    async with context.database.transaction(context.principal) as tx:
        told = rebuilt(await interactions.newest(tx, context.session, 2 * WINDOW))
    if len(told) <= len(known):
        return Command(goto=stage)
    return Command(update={"messages": Overwrite(window([], told))}, goto=stage)


async def advance(state: Conversation, runtime: Runtime[TurnContext]) -> Command[Any]:
    """After all tools of a message: carry out its moves, then let the stage speak, which looks whether it is current.

    Calls of the page's own tools stay open and end the run: the page answers them with the next one.
    """
    row = BY_ID[state["speaker"]]
    await _record_unknown_tools(state, runtime.context)
    answers: list[ToolMessage] = []
    calls = unanswered(state["messages"])
    asking = next((call for call in calls if call["name"] == REQUEST_PUBLISH), None)
    for_page = [] if asking else [call for call in calls if call["name"] in runtime.context.page.names]
    for call in calls:
        if call is asking or call in for_page:
            continue
        operation = _move(call["name"], state)
        message, session = await gate.through(runtime.context, row.stage, call, operation)
        show(runtime, session)
        answers.append(message)
    goto = CONSENT if asking else END if for_page else row.id
    return Command(update={"messages": answers}, goto=goto)


def _move(name: str, state: Conversation) -> Operation:
    """What carries out this call; starting over needs the person's yes, read from the conversation."""
    if name == START_OVER:
        return start_over if agreement.is_given(state["messages"]) else ask_first
    return MOVES.get(name, _asked_twice)


async def _asked_twice(turn: Turn, _: Any) -> Outcome:
    raise StateError("The person decides about publishing now; one request at a time is enough.", "asked_twice")


def _after(said: Entry, row: AgentStage, control: set[str], stored: WizardSession) -> Any:
    """Tools first, all of them; then advance. Without calls the turn ends, unless a form moved the stage meanwhile."""
    if saving := [call for call in said.calls if call["name"] not in control]:
        return [Send(row.tool_node, [call]) for call in saving]
    if said.message.tool_calls:
        return ADVANCE
    moved = stored.status == "in_progress" and stored.current_stage != row.id
    return stored.current_stage if moved else END


async def _before(state: Conversation, context: TurnContext, budget: Budget | None) -> tuple[SessionView, bool]:
    """The session as it is now, and whether the organization has spent what today may cost."""
    # Nothing has been done yet since the run took its thread.
    known = None if state.get("calls") else context.begun
    if known and budget is None:
        return known, False
    async with context.database.transaction(context.principal) as tx:
        is_spent = budget is not None and await model_usage.is_spent(tx, budget)
        return known or view(await sessions.get(tx, context.session)), is_spent


async def _remember(
    context: TurnContext, row: AgentStage, reply: AIMessage, prompt: Prompt, latency: int
) -> WizardSession:
    """Write what was said to the transcript, and read the session again: a form may have moved it meanwhile."""
    usage, name = reply.usage_metadata, reply.response_metadata.get("model_name")
    message = WizardInteraction(
        message_id=str(reply.id),
        role="assistant",
        stage=row.id,
        text=str(reply.text),
        tool_calls=stored_calls(reply),
        tokens_used=usage["total_tokens"] if usage else None,
        model=name,
        latency_ms=latency,
        prompt_digest=prompt.digest,
    )
    async with context.database.transaction(context.principal) as tx:
        stored = await runs.held_session(tx, context.run)
        await interactions.record(tx, stored, message)
        if usage and name:
            await model_usage.add(tx, _cost(name, usage))
        return stored


def _cost(model: str, usage: UsageMetadata) -> Usage:
    tokens = usage["input_tokens"], usage["output_tokens"]
    return Usage(model, *tokens, cost_micros(model, *tokens))


async def _record_unknown_tools(state: Conversation, context: TurnContext) -> None:
    """A call of a tool that is not on offer is refused by the tool node, outside any transaction; keep that too."""
    refusals = [message for message in answers_to_last_call(state["messages"]) if message.status == "error"]
    if not refusals:
        return
    async with context.database.transaction(context.principal) as tx:
        row = await sessions.get(tx, context.session)
        for message in refusals:
            await gate.record(tx, row, message)


def show(runtime: Any, session: WizardSession | None) -> None:
    """Let the stream know the session as it is now."""
    if session is not None:
        runtime.stream_writer({"session": view(session).model_dump(mode="json")})
