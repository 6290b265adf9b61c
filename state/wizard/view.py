"""What a session looks like from outside: the Session object of the wire contract, also shared as AG-UI state."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from state.wizard.progress import assessed
from state.wizard.record import WizardSession

_EXAMPLE = {
    "session_id": "9f0c2a52-6f4e-4e8e-9d3c-0c8f2f4f7c11",
    "user_id": "5b0f3c1e-8a51-4a63-b7a5-6f1f4d9c2a10",
    "organization_id": "5b0f3c1e-8a51-4a63-b7a5-6f1f4d9c2a10",
    "status": "in_progress",
    "is_active": True,
    "current_stage": "eventSetup",
    "completed_stages": ["organizerSetup"],
    "needs_review": [],
    "stages": {
        "eventSetup": {
            "data": {"title": "Milan Nights"},
            "completion": 20,
            "missing": ["type", "date", "start_time", "timezone"],
            "problems": [],
        }
    },
    "completion_details": {"organizerSetup": 100, "eventSetup": 20},
    "completion_percentage": 19,
    "revision": 7,
    "event_id": None,
    "stripe_account_id": None,
    "created_at": "2026-11-21T09:00:00+00:00",
    "updated_at": "2026-11-21T09:05:00+00:00",
    "expires_at": "2026-11-28T09:05:00+00:00",
}


class Problem(BaseModel):
    field: str
    code: str
    message: str


class StageView(BaseModel):
    """A stage's stored data, how complete it is in percent, and what stands in its way."""

    data: dict[str, Any]
    completion: int
    missing: list[str]
    problems: list[Problem]


class SessionView(BaseModel):
    """A wizard session with all its stages."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    session_id: str
    user_id: UUID
    organization_id: UUID
    status: str
    is_active: bool
    current_stage: str
    completed_stages: list[str]
    needs_review: list[str]
    stages: dict[str, StageView]
    completion_details: dict[str, int]
    completion_percentage: int
    revision: int
    event_id: UUID | None
    stripe_account_id: str | None
    created_at: datetime
    updated_at: datetime
    expires_at: datetime


def view(row: WizardSession) -> SessionView:
    """Percent figures are what the last write stored; missing fields and problems are judged now."""
    states = assessed(row)
    status = row.effective_status()
    return SessionView(
        **row.model_dump(exclude={"status", "is_active"}),
        status=status,
        is_active=status == "in_progress",
        stages={
            name: StageView(
                data=state.stage.shown(dict(state.data)),
                completion=row.completion_details.get(name, 0),
                missing=list(state.missing),
                problems=[Problem(**finding.error().as_json()) for finding in state.findings],
            )
            for name, state in states.items()
        },
    )
