"""Where a session stands beside its data: stages completed, marks, the current stage; and how undo finds back there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from state.wizard.progress import assessed, charges_enabled, stage_data
from state.wizard.record import WizardSession
from state.wizard.stages import REVIEW, STAGES, Stage
from state.wizard.writing import details


def first_incomplete(completed: list[str]) -> Stage:
    return next((stage for stage in STAGES if stage.id not in completed), REVIEW)


def may_enter(row: WizardSession, stage: Stage) -> bool:
    return stage.id in {*row.completed_stages, row.current_stage, first_incomplete(row.completed_stages).id}


def place_of(row: WizardSession) -> dict[str, Any]:
    """What `regained` needs later, as plain JSON."""
    return {
        "completed_stages": row.completed_stages,
        "needs_review": row.needs_review,
        "current_stage": row.current_stage,
    }


def regained(row: WizardSession, place: Mapping[str, Any]) -> dict[str, Any]:
    """What to write so that the session, whose old data is back, stands where it stood.

    A stage counts as completed again if it was completed then and is valid as it is now; one completed since stays so.
    The current stage is the one of then, or the first incomplete one if that cannot be entered.
    """
    states = assessed(row)
    again = {name for name in place["completed_stages"] if states[name].is_valid}
    done = [stage.id for stage in STAGES if stage.id in again or stage.id in row.completed_stages]
    marked = {*row.needs_review, *(name for name in place["needs_review"] if name in again)}
    entered = {*done, first_incomplete(done).id}
    current = place["current_stage"] if place["current_stage"] in entered else first_incomplete(done).id
    return {
        "completed_stages": done,
        "needs_review": [stage.id for stage in STAGES if stage.id in marked],
        "current_stage": current,
        "details": details(stage_data(row), done, charges_enabled(row)),
    }
