"""What the database refuses by the name of a constraint, in words.

It decides, whoever else is at it at the same moment; nothing needs to be looked up beforehand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError

from state.errors import Conflict, FieldError, InvalidData, StateError

_NAME_TAKEN = "Your directory has one with this name already; change that one, or choose another name."
_UNKNOWN = "There is no {noun} with this id in the directory of the event's organization."
_LAST_LEAD = "An event keeps at least one lead; make somebody else lead first."
_IN_USE = "Expenses stand in this category; move or remove them first."


def _conflict(message: str, code: str) -> Callable[[], StateError]:
    return lambda: Conflict(message, code)


def _circle() -> StateError:
    message = "These tasks would wait for each other in a circle; leave one of them out."
    return InvalidData([FieldError("dependencies", "dependency_cycle", message)])


def _unknown(noun: str) -> Callable[[], StateError]:
    error = FieldError(f"{noun}_id", f"unknown_{noun}", _UNKNOWN.format(noun=noun))
    return lambda: InvalidData([error])


_REFUSALS: Mapping[str, Callable[[], StateError]] = {
    "event_team_member_key": _conflict(
        "This person is on the team already; change what he may do there.", "already_member"
    ),
    "event_team_last_lead": _conflict(_LAST_LEAD, "last_lead"),
    "task_dependencies_acyclic": _circle,
    "event_sponsors_key": _conflict("This sponsor supports the event already; change that entry.", "already_sponsor"),
    "event_designers_key": _conflict("This designer is invited already; change that entry.", "already_invited"),
    "event_budget_categories_key": _conflict("The budget has this category already; change it.", "category_exists"),
    "expenses_category_fkey": _conflict(_IN_USE, "category_in_use"),
    "event_sponsors_sponsor_fkey": _unknown("sponsor"),
    "event_designers_designer_fkey": _unknown("designer"),
    **{f"{table}_name_key": _conflict(_NAME_TAKEN, "name_taken") for table in ("sponsors", "designers", "venues")},
}


@contextmanager
def in_words() -> Iterator[None]:
    """Around a statement that one of these constraints may refuse."""
    try:
        yield
    except IntegrityError as error:
        name = str(getattr(getattr(error.orig, "diag", None), "constraint_name", None))
        if name not in _REFUSALS:
            raise
        raise _REFUSALS[name]() from error
