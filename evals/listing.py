"""What cases there are, counted by stage, type of event and pattern, and their JSON Schema."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from evals.cases import JOURNEY, Case, Pattern, schema
from state.wizard.event import EventType
from state.wizard.stages import STAGES


def counted(cases: Sequence[Case]) -> str:
    about = Counter(case.about for case in cases)
    events = Counter(case.event for case in cases if case.event)
    patterns = Counter(pattern for case in cases for pattern in case.patterns)
    return "\n".join(
        [
            f"{len(cases)} cases",
            _line("by stage", {name: about[name] for name in (JOURNEY, *(stage.id for stage in STAGES))}),
            _line("by type of event", {name.value: events[name] for name in EventType}),
            _line("by pattern", {name.value: patterns[name] for name in Pattern}),
        ]
    )


def _line(title: str, counts: dict[str, int]) -> str:
    return f"{title}: {', '.join(f'{name} {count}' for name, count in counts.items())}"


def write_schema(path: Path) -> None:
    path.write_text(json.dumps(schema(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
