"""The kinds of values stage models are made of, each with its own check and a stored form that is plain JSON."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from annotated_types import GroupedMetadata
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    EmailStr,
    Field,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from state.values import currency_codes

LAST_YEAR = 2100
_LONGEST_TEXT = 10_000


class StageModel(BaseModel):
    """Base of every stage: unknown fields refused, camelCase accepted on input, snake_case in errors and on output."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, populate_by_name=True, loc_by_alias=False)


def wrong(code: str, message: str) -> PydanticCustomError:
    # The message goes through as it stands; braces in it must not be read as a template.
    return PydanticCustomError(code, "{message}", {"message": message})  # pyright: ignore[reportArgumentType]


def _text(value: Any) -> Any:
    """Composed and trimmed. What no field is long enough for is left for the length check to refuse: composing takes
    time that grows with the square of a run of accents."""
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT:
        return value
    return unicodedata.normalize("NFC", value).strip()


def _visible(value: str) -> str:
    if any(unicodedata.category(c) == "Cc" and c not in "\n\t\r" for c in value):
        raise wrong("control_character", "Please write this without control characters.")
    return value


@dataclass(frozen=True)
class Text(GroupedMetadata):
    """For Annotated[str, Text(2, 200)]: text in Unicode NFC without outer spaces, of so many characters."""

    shortest: int = 1
    longest: int = 200

    def __iter__(self) -> Iterator[object]:
        yield StringConstraints(min_length=self.shortest, max_length=self.longest)
        yield AfterValidator(_visible)
        yield BeforeValidator(_text)


def _whole_number(value: Any) -> Any:
    if isinstance(value, bool):
        raise wrong("not_a_number", "Give a whole number, for example 250.")
    if isinstance(value, str) and re.fullmatch(r"\s*-?[0-9]{1,9}\s*", value):
        return int(value.strip())
    if isinstance(value, str):
        raise wrong("not_a_number", "Give a whole number, for example 250.")
    if isinstance(value, float) and not value.is_integer():
        raise wrong("not_a_whole_number", f"Give a whole number; {value:g} is not one.")
    return value


@dataclass(frozen=True)
class Whole(GroupedMetadata):
    """For Annotated[int, Whole(1, 10)]: an integer in that range; "3" and 3.0 are understood, true and 3.5 are not."""

    least: int
    most: int

    def __iter__(self) -> Iterator[object]:
        yield Field(ge=self.least, le=self.most)
        yield BeforeValidator(_whole_number)


def _local_date(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.strip(), re.ASCII):
        raise wrong("not_a_date", "Give the date as YYYY-MM-DD, for example 2027-06-15.")
    try:
        day = date.fromisoformat(value.strip())
    except ValueError:
        raise wrong("no_such_date", f"The calendar has no {value.strip()}; which day did you mean?") from None
    if day.year > LAST_YEAR:
        raise wrong("date_too_far", f"Dates after {LAST_YEAR} cannot be planned here.")
    return day.isoformat()


LocalDate = Annotated[
    str, BeforeValidator(_local_date), WithJsonSchema({"type": "string", "format": "date", "examples": ["2027-06-15"]})
]


def _local_time(value: Any) -> str:
    match = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})", value.strip()) if isinstance(value, str) else None
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        raise wrong("not_a_time", "Give the time as HH:MM from 00:00 to 23:59, for example 19:30.")
    return f"{int(match[1]):02}:{match[2]}"


LocalTime = Annotated[
    str,
    BeforeValidator(_local_time),
    WithJsonSchema({"type": "string", "pattern": "^([01]?[0-9]|2[0-3]):[0-5][0-9]$", "examples": ["19:30"]}),
]


@cache
def zone_names() -> dict[str, str]:
    """IANA zone names by their lower-case spelling; legacy entries that are no place are left out."""
    kept = (name for name in available_timezones() if "/" in name or name == "UTC")
    return {name.lower(): name for name in kept if not name.startswith(("Etc/", "posix/", "right/", "SystemV/"))}


def _timezone(value: Any) -> str:
    name = zone_names().get(value.strip().lower()) if isinstance(value, str) else None
    if name is None:
        raise wrong("unknown_timezone", "Give an IANA time zone such as Europe/Rome or America/New_York.")
    return name


Timezone = Annotated[str, BeforeValidator(_timezone), WithJsonSchema({"type": "string", "examples": ["Europe/Rome"]})]


def _currency(value: Any) -> str:
    code = value.strip().upper() if isinstance(value, str) else ""
    if code not in currency_codes():
        raise wrong("unknown_currency", "Give a three-letter currency code such as EUR, USD or GBP.")
    return code


Currency = Annotated[
    str, BeforeValidator(_currency), WithJsonSchema({"type": "string", "pattern": "^[A-Z]{3}$", "examples": ["EUR"]})
]


def _price(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise wrong("not_a_price", "Give the price as a number, for example 80 or 79.50.")
    try:
        amount = Decimal(str(value).strip())
    except InvalidOperation:
        raise wrong("not_a_price", "Give the price as a plain number, for example 80 or 79.50.") from None
    # Not abs(): it computes, and overflows on 1e1000000.
    if not amount.is_finite() or amount.copy_abs() >= 10**9 or -int(amount.as_tuple().exponent) > 6:
        raise wrong("not_a_price", "Give a price below one billion with the currency's usual decimals.")
    if amount < 0:
        raise wrong("negative_price", "A price cannot be below 0; for a free tier give 0.")
    return f"{amount.copy_abs():f}"


Price = Annotated[str, BeforeValidator(_price), WithJsonSchema({"type": "string", "examples": ["80.00"]})]


def _web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
        good = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or re.search(r"[\s<>\"\\]", value):
        raise wrong("not_a_url", "Give a full web address that starts with https:// or http://.")
    return value


WebAddress = Annotated[
    str,
    StringConstraints(max_length=2000),
    AfterValidator(_web_address),
    BeforeValidator(_text),
    WithJsonSchema({"type": "string", "format": "uri", "examples": ["https://stream.example.com/live"]}),
]

Email = Annotated[EmailStr, Field(max_length=254), BeforeValidator(_text)]
