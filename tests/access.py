"""Who may do what at an event, written down once more from the contract alone: policies and routes are judged by it.

It knows nothing of levels, policies or operations. A disagreement is a fault of one of the two.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import NamedTuple


class Person(NamedTuple):
    """`rights` at the event; what he is besides."""

    rights: frozenset[str] = frozenset()
    on_team: bool = True
    of_organization: bool = True
    has_a_task: bool = False
    signed_in: bool = True


WORK = frozenset({"work"})
PERSONS = {
    "lead": Person(WORK | {"event", "team", "leads"}),
    "admin": Person(WORK | {"event", "team"}),
    "edit": Person(WORK),
    "view_only": Person(),
    "assignee": Person(has_a_task=True),
    "colleague": Person(on_team=False),
    "guest": Person(WORK, of_organization=False),
    "guest_reader": Person(of_organization=False, has_a_task=True),
    "removed": Person(on_team=False, of_organization=False, has_a_task=True),
    "removed_colleague": Person(on_team=False),
    "stranger": Person(on_team=False, of_organization=False),
    "nobody": Person(on_team=False, of_organization=False, signed_in=False),
}


class Answer(Enum):
    yes = auto()
    forbidden = auto()
    unseen = auto()
    who = auto()


def sees(person: Person) -> bool:
    """Its organization and its team, who may be outside it."""
    return person.of_organization or person.on_team


def may(person: Person, need: str) -> Answer:
    """`need` is read, own_task, leave, one of the rights, or nobody: what no person may."""
    if not person.signed_in:
        return Answer.who
    if not sees(person):
        return Answer.unseen
    able = {
        "read": True,
        "own_task": person.has_a_task or "work" in person.rights,
        "leave": person.on_team,
        "nobody": False,
    }.get(need, need in person.rights)
    return Answer.yes if able else Answer.forbidden


def may_in_directory(person: Person, need: str) -> Answer:
    """A directory is its organization's; the team sees who takes part in the event, and who edits it all of him."""
    if not person.signed_in:
        return Answer.who
    seen = {"read": person.on_team, "details": person.on_team and "work" in person.rights}
    if person.of_organization or seen.get(need, False):
        return Answer.yes
    return Answer.unseen
