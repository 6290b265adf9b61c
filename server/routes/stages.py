"""The wizard's stages, for forms that draw themselves."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from server.dependencies import Caller
from server.documentation import refusals
from state.wizard.stages import STAGES, Stage

router = APIRouter(prefix="/wizard/stages", tags=["wizard stages"])


class StageInfo(BaseModel):
    """A stage and the JSON Schema its data obeys once complete; a draft may leave fields out."""

    id: str = Field(examples=["eventSetup"])
    title: str = Field(examples=["Event"])
    position: int = Field(examples=[2])
    weight: int = Field(description="Its part of the total progress, in percent.", examples=[20])
    optional: bool = Field(description="Whether it may be skipped.", examples=[False])
    review_after: dict[str, list[str]] = Field(
        description="Fields of other stages, whose change puts this stage up for review once it is complete.",
        examples=[{"venueSetup": ["mode", "capacity"]}],
    )
    data_schema: dict[str, Any] = Field(serialization_alias="schema", examples=[{"type": "object", "properties": {}}])


class StageList(BaseModel):
    stages: list[StageInfo]


@router.get("", summary="List the stages", responses=refusals())
async def list_stages(_: Caller) -> StageList:
    """All stages in order, each with the JSON Schema of its data."""
    return _all()


@cache
def _all() -> StageList:
    return StageList(stages=[_info(position, stage) for position, stage in enumerate(STAGES, 1)])


def _info(position: int, stage: Stage) -> StageInfo:
    schema = stage.model.model_json_schema(by_alias=False)
    return StageInfo(
        id=stage.id,
        title=stage.title,
        position=position,
        weight=stage.weight,
        optional=stage.optional,
        review_after={name: list(fields) for name, fields in stage.review_after.items()},
        data_schema=schema,
    )
