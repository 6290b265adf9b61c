"""The ticket tiers of an event that stands: what of them people may change, and what follows from a change.

Whether money can be taken is not said by who edits: a paid tier is put on sale by the payments, and a link to pay
belongs to one price, one currency and one quantity.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from state.errors import FieldError, InvalidData
from state.values import Money
from state.wizard.fields import Currency, Price, Text, WebAddress, Whole
from state.wizard.tickets import NAMED_TWICE, namesakes, surplus_decimals

_SOLD = ("price", "currency", "quantity")


class EventTier(BaseModel):
    """`url` is made by the payments and comes back unchanged or not at all; `on_sale` may be taken back."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Text(1, 200)]
    price: Price
    currency: Currency | None = None
    quantity: Annotated[int, Whole(1, 1_000_000)]
    description: Annotated[str, Text(1, 500)] | None = None
    early_bird: bool | None = None
    on_sale: bool | None = None
    url: WebAddress | None = Field(None, description="Read only.")


def revised(tiers: Sequence[EventTier], before: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The tiers as they are to be stored. Raises InvalidData by field."""
    stood = {tier["name"]: tier for tier in before}
    wrong = [
        FieldError(f"ticket_tiers.{index}.name", "tier_name_twice", NAMED_TWICE.format(name=tiers[index].name))
        for index in namesakes([tier.name for tier in tiers])
    ]
    wrong += [error for index, tier in enumerate(tiers) for error in _wrong(index, tier)]
    if wrong := wrong + _not_theirs(tiers, stood):
        raise InvalidData(wrong)
    return [_revised(tier, stood.get(tier.name, {})) for tier in tiers]


def _revised(tier: EventTier, before: dict[str, Any]) -> dict[str, Any]:
    now = tier.model_dump(exclude={"on_sale", "url"}, exclude_none=True)
    if tier.currency:
        now["price"] = Money.from_major(Decimal(tier.price), tier.currency).major()
    same = all(now.get(name) == before.get(name) for name in _SOLD)
    free = Decimal(tier.price) == 0
    sold = free or (same and before.get("on_sale", False))
    now |= {"currency": tier.currency, "on_sale": sold and tier.on_sale is not False}
    return now | ({"url": before["url"]} if same and now["on_sale"] and "url" in before else {})


def _wrong(index: int, tier: EventTier) -> list[FieldError]:
    found: list[FieldError] = []
    if Decimal(tier.price) > 0 and tier.currency is None:
        found.append(FieldError(f"ticket_tiers.{index}.currency", "currency_missing", "Give the price's currency."))
    if tier.currency and (message := surplus_decimals(tier.name, tier.price, tier.currency)):
        found.append(FieldError(f"ticket_tiers.{index}.price", "too_many_decimals", message))
    return found


def _not_theirs(tiers: Sequence[EventTier], stood: Mapping[str, dict[str, Any]]) -> list[FieldError]:
    """Addresses that were not read here. A tier under a new name may still come with the one it had."""
    addresses = {tier.get("url") for tier in stood.values()}
    message = "Where a tier is sold is not yours to set; leave url out, or send it back as it was read."
    return [
        FieldError(f"ticket_tiers.{index}.url", "read_only", message)
        for index, tier in enumerate(tiers)
        if tier.url not in ({None, stood[tier.name].get("url")} if tier.name in stood else {None} | addresses)
    ]
