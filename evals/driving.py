"""One conversation: a case's organizer talks to the real graph, through the real run keeper, on a real database."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import orjson
from ag_ui.core import RunAgentInput
from sqlmodel import select

from agent.stages import BY_ID
from evals import standing
from evals.cases import NO, YES, Case
from evals.organizers import Heard, Organizer
from evals.transcripts import Call, Effort, Exchange, Final, Transcript
from server.agui.runs import RunKeeper
from state import runs
from state.model_usage import ModelUsage
from state.values import Principal
from state.wizard import interactions, sessions
from state.wizard.interactions import WizardInteraction
from state.wizard.sessions import Source
from state.wizard.view import SessionView, view

_MOST_ROWS = 2_000


class BrokeOff(Exception):
    """The conversation came to no end that can be judged; the message says where and why."""


@dataclass
class Seat:
    """One organizer's thread, and how far its transcript has been read."""

    keeper: RunKeeper
    principal: Principal
    thread: str
    read_to: int = 0

    async def look(self) -> tuple[SessionView, list[dict[str, Any]], list[WizardInteraction]]:
        """The session, what is open for approval, and what was written to the transcript since the last look."""
        async with self.keeper.database.transaction(self.principal) as tx:
            row = await sessions.get(tx, self.thread)
            last = await runs.newest(tx, row.id)
            new = await interactions.since(tx, row.id, self.read_to, _MOST_ROWS)
        self.read_to = max([self.read_to, *(each.id or 0 for each in new)])
        return view(row), list(last.interrupts) if last else [], new

    async def say(self, text: str, pending: Sequence[Mapping[str, Any]]) -> None:
        """Raises BrokeOff when the run ends in an error."""
        body: dict[str, Any] = {"messages": [{"id": str(uuid4()), "role": "user", "content": text}]}
        if text in (YES, NO):
            payload = {"confirmed": text == YES, "terms_accepted": text == YES}
            answer = {"interruptId": pending[0]["id"], "status": "resolved", "payload": payload}
            body = {"messages": [], "resume": [answer]}
        shared = {"threadId": self.thread, "runId": str(uuid4()), "state": {}, "tools": [], "context": []}
        live = await self.keeper.start(
            self.principal, RunAgentInput.model_validate(shared | {"forwardedProps": {}} | body)
        )
        async for _ in live.follow():
            pass
        end = orjson.loads(live.frames[-1].removeprefix(b"data: "))
        if end["type"] == "RUN_ERROR":
            raise BrokeOff(f"{end.get('code', 'error')}: {end['message']}")


async def drive(keeper: RunKeeper, case: Case, organizer: Organizer, patience: float) -> Transcript:
    """The whole conversation. Raises BrokeOff with the turn when it breaks off or takes over `patience` seconds."""
    user = uuid4()
    seat = Seat(keeper, Principal(user, user), str(uuid4()))
    exchanges: list[Exchange] = []
    started = time.perf_counter()
    try:
        async with asyncio.timeout(patience):
            await _prepare(seat, case)
            efforts, gave_up = await _talk(seat, case, organizer, exchanges)
    except TimeoutError:
        raise BrokeOff(f"turn {len(exchanges) + 1}: no end within {patience:g} seconds") from None
    except BrokeOff as broke:
        raise BrokeOff(f"turn {len(exchanges) + 1}: {broke}") from None
    session, _, _ = await seat.look()
    took = time.perf_counter() - started
    return Transcript(tuple(exchanges), _final(session), efforts, await _cost(seat), took, gave_up)


async def _talk(
    seat: Seat, case: Case, organizer: Organizer, exchanges: list[Exchange]
) -> tuple[tuple[Effort, ...], str | None]:
    session, pending, _ = await seat.look()
    spent: dict[str, list[WizardInteraction]] = defaultdict(list)
    text = ""
    while len(exchanges) < case.most_turns:
        line = await organizer.says(Heard(text, session, bool(pending)))
        if line is None:
            return _efforts(spent), None
        before, asked = session.current_stage, pending
        await seat.say(line, asked)
        session, pending, rows = await seat.look()
        for row in rows:
            if row.role == "assistant":
                spent[row.stage].append(row)
        exchange = _exchange(line, rows, before, session.current_stage, bool(pending))
        exchanges.append(exchange)
        text = exchange.text
    return _efforts(spent), f"ended after {case.most_turns} turns"


async def _prepare(seat: Seat, case: Case) -> None:
    """The session, with the stages before the case's first one filled in by form and done."""
    async with seat.keeper.database.transaction(seat.principal) as tx:
        row, _ = await sessions.create_or_resume(tx, seat.thread)
        for stage in standing.stages_before(case):
            await sessions.save(tx, row.id, stage, standing.DATA[stage], source=Source.form)
            await sessions.complete(tx, row.id, stage)


def _exchange(line: str, rows: Sequence[WizardInteraction], before: str, after: str, asked: bool) -> Exchange:
    answers = {row.tool_call_id: row.text for row in rows if row.role == "tool"}
    spoken = [row for row in rows if row.role == "assistant"]
    calls = tuple(
        _call(row.stage, call, answers.get(call["id"], "")) for row in spoken for call in row.tool_calls or ()
    )
    text = "\n".join(row.text.strip() for row in spoken if row.text.strip())
    return Exchange(line, text, before, after, calls, asked, {YES: True, NO: False}.get(line))


def _call(stage: str, call: Mapping[str, Any], answer: str) -> Call:
    offered = call["name"] in {tool.name for tool in BY_ID[stage].tools}
    return Call(stage, call["name"], call["args"], _as_object(answer), offered)


def _as_object(answer: str) -> dict[str, Any]:
    try:
        told = orjson.loads(answer or "{}")
    except orjson.JSONDecodeError:
        return {"error": "tool_error", "message": answer}
    return told if isinstance(told, dict) else {"answer": told}


def _efforts(spent: Mapping[str, Sequence[WizardInteraction]]) -> tuple[Effort, ...]:
    return tuple(
        Effort(stage, len(rows), sum(row.tokens_used or 0 for row in rows), sum(row.latency_ms or 0 for row in rows))
        for stage, rows in spent.items()
    )


def _final(session: SessionView) -> Final:
    data = {name: stage.data for name, stage in session.stages.items() if stage.data}
    done = tuple(session.completed_stages)
    return Final(session.status, session.current_stage, done, data, session.event_id is not None)


async def _cost(seat: Seat) -> int | None:
    """Millionths of a dollar; None where a model's price is not known."""
    async with seat.keeper.database.transaction(seat.principal) as tx:
        costs = list((await tx.execute(select(ModelUsage.cost_micros))).scalars())
    return None if None in costs else sum(cost or 0 for cost in costs)
