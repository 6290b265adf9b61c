"""What goes over the wire: bodies that take no unknown member, views that let nothing inside out, money in major units."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from state.errors import FieldError, InvalidData
from state.values import Money

# Of a change: what is not sent stays as it is. No value of the field's own type, so that null is refused.
LEFT_OUT: Any = None


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
