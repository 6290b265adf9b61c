"""Which sponsors support an event, as what and with how much."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import model_validator
from sqlmodel import select

from state.database import Transaction
from state.events import access, budget, rows, sponsors
from state.events.access import Level
from state.events.sponsors import EventSponsor, Sponsor, SponsorStatus
from state.events.wire import LEFT_OUT, Body, View, major, minor
from state.wizard.fields import Currency, Price
from state.wizard.sponsors import SponsorTier

# What a sponsor gives: not for who is of another organization and only reads.
GIVEN = ("sponsorship_amount", "currency")


class NewSupport(Body):
    """An amount without a currency is in the event's."""

    sponsor_id: UUID
    tier: SponsorTier
    sponsorship_amount: Price | None = None
    currency: Currency | None = None
    status: SponsorStatus = SponsorStatus.pending


class SupportPatch(Body):
    tier: SponsorTier = LEFT_OUT
    sponsorship_amount: Price | None = None
    currency: Currency | None = None
    status: SponsorStatus = LEFT_OUT


class SupportView(View):
    """Amount and currency are null for who is of another organization and only reads."""

    id: UUID
    event_id: UUID
    sponsor_id: UUID
    company_name: str | None = None
    logo_url: str | None = None
    tier: SponsorTier
    sponsorship_amount: str | None
    currency: str | None
    status: SponsorStatus
    version: int

    @model_validator(mode="before")
    @classmethod
    def _in_major_units(cls, row: dict[str, Any]) -> dict[str, Any]:
        return row | {"sponsorship_amount": major(row["sponsorship_amount"], row["currency"])}


async def listed(tx: Transaction, event: UUID) -> list[SupportView]:
    """By name. Raises NotFound where the caller does not see the event."""
    whole = await access.sees_all(tx, event)
    found = (await tx.execute(select(EventSponsor).where(EventSponsor.event_id == event))).scalars().all()
    known = await sponsors.named(tx, [row.sponsor_id for row in found])
    views = [shown(row.model_dump(), known, whole) for row in found]
    return sorted(views, key=lambda each: ((each.company_name or "").casefold(), each.id))


async def get(tx: Transaction, event: UUID, support: UUID) -> SupportView:
    whole = await access.sees_all(tx, event)
    row = await rows.of_event(tx, EventSponsor, event, support)
    return shown(row.model_dump(), await sponsors.named(tx, [row.sponsor_id]), whole)


def shown(row: Mapping[str, Any], known: Mapping[UUID, Mapping[str, Any]], whole: bool) -> SupportView:
    """With the name among `known`; `whole` for who sees what a sponsor gives."""
    sponsor = known.get(UUID(str(row["sponsor_id"])), {})
    names = {name: sponsor.get(name) for name in ("company_name", "logo_url")}
    return SupportView.of({**row, **names, **({} if whole else dict.fromkeys(GIVEN))})


async def create(tx: Transaction, event: UUID, body: NewSupport) -> SupportView:
    """Raises InvalidData for a sponsor of another directory, Conflict for one that is here already."""
    await access.enter(tx, event, Level.edit)
    await rows.known(tx, Sponsor, {"sponsor_id": body.sponsor_id})
    currency = body.currency or await budget.currency_of(tx, event)
    values = body.model_dump() | {"event_id": event} | _money(body.sponsorship_amount, currency)
    return await get(tx, event, (await rows.add(tx, EventSponsor, values)).id)


async def change(tx: Transaction, event: UUID, support: UUID, patch: SupportPatch, seen: int | None) -> SupportView:
    """Another currency alone leaves the amount in major units as it was."""
    await access.enter(tx, event, Level.edit)
    row = await rows.of_event(tx, EventSponsor, event, support)
    values = patch.given()
    if {"sponsorship_amount", "currency"} & values.keys():
        amount = values.get("sponsorship_amount", major(row.sponsorship_amount, row.currency))
        currency = values.get("currency") or row.currency or await budget.currency_of(tx, event)
        values |= _money(amount, currency)
    await rows.change(tx, row, values, seen)
    return await get(tx, event, support)


async def remove(tx: Transaction, event: UUID, support: UUID, seen: int | None) -> None:
    """The sponsor stays in the directory."""
    await access.enter(tx, event, Level.edit)
    await rows.remove(tx, await rows.of_event(tx, EventSponsor, event, support), seen)


def _money(amount: str | None, currency: str) -> dict[str, Any]:
    """An amount and its currency come and go together."""
    if amount is None:
        return {"sponsorship_amount": None, "currency": None}
    return {"sponsorship_amount": minor("sponsorship_amount", amount, currency), "currency": currency}
