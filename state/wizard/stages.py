"""THE registry of wizard stages: the only place that lists them, in the wizard's order. Weights sum to 100."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Union

from pydantic import create_model
from pydantic.alias_generators import to_camel

from state.errors import NotFound
from state.wizard import event, organizer, review, sponsors, tickets, venue
from state.wizard.fields import StageModel
from state.wizard.rules import Drafts, Finding, Required, Rules


def _no_rules(_: Drafts) -> Iterator[Finding]:
    yield from ()


def _as_stored(data: dict[str, object]) -> dict[str, object]:
    return data


@dataclass(frozen=True)
class Stage:
    """One stage. `attribute` is its name in Drafts; `columns` maps a field stored elsewhere than `column`;
    `review_after` names the fields of earlier stages whose change puts a completed stage up for review."""

    id: str
    attribute: str
    column: str
    weight: int
    title: str
    model: type[StageModel]
    required: Required
    rules: Rules = _no_rules
    optional: bool = False
    aliases: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    review_after: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shown: Callable[[dict[str, object]], dict[str, object]] = _as_stored

    @cached_property
    def draft(self) -> type[StageModel]:
        """The same model with every field optional: each value is checked alone when a draft is saved."""
        fields: dict[str, Any] = {
            name: (Union[info.annotation, None], _absent(info))  # noqa: UP007  annotations need not support |
            for name, info in self.model.model_fields.items()
        }
        return create_model(f"{self.model.__name__}Draft", __base__=self.model, **fields)

    @property
    def field_names(self) -> tuple[str, ...]:
        return tuple(self.model.model_fields)

    @cached_property
    def spellings(self) -> Mapping[str, str]:
        """A field's name by each spelling a client may use. A table: keys come from outside and may be endless."""
        return {spelled: name for name in self.field_names for spelled in (name, to_camel(name))}

    def is_clearable(self, name: str) -> bool:
        return not self.model.model_fields[name].is_required()

    def title_of(self, name: str) -> str:
        return self.model.model_fields[name].title or name


def _absent(info):
    from copy import copy

    optional = copy(info)
    optional.default = None
    return optional


STAGES: tuple[Stage, ...] = (
    Stage(
        "organizerSetup",
        "organizer",
        "organizer_data",
        15,
        "Organizer",
        organizer.OrganizerSetup,
        organizer.required,
        aliases=("organizer",),
    ),
    Stage(
        "eventSetup",
        "event",
        "event_data",
        20,
        "Event",
        event.EventSetup,
        event.required,
        event.rules,
        aliases=("event",),
    ),
    Stage("venueSetup", "venue", "venue_data", 15, "Venue", venue.VenueSetup, venue.required, aliases=("venue",)),
    Stage(
        "ticketSetup",
        "tickets",
        "ticket_data",
        20,
        "Tickets",
        tickets.TicketSetup,
        tickets.required,
        tickets.rules,
        aliases=("ticket", "tickets", "payment", "paymentSetup"),
        columns={"payment": "payment_data"},
        review_after={"eventSetup": ("date", "start_time", "timezone"), "venueSetup": ("mode", "capacity")},
        shown=tickets.shown,
    ),
    Stage(
        "sponsorsMedia",
        "sponsors",
        "sponsor_data",
        15,
        "Sponsors & media",
        sponsors.SponsorsMedia,
        sponsors.required,
        optional=True,
        aliases=("sponsor", "sponsors"),
    ),
    Stage(
        "reviewPublish",
        "review",
        "review_data",
        15,
        "Review & publish",
        review.ReviewPublish,
        review.required,
        aliases=("review",),
    ),
)
FIRST, REVIEW = STAGES[0], STAGES[-1]
_BY_NAME = {name: stage for stage in STAGES for name in (stage.id, *stage.aliases)}


def resolve(name: str) -> Stage:
    """The stage of this id or alias. Raises NotFound."""
    if name not in _BY_NAME:
        known = ", ".join(stage.id for stage in STAGES)
        raise NotFound(f"There is no such stage; the stages are {known}.", "unknown_stage")
    return _BY_NAME[name]
