"""The same run by inspect-ai: its scheduler, its log of every conversation, its viewer. Our run folder is written, too,
so everything that compares runs does not ask who made them.

Only the environment that `make eval` makes has inspect-ai.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from inspect_ai import Task, eval_async  # pyright: ignore[reportMissingImports]
from inspect_ai.dataset import MemoryDataset  # pyright: ignore[reportMissingImports]
from inspect_ai.dataset import Sample as Entry  # pyright: ignore[reportMissingImports]
from inspect_ai.model import ChatMessageAssistant, ChatMessageUser  # pyright: ignore[reportMissingImports]
from inspect_ai.scorer import Score, accuracy, scorer, stderr  # pyright: ignore[reportMissingImports]
from inspect_ai.solver import Generate, TaskState, solver  # pyright: ignore[reportMissingImports]

from evals.reports.figures import findings
from evals.running import Bench, manifest
from evals.stores import Results, Store
from evals.transcripts import Sample
from evals.verdicts import LOGS

_JUDGED = "judged"


class _Broken(RuntimeError):
    """A conversation that broke off; inspect-ai logs it as an error and goes on."""


async def run(at: Bench, store: Store, label: str, tell: Callable[[Sample], None]) -> Results:
    """What the folder holds already is taken from there, so the log is whole however often a run was taken up."""
    results = store.begin(manifest(label, list(at.cases.values()), at.subject))
    entries = [
        Entry(input=case.title, id=case.id, metadata={"about": case.about, "patterns": list(case.patterns)})
        for case in at.cases.values()
    ]
    task = Task(
        name=label,
        dataset=MemoryDataset(entries),
        solver=_conversation(at, store, dict(results.samples), tell),
        scorer=_passed(),
        fail_on_error=False,
    )
    await eval_async(
        task,
        # Who answers is no concern of inspect-ai: the product calls its model itself.
        model=None,
        epochs=results.manifest.epochs,
        max_samples=at.limits.at_once,
        log_dir=str(store.folder / LOGS),
        metadata={"model": results.manifest.model, "prompts": dict(results.manifest.prompts)},
    )
    return store.read()


@solver
def _conversation(at: Bench, store: Store, known: dict[Any, Sample], tell: Callable[[Sample], None]) -> Any:
    async def solve(state: TaskState, generate: Generate) -> TaskState:
        key = (str(state.sample_id), state.epoch)
        if key not in known:
            known[key] = await at.one(key)
            store.add(known[key])
        tell(made := known[key])
        if made.transcript is None:
            raise _Broken(made.error)
        state.messages = [
            message
            for exchange in made.transcript.exchanges
            for message in (ChatMessageUser(content=exchange.said), ChatMessageAssistant(content=exchange.text))
        ]
        state.store.set(_JUDGED, {"passed": made.passed, "findings": findings(made), "scores": _values(made)})
        return state

    return solve


def _values(made: Sample) -> dict[str, float | None]:
    return {name: score.value for name, score in made.scores.items()}


@scorer(metrics=[accuracy(), stderr()])
def _passed() -> Any:
    async def score(state: TaskState, target: Any) -> Score:
        judged = state.store.get(_JUDGED)
        return Score(
            value="C" if judged["passed"] else "I",
            explanation="\n".join(judged["findings"]),
            metadata=judged["scores"],
        )

    return score
