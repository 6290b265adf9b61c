"""What a rule about several fields can find, and what it looks at: all drafts of the session and the moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from state.errors import FieldError

if TYPE_CHECKING:
    from state.wizard.event import EventSetup
    from state.wizard.organizer import OrganizerSetup
    from state.wizard.review import ReviewPublish
    from state.wizard.sponsors import SponsorsMedia
    from state.wizard.tickets import TicketSetup
    from state.wizard.venue import VenueSetup


@dataclass(frozen=True)
class Drafts:
    """The stages' data so far as models whose absent fields are None, and what the rules need beside them."""

    organizer: OrganizerSetup
    event: EventSetup
    venue: VenueSetup
    tickets: TicketSetup
    sponsors: SponsorsMedia
    review: ReviewPublish
    charges_enabled: bool
    now: datetime


@dataclass(frozen=True)
class Finding:
    """A rule broken at `field`. `on` are the fields of the same stage that it speaks of.

    With `refuse` a save that touches one of `on` is refused (the values cannot be meant together); without it the
    value is kept and the finding stands as a problem, which blocks completing and publishing. `by` tells how far the
    rule is broken, where there is a measure.
    """

    field: str
    code: str
    message: str
    on: tuple[str, ...] = ()
    refuse: bool = False
    by: int = 0

    @property
    def fields(self) -> tuple[str, ...]:
        return self.on or (self.field.split(".")[0],)

    def error(self) -> FieldError:
        return FieldError(self.field, self.code, self.message)


Rules = Callable[[Drafts], Iterator[Finding]]
Required = Callable[[Drafts], tuple[str, ...]]
