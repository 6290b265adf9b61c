"""Whether an event may be public: the wizard's own rules of the stages that an event shows, held against its row.

What an event has beyond the wizard is judged elsewhere: an end days later by `when`, taking money by the payments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from state.errors import FieldError
from state.wizard.patches import validated
from state.wizard.progress import StageState, assess
from state.wizard.stages import resolve
from state.wizard.tickets import Tier

Columns = Mapping[str, Any]

_EVENT, _VENUE, _TICKETS = (resolve(name) for name in ("event", "venue", "tickets"))
# What a stage's field is called here; the venue's fields stand within it, and all others bear the same name.
_NAMES = {"title": "name", "date": "start_date", "start_time": "start_date", "tiers": "ticket_tiers"}
# How long a text and how large a place may be: events and directories have wider limits than a stage's fields.
_SIZES = {"string_too_short", "string_too_long", "less_than_equal"}
# Guests of a stream without an address would stand before nothing; all else may be said later, as the page says.
_INDISPENSABLE = "venue.streaming_url"
_MIXED = FieldError("ticket_tiers", "currencies_differ", "Give the prices of all tiers in one currency.")


@dataclass(frozen=True)
class Gap:
    """What keeps an event from being public; `by` as in Finding."""

    error: FieldError
    by: int = 0

    @property
    def rule(self) -> tuple[str, str]:
        return self.error.field, self.error.code

    @property
    def may_wait(self) -> bool:
        """Whether it has just not been said yet."""
        return self.error.code == "missing" and self.error.field != _INDISPENSABLE


def gaps(event: Columns, now: datetime) -> list[Gap]:
    """All that stands between this event, by the names of its columns, and its page."""
    given = {_EVENT.id: _event(event), _VENUE.id: event["venue"], _TICKETS.id: _tickets(event)}
    checked = {stage.id: validated(stage, given[stage.id], {}) for stage in (_EVENT, _VENUE, _TICKETS)}
    states = assess({stage: values for stage, (values, _) in checked.items()}, [], charges_enabled=True, now=now)
    found = [gap for stage, (_, errors) in checked.items() for gap in _found(states[stage], errors)]
    return [gap for gap in found if gap.error.code not in _SIZES]


def worsened(before: Columns, after: Columns, now: datetime) -> list[FieldError]:
    """What a change of a public event breaks, or breaks further. What was so before it blocks nothing else, but for a
    start in the past: it stays, or becomes one that is still to come."""
    stood = {gap.rule: gap.by for gap in gaps(before, now)}
    moved = before["start_date"] != after["start_date"]
    return [
        gap.error
        for gap in gaps(after, now)
        if gap.by > stood.get(gap.rule, -1) or (moved and gap.error.field == "start_date")
    ]


def _event(event: Columns) -> dict[str, Any]:
    start = event["local_start"]
    same = {name: event[name] for name in ("type", "timezone", "description", "goals", "target_attendees")}
    values = same | {"title": event["name"], "date": start.date().isoformat(), "start_time": f"{start:%H:%M}"}
    return {name: value for name, value in values.items() if value is not None}


def _tickets(event: Columns) -> dict[str, Any]:
    tiers = [{name: tier[name] for name in Tier.model_fields if name in tier} for tier in event["ticket_tiers"]]
    currencies = {tier["currency"] for tier in event["ticket_tiers"] if tier.get("currency")}
    values = {
        "tiers": tiers or None,
        "currency": currencies.pop() if len(currencies) == 1 else None,
        "total_capacity": event["total_capacity"],
    }
    return {name: value for name, value in values.items() if value is not None}


def _found(state: StageState, errors: list[FieldError]) -> Iterator[Gap]:
    # What is there but wrong is told as that, not as missing.
    wrong = {error.field.split(".")[0] for error in errors}
    for error in (*errors, *(each for each in state.missed() if each.field not in wrong)):
        yield Gap(_named(state, error))
    for finding in state.findings:
        yield Gap(_named(state, finding.error()), finding.by)


def _named(state: StageState, error: FieldError) -> FieldError:
    if state.stage is _VENUE:
        return error.within("venue")
    # Each paid tier has its currency, by the rules of tiers; together they have none where these differ.
    if error.field == "currency":
        return _MIXED
    first, *rest = error.field.split(".")
    return FieldError(".".join([_NAMES.get(first, first), *rest]), error.code, error.message)
