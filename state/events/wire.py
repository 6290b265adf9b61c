"""What goes over the wire: bodies that take no unknown member, views that let nothing inside out, money in words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, JsonValue

from state.errors import FieldError, InvalidData
from state.values import Money
from state.wizard.fields import wrong

# Of a change: what is not sent stays as it is. No value of the field's own type, so that null is refused.
LEFT_OUT: Any = None

_MOST_FACTS = 10_000


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    try:
        written = json.dumps(facts, allow_nan=False, ensure_ascii=False)
        if "\\u0000" in written or not written.encode():
            raise ValueError
    except ValueError:
        raise wrong("not_plain", "Please write this without control characters, with ordinary numbers.") from None
    if len(written) > _MOST_FACTS:
        raise wrong("too_long", f"This is too much; give at most {_MOST_FACTS} characters in all.")
    return facts


# Whatever somebody wants to note in his own words: texts, numbers, lists, objects.
Facts = Annotated[dict[str, JsonValue], AfterValidator(_plain)]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")

    def given(self) -> dict[str, Any]:
        """What was sent, by column."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class View(BaseModel):
    """What a row's other columns hold stays inside."""

    model_config = ConfigDict(extra="ignore")

    @classmethod
    def of(cls, row: Mapping[str, Any], **more: Any) -> Self:
        return cls.model_validate({**row, **more})


def minor(field: str, amount: str, currency: str) -> int:
    """Raises InvalidData when the amount has more decimals than the currency."""
    try:
        return Money.from_major(Decimal(amount), currency).minor
    except ValueError as error:
        raise InvalidData([FieldError(field, "too_many_decimals", str(error))]) from None


def major(amount: int | None, currency: str | None) -> str | None:
    """The decimal string of minor units; None where there is no amount."""
    return None if amount is None or currency is None else Money(amount, currency).major()
