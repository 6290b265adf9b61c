"""Judged samples and whole runs made up for tests, without any conversation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from evals.scorers import SCORERS
from evals.stores import Manifest, Results
from evals.transcripts import Call, Effort, Exchange, Final, Sample, Score, Transcript


def exchange(said: str, text: str = "", *calls: Call, stage: str = "eventSetup", **members: Any) -> Exchange:
    return Exchange(said, text, stage, members.pop("after", stage), tuple(calls), **members)


def saved(stage: str, **fields: Any) -> Call:
    return Call(stage, "save_event", fields, {"stage": stage, "saved": fields})


def transcript(*exchanges: Exchange, data: Mapping[str, Any] | None = None, **members: Any) -> Transcript:
    final = {"status": "in_progress", "stage": "eventSetup", "completed": ("organizerSetup",), "has_event": False}
    ended = Final(**{**final, **members}, data=data or {})
    return Transcript(exchanges, ended, (Effort("eventSetup", len(exchanges), 100 * len(exchanges), 40),), 1_000, 0.5)


def sample(case: str, epoch: int, value: float = 1.0, text: str = "Noted.", **scores: Score) -> Sample:
    """Every scorer gives `value` but the two that must be clean."""
    details = {"stage": {"done": ["eventSetup"] if value == 1 else [], "due": ["eventSetup"]}}
    details["fields"] = {"eventSetup.title": "right" if value == 1 else "wrong"}
    details["effort"] = {"eventSetup": {"turns": 1, "calls": 1, "tokens": 100, "latency_ms": 40}}
    given = {
        scorer.name: Score(
            1.0 if scorer.must_be_clean else None if scorer.name == "effort" else value,
            () if value == 1 or scorer.must_be_clean or scorer.name == "effort" else ("it was wrong",),
            details.get(scorer.name, {}),
        )
        for scorer in SCORERS
    }
    return Sample(case, epoch, value == 1, {**given, **scores}, transcript(exchange("hi", text)))


def results(
    label: str, cases: int, epochs: int, value: Callable[[str, int], float] = lambda case, epoch: 1.0
) -> Results:
    names = [f"case-{number:03}" for number in range(cases)]
    stages = {"eventSetup": "0"}
    manifest = Manifest(
        label=label,
        model="guided",
        organizer="facts",
        epochs=epochs,
        cases={name: "0" for name in names},
        prompts=stages,
        tools=stages,
        started="2030-05-01T12:00:00+00:00",
    )
    made = {(name, epoch): sample(name, epoch, value(name, epoch)) for name, epoch in manifest.planned}
    return Results(manifest, made)
