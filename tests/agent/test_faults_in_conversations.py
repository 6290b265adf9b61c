"""Conversations in which the service fails at every turn: each ends once, nothing said is lost, the end is the same.

A person whose message ended in an error does what anybody would: if nothing came of it he says it again, and if
something did he asks how things stand.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

import pytest

from agent.circuit import LONGEST_REST_SECONDS, Circuit
from agent.graph import build
from agent.nodes import Speaker
from server.agui.runs import RunKeeper
from state.wizard import interactions, sessions
from state.wizard.view import SessionView, view
from tests.agent.conversation import Conversation, Run
from tests.agent.hosted import AMID, BEFORE, SLOW, Clock, connected, with_guided
from tests.agent.whole import ANSWERS, CONVERSATIONS, judge, said
from tests.fakes import gemini as fakes
from tests.fakes.gemini_brain import facts
from tests.state.worlds import PUBLIC_URL, STAGES, somebody

KINDS = list(dict.fromkeys([*BEFORE, *AMID]))
# Through all six stages in few turns.
SHORT = next(case for case in CONVERSATIONS if case["temper"] == "in a hurry, everything at once")
LONG = [
    case
    for case in CONVERSATIONS
    if case["temper"] in {"changes his mind all the time", "starts over and takes it back"}
]
EVERY_STAGE = {*STAGES, "reviewPublish"}


@pytest.fixture(scope="module")
def fake():
    with fakes.serving() as server:
        yield server


@pytest.fixture(scope="module")
async def hosted(fake, checkpointer):
    """The model and its graph, patient and not: building them takes longer than talking to them."""
    async with connected(fake) as patient, connected(fake, limit=0.25) as hasty:
        models = [with_guided(patient), with_guided(hasty)]
        yield [(model, build(Speaker(model), checkpointer)) for model in models]


@dataclass
class Storm:
    """A conversation whose every turn meets a failure of one of `kinds`, at its first call or after its tools."""

    database: Any
    fake: fakes.FakeGemini
    chat: Conversation
    clock: Clock
    kinds: list[int | str]
    dice: random.Random
    spoken: list[str] = field(default_factory=list)
    stages: set[str] = field(default_factory=set)

    async def through(self, says: list[str]) -> SessionView:
        run: Run | None = None
        for line in says:
            before = await self._session()
            run = await self._struck(line, run, before)
            if run.error:
                run = await self._again(line, before)
            assert run.error is None and (run.text or run.interrupts), line
        assert self.fake.illegal == []
        assert await self._heard() == self.spoken
        return await self._session()

    async def _struck(self, line: str, run: Run | None, before: SessionView) -> Run:
        kind = self.dice.choice(self.kinds)
        visible = kind in AMID and (kind not in BEFORE or self.dice.random() < 0.5)
        late = before.current_stage in self.stages and self.dice.random() < 0.5
        self._plan(kind, visible, late)
        run = await self._said(line, run)
        self._calm(kind, before)
        assert visible or run.error is None, (line, kind)
        return run

    async def _again(self, line: str, before: SessionView) -> Run:
        nothing_came_of_it = (await self._session()).revision == before.revision
        return await self._said(line if nothing_came_of_it else "what is missing?", None)

    async def _said(self, line: str, run: Run | None) -> Run:
        if line not in ANSWERS:
            self.spoken.append(line)
        return await said(self.chat, line, run)

    def _plan(self, kind: int | str, visible: bool, late: bool) -> None:
        if kind == "unreachable":
            self.fake.close()
            return
        if late:
            self.fake.plan.append(None)
        self.fake.fail(kind, times=1 if visible else 3, visible=visible)

    def _calm(self, kind: int | str, before: SessionView) -> None:
        """The service works again, and is asked again."""
        if kind == "unreachable":
            self.fake.open()
            self.stages.add(before.current_stage)
        self.stages |= {facts(body)["stage"] for body in self.fake.struck}
        self.fake.plan.clear()
        self.clock.now += LONGEST_REST_SECONDS

    async def _session(self) -> SessionView:
        async with self.database.transaction(self.chat.principal) as tx:
            row, _ = await sessions.create_or_resume(tx, self.chat.thread_id)
            return view(row)

    async def _heard(self) -> list[str]:
        async with self.database.transaction(self.chat.principal) as tx:
            row = await sessions.get(tx, self.chat.thread_id)
            rows = await interactions.newest(tx, row.id, 1000)
        return [each.text for each in rows if each.role == "user"]


@pytest.fixture
def storm(database, hosted, fake):
    """Makes one; the same kinds and seed make the same one again."""

    def start(kinds: list[int | str], seed: str) -> Storm:
        for told in (fake.plan, fake.illegal, fake.struck):
            told.clear()
        model, graph = hosted[bool(SLOW & set(kinds))]
        clock = Clock()
        model.circuit = Circuit(clock)
        chat = Conversation(RunKeeper(database, graph, PUBLIC_URL, 30), somebody())
        return Storm(database, fake, chat, clock, kinds, random.Random(seed))

    return start


@pytest.mark.parametrize("kind", KINDS, ids=str)
async def test_a_fault_of_one_kind_at_every_turn_changes_nothing_of_the_end(storm, kind):
    struck = storm([kind], str(kind))

    session = await struck.through(SHORT["says"])

    judge(session.model_dump(mode="json"), SHORT)
    assert struck.stages == EVERY_STAGE


@pytest.mark.parametrize("case", LONG, ids=lambda case: case["temper"])
async def test_faults_of_all_kinds_by_turns_change_nothing_of_the_end(storm, case):
    struck = storm([kind for kind in KINDS if kind not in SLOW], case["temper"])

    session = await struck.through(case["says"])

    judge(session.model_dump(mode="json"), case)
