"""Every way an operation can refuse, as one tree; a door turns a class into a status, a tool into words.

StateError
├── NotFound        unknown, or not visible to the caller: the two look the same
├── Forbidden       the caller is known, inside his own tenant, and his role is too low
├── InvalidData     field errors, each with the way out
│   ├── NotReady    publishing or completing was asked for with gaps left
│   ├── WrongType   a file of a kind that is not taken
│   └── TooLarge    a file of more bytes than are taken
├── Conflict        the state of things forbids it now (stale revision, wrong stage, session ended)
│   └── Busy        somebody else is at it; worth trying again after `retry_after` seconds
├── TooMany         the caller has as many at a time as he may; worth trying again after `retry_after` seconds
└── Unavailable     Postgres or another needed system is away; worth trying again
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, order=True)
class FieldError:
    """One bad value: where (`tiers.0.price`), a stable code, and a sentence that says the way out."""

    field: str
    code: str
    message: str

    def as_json(self) -> dict[str, str]:
        return asdict(self)

    def within(self, prefix: str) -> FieldError:
        return FieldError(f"{prefix}.{self.field}", self.code, self.message)


class StateError(Exception):
    """Root of the tree. `code` is stable for programs, `message` is for people."""

    code = "state_error"

    def __init__(self, message: str, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code


class NotFound(StateError):
    code = "not_found"

    def __init__(self, message: str = "There is nothing here by that name.", code: str | None = None) -> None:
        super().__init__(message, code)


class Forbidden(StateError):
    code = "forbidden"


class InvalidData(StateError):
    code = "invalid"

    def __init__(self, errors: Iterable[FieldError], message: str = "Some values need another look.") -> None:
        super().__init__(message)
        self.errors = tuple(errors)


class NotReady(InvalidData):
    code = "not_ready"


class WrongType(InvalidData):
    code = "wrong_type"


class TooLarge(InvalidData):
    code = "too_large"


class Conflict(StateError):
    code = "conflict"


class Busy(Conflict):
    code = "busy"

    def __init__(self, message: str, code: str | None = None, retry_after: int = 1) -> None:
        super().__init__(message, code)
        self.retry_after = retry_after


class TooMany(StateError):
    code = "too_many"

    def __init__(self, message: str, code: str | None = None, retry_after: int = 5) -> None:
        super().__init__(message, code)
        self.retry_after = retry_after


class Unavailable(StateError):
    code = "unavailable"

    def __init__(
        self, message: str = "The database is away for a moment. Please try again.", retry_after: int = 5
    ) -> None:
        super().__init__(message)
        self.retry_after = retry_after
