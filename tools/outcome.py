"""What a tool call came to, in words for the model: saved values, refused ones with the way out, and what is left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from state.errors import FieldError, InvalidData, StateError
from state.wizard.changes import WizardChange
from state.wizard.progress import StageState, assessed
from state.wizard.record import WizardSession
from state.wizard.sessions import Saved


@dataclass(frozen=True)
class Outcome:
    """`body` goes to the model as JSON; `session` is the row afterwards, None where nothing was read or written."""

    body: Mapping[str, Any]
    session: WizardSession | None = None
    ok: bool = True

    def text(self) -> str:
        return orjson.dumps(dict(self.body)).decode()


def saved(result: Saved) -> Outcome:
    states = assessed(result.session)
    state = states.pop(result.stage.id)
    shown = result.stage.shown(dict(state.data))
    stored = {name: shown.get(name) for name in result.fields}
    body = _stage(state) | {"saved": stored} | _refused(result.refused) | _elsewhere(states)
    return Outcome(body, result.session)


def _elsewhere(states: Mapping[str, StageState]) -> dict[str, Any]:
    """Rules that other stages break now, such as more tickets than a smaller venue holds."""
    broken = [(name, finding.message) for name, state in states.items() for finding in state.findings]
    return {"elsewhere": broken} if broken else {}


def progress(row: WizardSession) -> Outcome:
    """Every stage in a line, for "what is missing?"."""
    states = {name: _stage(state) | {"done": name in row.completed_stages} for name, state in assessed(row).items()}
    body = {"percent": row.completion_percentage, "current_stage": row.current_stage, "stages": states}
    return Outcome(body, row)


def undone(row: WizardSession, taken_back: Iterable[WizardChange]) -> Outcome:
    """Which fields are back to what they were."""
    back = [{"stage": change.stage, "restored": change.inverse} for change in taken_back]
    return Outcome({"undone": back}, row)


def refused(error: StateError) -> Outcome:
    """A refusal is an answer, not a crash: what is wrong and the way out."""
    errors = error.errors if isinstance(error, InvalidData) else ()
    return Outcome({"error": error.code, "message": error.message} | _refused(errors), ok=False)


def _stage(state: StageState) -> dict[str, Any]:
    problems = [finding.error().as_json() for finding in state.findings]
    return {"stage": state.stage.id, "missing": list(state.missing), "problems": problems}


def _refused(errors: Iterable[FieldError]) -> dict[str, Any]:
    listed = [error.as_json() for error in errors]
    return {"refused": listed} if listed else {}
