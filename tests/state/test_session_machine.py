"""Whatever order forms, chats, skips and jumps come in, a session keeps its promises."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from state.database import Database
from state.errors import Conflict, InvalidData, NotReady
from state.wizard import sessions
from state.wizard.sessions import OnInvalid, Source
from state.wizard.stages import REVIEW, STAGES
from state.wizard.starting_over import is_untouched, start_over
from state.wizard.view import SessionView, view
from tests.state.worlds import STAGES as GOOD
from tests.state.worlds import somebody

WEIGHTS = {stage.id: stage.weight for stage in STAGES}
IDS = st.sampled_from([stage.id for stage in STAGES])
VALUES: dict[str, st.SearchStrategy[Any]] = {
    stage: st.dictionaries(
        st.sampled_from(list(data)), st.one_of(st.none(), st.integers(-5, 400), st.text(max_size=8)), max_size=3
    )
    for stage, data in GOOD.items()
}


class Wizard(RuleBasedStateMachine):
    database: Database
    loop: asyncio.AbstractEventLoop

    @initialize()
    def start(self) -> None:
        self.me, self.id = somebody(), str(uuid4())
        self.before = self._do(lambda tx: sessions.create_or_resume(tx, self.id), first=True)

    def _do(self, operation: Any, first: bool = False) -> SessionView:
        async def run() -> SessionView:
            async with self.database.transaction(self.me) as tx:
                result = await operation(tx)
                row = result[0] if first else await sessions.get(tx, self.id)
                return view(row)

        return self.loop.run_until_complete(run())

    def _try(self, operation: Any) -> None:
        """An operation that may be refused; refused, it leaves everything as it was."""
        try:
            self.now = self._do(operation)
        except (Conflict, InvalidData, NotReady):
            assert self._do(lambda tx: sessions.get(tx, self.id)) == self.before
            return
        self.before = self.now

    @rule(stage=st.sampled_from(list(GOOD)), source=st.sampled_from([Source.form, Source.chat]))
    def say_it_right(self, stage: str, source: Source) -> None:
        current = self.before.current_stage
        self._try(lambda tx: sessions.save(tx, self.id, stage, GOOD[stage], source=source))
        assert self.before.current_stage == current
        assert self.before.stages[stage].missing == []

    @rule(data=st.data(), stage=st.sampled_from(list(GOOD)), keep=st.booleans())
    def say_anything(self, data: Any, stage: str, keep: bool) -> None:
        patch = data.draw(VALUES[stage])
        on_invalid = OnInvalid.keep_good if keep else OnInvalid.refuse
        self._try(lambda tx: sessions.save(tx, self.id, stage, patch, source=Source.chat, on_invalid=on_invalid))

    @rule(stage=IDS)
    def complete(self, stage: str) -> None:
        valid = not self.before.stages[stage].missing and not self.before.stages[stage].problems
        revision = self.before.revision
        self._try(lambda tx: sessions.complete(tx, self.id, stage))
        assert (self.before.revision > revision) == (valid and stage != REVIEW.id)

    @rule(stage=IDS)
    def skip(self, stage: str) -> None:
        self._try(lambda tx: sessions.skip(tx, self.id, stage))

    @rule(stage=IDS)
    def go_to(self, stage: str) -> None:
        reachable = {*self.before.completed_stages, self.before.current_stage, self._first_open()}
        self._try(lambda tx: sessions.go_to(tx, self.id, stage))
        assert (self.before.current_stage == stage) == (stage in reachable)

    @rule()
    def start_over_and_think_better_of_it(self) -> None:
        before = self.before
        self._try(lambda tx: start_over(tx, self.id, Source.chat))
        assert is_untouched(self._row())
        if self.before.revision == before.revision:
            return
        self._try(lambda tx: sessions.undo(tx, self.id))
        valid = {name for name, stage in self.before.stages.items() if not stage.missing and not stage.problems}
        assert {name: stage.data for name, stage in self.before.stages.items()} == {
            name: stage.data for name, stage in before.stages.items()
        }
        assert self.before.completed_stages == [name for name in before.completed_stages if name in valid]
        reachable = {*self.before.completed_stages, self._first_open()}
        assert self.before.current_stage == (
            before.current_stage if before.current_stage in reachable else self._first_open()
        )

    def _row(self) -> Any:
        async def read() -> Any:
            async with self.database.transaction(self.me) as tx:
                return await sessions.get(tx, self.id)

        return self.loop.run_until_complete(read())

    def _first_open(self) -> str:
        return next((s.id for s in STAGES if s.id not in self.before.completed_stages), REVIEW.id)

    @invariant()
    def progress_is_the_weighted_sum_rounded_down(self) -> None:
        if hasattr(self, "before"):
            weighed = sum(WEIGHTS[name] * percent for name, percent in self.before.completion_details.items())
            assert self.before.completion_percentage == weighed // 100

    @invariant()
    def a_stage_is_at_100_only_if_nothing_is_missing_or_wrong(self) -> None:
        if hasattr(self, "before"):
            for stage in self.before.stages.values():
                if stage.completion == 100:
                    assert not stage.missing and not stage.problems

    @invariant()
    def consent_never_comes_from_saving(self) -> None:
        if hasattr(self, "before"):
            assert self.before.stages[REVIEW.id].data == {} and REVIEW.id not in self.before.completed_stages


@pytest.mark.slow
def test_a_session_keeps_its_promises_in_any_order(database_url):
    loop = asyncio.new_event_loop()
    Wizard.database, Wizard.loop = Database(database_url, pool_size=2), loop
    try:
        run_state_machine_as_test(
            Wizard,
            settings=settings(
                max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )
    finally:
        loop.run_until_complete(Wizard.database.close())
        loop.close()
