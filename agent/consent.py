"""The node before publishing: `consent` asks the person, and publishes what he has seen on his clear yes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
from langchain_core.messages import HumanMessage
from langgraph.runtime import Runtime
from langgraph.types import Command, interrupt

from agent.messages import Conversation, unanswered
from agent.nodes import CONSENT, show
from agent.stages import BY_ID
from state.errors import Conflict
from state.wizard import publishing, sessions
from state.wizard.publish_steps import Progress, together
from state.wizard.publishing import Consent
from state.wizard.record import WizardSession
from tools import gate
from tools.context import Turn, TurnContext
from tools.definition import Operation
from tools.outcome import Outcome

PUBLISH_REASON = "publish_confirmation"


class _Overtaken(Exception):
    """Between the person's yes and the lock on the session, somebody has changed it."""


async def consent(state: Conversation, runtime: Runtime[TurnContext]) -> Command[Any]:
    """Ask the person, publish on his clear yes. No write stands before the interrupt: it reruns from the first line."""
    context, call = runtime.context, unanswered(state["messages"])[0]
    async with context.database.transaction(context.principal) as tx:
        row = await sessions.get(tx, context.session)
        plan = await publishing.dry_run(tx, context.session, context.publishing.unless_said)
    said = [HumanMessage(text, id=message_id) for message_id, text in context.spoken]
    if not plan.ready:
        return await _answer(runtime, call, _tell_gaps(plan.problems), said)
    answer = interrupt(_question(call, row, plan))
    if not answer.get("confirmed"):
        return await _answer(runtime, call, _tell_declined, said)
    try:
        return await _answer(runtime, call, _publishing(runtime, answer["revision"]), said)
    except _Overtaken:
        # The person agreed to something that has changed since: show him the new state of things.
        return Command(goto=CONSENT, update={"messages": said} if said else None)


async def _answer(
    runtime: Runtime[TurnContext], call: Any, operation: Operation, said: list[Any] | None = None
) -> Command[Any]:
    message, session = await gate.through(runtime.context, BY_ID["reviewPublish"].stage, call, operation)
    show(runtime, session)
    return Command(update={"messages": [message, *(said or ())]}, goto="reviewPublish")


def _question(call: Any, row: WizardSession, plan: publishing.DryRun) -> dict[str, Any]:
    return {
        "reason": PUBLISH_REASON,
        "message": "Please look over the summary. Shall I publish this event?",
        "tool_call_id": call["id"],
        "metadata": {"revision": row.revision, "dry_run": plan.model_dump(mode="json")},
    }


def _publishing(runtime: Runtime[TurnContext], seen_revision: int) -> Operation:
    """Publish what the person looked at, and nothing newer; the stream is told each step."""
    standing = runtime.context.publishing

    def tell(progress: Progress) -> None:
        runtime.stream_writer({"publishing": progress})

    async def publish(turn: Turn, _: Any) -> Outcome:
        yes = Consent(confirmed=True, terms_accepted=True)
        attempt = replace(standing, seen_revision=seen_revision, watch=together(standing.watch, tell))
        try:
            answer = await publishing.publish(turn.tx, turn.context.session, yes, turn.context.public_url, attempt)
        except Conflict as refused:
            if refused.code == publishing.CHANGED:
                raise _Overtaken from refused
            raise
        row = await sessions.get(turn.tx, turn.context.session)
        return Outcome({"published": True, "event": orjson.loads(answer.body)}, row)

    return publish


async def _tell_declined(turn: Turn, _: Any) -> Outcome:
    message = "The person did not approve. Nothing was published; ask what he would like to change."
    return Outcome({"published": False, "message": message}, await sessions.get(turn.tx, turn.context.session))


def _tell_gaps(problems: list[dict[str, str]]) -> Operation:
    async def tell(turn: Turn, _: Any) -> Outcome:
        row = await sessions.get(turn.tx, turn.context.session)
        return Outcome({"published": False, "not_ready": problems}, row, ok=False)

    return tell
