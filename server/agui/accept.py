"""What the server takes from a RunAgentInput, and nothing else: new user messages, answers to what it left open itself.

Client state is a form edit at most: fields that differ from the revision it was made from go through `sessions.save`,
and consent is never among them. System and developer messages, assistant messages, results of calls that do not wait
for the page, and forwarded properties are not believed. The user's words and the run's ledger row are committed before
the run's first event.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from ag_ui.core import RunAgentInput, TextInputContent, UserMessage
from langchain_core.messages import AnyMessage, HumanMessage, ToolMessage
from langgraph.types import Command, Overwrite

from agent.messages import WINDOW, rebuilt, window
from server.agui.edits import state_edit
from server.agui.page import OUR_IDS, page_of, results
from state import runs
from state.database import Transaction
from state.errors import Conflict, FieldError, InvalidData
from state.runs import Run
from state.wizard import interactions, sessions
from state.wizard.interactions import WizardInteraction
from state.wizard.record import WizardSession
from state.wizard.view import SessionView, view
from tools.context import NO_PAGE, Page

LONGEST_MESSAGE = 32_000
LONGEST_ID = 255
MOST_MESSAGES = 20
OPEN_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Accepted:
    """A run that may begin: its thread, ledger row (None: nothing to run), what the graph is given, what is open.

    `abandoned` answers the calls that waited for the page in vain; `spoken` came while an approval was open.
    """

    session: UUID
    snapshot: SessionView
    errors: list[dict[str, str]]
    pending: list[dict[str, Any]]
    run: UUID | None = None
    graph_input: Any = None
    abandoned: list[ToolMessage] = field(default_factory=list)
    spoken: tuple[tuple[str, str], ...] = ()
    page: Page = NO_PAGE


async def accept(tx: Transaction, request: RunAgentInput, lease: timedelta) -> Accepted:
    """Write down what is new and take the thread. Raises Busy, Conflict for a stale answer, InvalidData."""
    if not 1 <= len(request.run_id) <= LONGEST_ID:
        raise InvalidData([FieldError("runId", "bad_run_id", f"A runId has 1 to {LONGEST_ID} characters.")])
    row, _ = await sessions.create_or_resume(tx, request.thread_id)
    last = await runs.newest(tx, row.id)
    errors = await state_edit(tx, row, request.state)
    pending = open_interrupts(last)
    answer = _answer(request, pending)
    answered, abandoned = results(request, last.open_calls if last else ())
    asked = _newest_messages(request)
    new = await interactions.record_all(tx, row, [_written(row, message) for message in asked])
    said = [message for message in asked if message.id in new]
    # A run that did not finish left its checkpoint behind the transcript, and perhaps a message unanswered.
    ended = last.status if last and not pending else "finished"
    is_behind = ended != "finished"
    sent_again = ended not in ("finished", "stopped") and bool(request.messages)
    if not (said or answer or answered or sent_again):
        return Accepted(row.id, view(row), errors, pending)
    # They come after the words in the transcript; whoever reads it puts each right after its call.
    await interactions.record_all(tx, row, [_written(row, message) for message in answered])
    run = await runs.start(tx, row, request.run_id, lease, last)
    # After the run's start: its stream tells them, so that who joins it hears of them once.
    await interactions.record_all(tx, row, [_written(row, message) for message in abandoned])
    return Accepted(
        row.id,
        view(row),
        errors,
        pending,
        run,
        await _graph_input(tx, row, [*answered, *abandoned, *said], pending, answer, is_behind),
        abandoned,
        tuple((str(message.id), str(message.content)) for message in said) if pending else (),
        page_of(request),
    )


def open_interrupts(last: Run | None) -> list[dict[str, Any]]:
    """What the thread's newest run waits for a person to decide."""
    return last.interrupts if last and last.status == "interrupted" and _is_fresh(last) else []


def _is_fresh(last: Run) -> bool:
    """An approval nobody answered for days is asked again: the checkpoint that waits for it may be gone."""
    return datetime.now(UTC) - last.started_at < OPEN_FOR


async def _graph_input(
    tx: Transaction,
    row: WizardSession,
    said: Sequence[AnyMessage],
    pending: list[dict[str, Any]],
    answer: dict[str, Any] | None,
    is_behind: bool,
) -> Any:
    if pending:
        # Talking on while the approval is open declines it.
        yes = (answer or {"confirmed": False}) | {"revision": pending[0]["metadata"]["revision"]}
        return Command(resume={pending[0]["id"]: yes})
    if is_behind:
        messages = window([], rebuilt(await interactions.newest(tx, row.id, 2 * WINDOW)))
        return {"messages": Overwrite(messages), "calls": 0}
    return {"messages": list(said), "calls": 0}


def _newest_messages(request: RunAgentInput) -> list[HumanMessage]:
    """User messages after the client's last reply from us; some may be in the transcript already."""
    tail: list[tuple[int, UserMessage]] = []
    for index, message in reversed(list(enumerate(request.messages))):
        if message.role == "assistant":
            break
        if isinstance(message, UserMessage):
            tail.insert(0, (index, message))
    newest = [_checked(message, index) for index, message in tail[-MOST_MESSAGES:]]
    return list({message.id: message for message in newest if message.content}.values())


def _checked(message: UserMessage, index: int) -> HumanMessage:
    parts = message.content if isinstance(message.content, list) else [TextInputContent(text=message.content)]
    text = "\n".join(part.text for part in parts if isinstance(part, TextInputContent)).strip()
    if len(text) > LONGEST_MESSAGE:
        hint = f"A message has at most {LONGEST_MESSAGE} characters; send it in parts."
        raise InvalidData([FieldError(f"messages.{index}.content", "message_too_long", hint)])
    if not 1 <= len(message.id) <= LONGEST_ID or message.id.startswith(OUR_IDS):
        hint = f"A message id has 1 to {LONGEST_ID} characters and does not begin with {' or '.join(OUR_IDS)}."
        raise InvalidData([FieldError(f"messages.{index}.id", "bad_message_id", hint)])
    return HumanMessage(text, id=message.id)


def _answer(request: RunAgentInput, pending: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The person's answer, if it is to an interrupt that is open. Anything but a full yes declines."""
    if not request.resume:
        return None
    opened = {interrupt["id"] for interrupt in pending}
    if any(entry.interrupt_id not in opened for entry in request.resume):
        raise Conflict(
            "That question is no longer open; look at the newest state and answer again.", "interrupt_not_open"
        )
    entry = request.resume[0]
    payload = entry.payload if isinstance(entry.payload, dict) else {}
    accepted = payload.get("terms_accepted", payload.get("termsAccepted"))
    return {"confirmed": entry.status == "resolved" and payload.get("confirmed") is True and accepted is True}


def _written(row: WizardSession, message: AnyMessage) -> WizardInteraction:
    is_result = isinstance(message, ToolMessage)
    return WizardInteraction(
        message_id=str(message.id),
        role="tool" if is_result else "user",
        stage=row.current_stage,
        text=str(message.content),
        tool_call_id=message.tool_call_id if is_result else None,
    )
