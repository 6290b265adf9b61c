"""What answers have in common: the version of one thing as its ETag, a page of many, the end of one."""

from __future__ import annotations

from typing import Annotated, Literal, Protocol, TypeVar

from fastapi import Query, Response
from pydantic import BaseModel

from state.wizard.fields import Text

Page = Annotated[int, Query(ge=1, le=1_000_000)]
Limit = Annotated[int, Query(ge=1, le=100)]
Searched = Annotated[Annotated[str, Text(0, 200)] | None, Query(description="Part of a name.")]


class _Versioned(Protocol):
    version: int


Shown = TypeVar("Shown", bound=_Versioned)


class Removed(BaseModel):
    success: Literal[True] = True


def tagged(response: Response, thing: Shown) -> Shown:
    response.headers["ETag"] = f'"{thing.version}"'
    return thing


def pages(total: int, limit: int) -> int:
    return -(-total // limit)
