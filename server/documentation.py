"""What OpenAPI says beside the routes: the refusals all share, stage data by stage, worked examples."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.models import Example
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from server.problems import MEDIA_TYPE, ProblemDocument
from state.wizard.publishing import DryRun
from state.wizard.stages import STAGES
from state.wizard.view import SessionView

_REF = "#/components/schemas/{model}"
_REFUSED = {
    400: "The body is no JSON, or a header is malformed.",
    401: "No token, or one that does not hold.",
    403: "You see this, and your role at the event is too low.",
    404: "Unknown, or another organization's: the two look the same.",
    408: "The body took too long to arrive.",
    409: "The state of things forbids it now; `code` says why.",
    413: "The body is too large.",
    415: "The file is of a kind that is not taken.",
    422: "Values need another look; `errors` names each.",
    429: "You have as many of these open as you may; close one, or try again after Retry-After.",
    503: "The database is away for a moment; try again after Retry-After.",
}

_STAGE_DATA: dict[str, dict[str, Any]] = {
    "organizerSetup": {"name": "Giulia Rossi", "email": "giulia@example.com", "role": "event_organizer"},
    "eventSetup": {
        "title": "Milan Nights",
        "type": "runway_show",
        "date": "2027-06-15",
        "start_time": "19:30",
        "timezone": "Europe/Rome",
    },
    "venueSetup": {"mode": "physical", "address": "Via Tortona 27", "city": "Milan", "capacity": 300},
    "ticketSetup": {
        "tiers": [
            {"name": "Standard", "price": "80.00", "quantity": 200},
            {"name": "VIP", "price": "200.00", "quantity": 50},
        ],
        "currency": "EUR",
        "total_capacity": 250,
        "payment": {"deferred": True},
    },
    "sponsorsMedia": {"sponsors": [{"name": "Lumen", "tier": "gold"}]},
    "reviewPublish": {"confirmed": True, "terms_accepted": True},
}
STAGE_EXAMPLES = {stage: Example(summary=f"Some of {stage}", value=value) for stage, value in _STAGE_DATA.items()}

DRY_RUN: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The event this session has already become, or what a dry run shows.",
        "content": {
            "application/json": {
                "schema": {"anyOf": [{"$ref": _REF.format(model=name)} for name in ("Published", "DryRun")]}
            }
        },
    }
}

PUBLISH_STREAM: dict[int | str, dict[str, Any]] = {
    201: {
        "description": "The new event; as a stream, its status is 200 and the answer's own stands in `done`.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}


def refusals(*statuses: int, body: bool = False) -> dict[int | str, dict[str, Any]]:
    """Responses for a route's decorator: these, and those every route has."""
    every = {401, 422, 503, *statuses} | ({400, 413} if body else set())
    content = {MEDIA_TYPE: {"schema": {"$ref": _REF.format(model="ProblemDocument")}}}
    return {status: {"description": _REFUSED[status], "content": content} for status in sorted(every)}


def documented(app: FastAPI) -> Callable[[], dict[str, Any]]:
    """What app.openapi becomes: the document, made on first use."""

    @cache
    def document() -> dict[str, Any]:
        made = get_openapi(
            title=app.title, version=app.version, summary=app.summary, description=app.description, routes=app.routes
        )
        made["components"]["schemas"] |= _schemas()
        _describe_stage_data(made)
        return made

    return document


def _schemas() -> dict[str, Any]:
    """Models no route returns directly: problems, dry runs, and the drafts of stages in their snake_case spelling.

    And the session, since FastAPI drops the nulls of its example.
    """
    drafts = [(stage.draft, "validation") for stage in STAGES]
    others = [(model, "serialization") for model in (ProblemDocument, DryRun, SessionView)]
    _, made = models_json_schema([*drafts, *others], by_alias=False, ref_template=_REF)  # pyright: ignore[reportArgumentType]
    return made["$defs"]


def _describe_stage_data(document: dict[str, Any]) -> None:
    operation = document["paths"]["/api/v1/wizard/sessions/{session_id}/stages/{stage}"]["patch"]
    drafts = [{"$ref": _REF.format(model=stage.draft.__name__)} for stage in STAGES]
    operation["requestBody"]["content"]["application/json"]["schema"] = {"title": "Part of a stage", "anyOf": drafts}


def product_version() -> str:
    try:
        return version("event-setup-copilot")
    except PackageNotFoundError:
        return "0.0.0"
