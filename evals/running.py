"""A run: every case in every epoch, some at a time, each written down as it ends, within time and budget."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import orjson
from langchain_core.language_models import BaseChatModel

from agent.briefing import prompt_of
from agent.stages import STAGES
from evals.cases import Case
from evals.judging import sample
from evals.organizers import organizer_of
from evals.replay import Meter
from evals.stores import Key, Manifest, Results, Store
from evals.tone import Grader
from evals.transcripts import Sample
from evals.world import World
from server.agui.runs import RunKeeper

_DIGITS = 12
_SPENT = "the budget of this run is spent"


@dataclass(frozen=True)
class Subject:
    """What is measured: a model for each epoch, the prompts, and who plays the organizers (None: deterministic)."""

    name: str
    models: Sequence[BaseChatModel]
    prompts: Path | None = None
    players: Sequence[BaseChatModel] = ()
    grader: Grader | None = None


@dataclass(frozen=True)
class Limits:
    """Seconds a conversation may take, how many go on at a time, and the meter that holds the budget."""

    patience: float = 120
    at_once: int = 4
    meter: Meter | None = None

    @property
    def is_spent(self) -> bool:
        return self.meter is not None and self.meter.is_spent


def manifest(label: str, cases: Sequence[Case], subject: Subject) -> Manifest:
    return Manifest(
        label=label,
        model=subject.name,
        organizer="model" if subject.players else "facts",
        epochs=len(subject.models),
        cases={case.id: _digest(case.model_dump_json(exclude={"title"})) for case in cases},
        prompts={row.id: prompt_of(row, subject.prompts).digest for row in STAGES},
        tools={row.id: _digest(_tools(row.tools)) for row in STAGES},
        started=datetime.now(UTC).isoformat(timespec="seconds"),
    )


@dataclass(frozen=True)
class Bench:
    """Everything a conversation needs; `one` has it and judges it."""

    keepers: Sequence[RunKeeper]
    cases: Mapping[str, Case]
    subject: Subject
    limits: Limits

    async def one(self, key: Key) -> Sample:
        """A conversation that breaks off, or that there is no money for, is broken and judged by nobody."""
        case, epoch = self.cases[key[0]], key[1]
        if self.limits.is_spent:
            return Sample(case.id, epoch, False, error=_SPENT)
        players, grader = self.subject.players, self.subject.grader
        organizer = organizer_of(case, players[epoch - 1] if players else None)
        made = await sample(self.keepers[epoch - 1], case, epoch, organizer, self.limits.patience)
        if made.error and self.limits.is_spent:
            return replace(made, error=_SPENT)
        return await _graded(made, case, grader) if grader else made


def bench(world: World, cases: Sequence[Case], subject: Subject, limits: Limits) -> Bench:
    keepers = [world.keeper(model, subject.prompts) for model in subject.models]
    return Bench(keepers, {case.id: case for case in cases}, subject, limits)


async def run(at: Bench, store: Store, label: str, tell: Callable[[Sample], None] = lambda _: None) -> Results:
    """Judge what is not judged yet, some at a time, each written down as it ends."""
    results = store.begin(manifest(label, list(at.cases.values()), at.subject))
    places = asyncio.Semaphore(at.limits.at_once)

    async def judge(key: Key) -> None:
        async with places:
            made = await at.one(key)
            store.add(made)
            tell(made)

    async with asyncio.TaskGroup() as group:
        for key in results.missing:
            group.create_task(judge(key))
    return store.read()


async def _graded(made: Sample, case: Case, grader: Grader) -> Sample:
    if made.transcript is None:
        return made
    return replace(made, scores={**made.scores, "tone": await grader.grade(case, made.transcript)})


def _tools(tools: Sequence[object]) -> str:
    shown = [[getattr(tool, name) for name in ("name", "description", "schema")] for tool in tools]
    return orjson.dumps(shown, option=orjson.OPT_SORT_KEYS).decode()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """The names whose digests differ."""
    return [name for name in after if before.get(name) != after[name]]
