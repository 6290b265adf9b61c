"""How far a session is: per stage what is there, missing and contradictory, and the percent that follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from state.errors import FieldError
from state.wizard.record import WizardSession
from state.wizard.rules import Drafts, Finding
from state.wizard.stages import REVIEW, STAGES, Stage

Data = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class StageState:
    """One stage of a session: its stored data, the fields it still needs, and the rules it breaks."""

    stage: Stage
    data: Mapping[str, Any]
    missing: tuple[str, ...]
    findings: tuple[Finding, ...]
    completion: int

    @property
    def is_valid(self) -> bool:
        return not self.missing and not self.findings

    def gaps(self) -> list[FieldError]:
        """What stands between this stage and completion, each with the way out."""
        return self.missed() + [finding.error() for finding in self.findings]

    def missed(self) -> list[FieldError]:
        return [FieldError(name, "missing", f"{self.stage.title_of(name)} is still missing.") for name in self.missing]


def stage_data(row: WizardSession) -> Data:
    """Stored data by stage id; a field kept in a column of its own is put back in its place."""
    data: Data = {}
    for stage in STAGES:
        elsewhere = {name: getattr(row, column) for name, column in stage.columns.items()}
        data[stage.id] = getattr(row, stage.column) | {name: value for name, value in elsewhere.items() if value}
    return data


def drafts(data: Data, charges_enabled: bool, now: datetime | None = None) -> Drafts:
    models = {stage.attribute: stage.draft.model_validate(data.get(stage.id, {})) for stage in STAGES}
    return Drafts(**models, charges_enabled=charges_enabled, now=now or datetime.now(UTC))  # pyright: ignore[reportArgumentType]


def assess(data: Data, done: list[str], charges_enabled: bool, now: datetime | None = None) -> dict[str, StageState]:
    """The state of every stage. `done` are the stages completed or skipped so far."""
    all_drafts = drafts(data, charges_enabled, now)
    return {stage.id: _assess(stage, data.get(stage.id, {}), all_drafts, stage.id in done) for stage in STAGES}


def assessed(row: WizardSession) -> dict[str, StageState]:
    return assess(stage_data(row), row.completed_stages, charges_enabled(row))


def charges_enabled(row: WizardSession) -> bool:
    """Whether money can be taken for this session's organization, by its copy of what Stripe says of the account."""
    return row.charges_enabled


def _assess(stage: Stage, data: Mapping[str, Any], all_drafts: Drafts, done: bool) -> StageState:
    required = stage.required(all_drafts)
    missing = tuple(name for name in required if name not in data)
    findings = tuple(stage.rules(all_drafts))
    wrong = {finding.field.split(".")[0] for finding in findings}
    counted = {*required, *wrong}
    completion = (len(counted) - len({*missing, *wrong})) * 100 // len(counted) if counted else 100 * done
    # Consent given as a draft is no event yet: the last stage is complete when it is published.
    unpublished = stage is REVIEW and not done
    return StageState(stage, data, missing, findings, 0 if unpublished else completion)
