"""Whether the process lives, and whether it can serve."""

from __future__ import annotations

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict

from server.dependencies import Resources
from server.health import Check, checks

router = APIRouter(tags=["health"])


class Alive(BaseModel):
    status: str = "alive"


class Readiness(BaseModel):
    """Ready when every check is ok; each check that is not says what is missing."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"ready": True, "checks": {"database": {"ok": True, "detail": "reachable"}}}]}
    )

    ready: bool
    checks: dict[str, Check]


@router.get("/healthz", summary="See whether the process lives")
async def live() -> Alive:
    """Answers as long as the process does, whatever becomes of the database."""
    return Alive()


@router.get(
    "/readyz",
    summary="See whether it can serve",
    responses={503: {"model": Readiness, "description": "Something is missing."}},
)
async def ready(held: Resources, response: Response) -> Readiness:
    """The database, its migrations, and the checkpoints' tables, each by name."""
    found = await checks(held.database, held.saver)
    all_well = all(check.ok for check in found.values())
    response.status_code = 200 if all_well else 503
    return Readiness(ready=all_well, checks=found)
