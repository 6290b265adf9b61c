"""Stage ticketSetup: tiers, prices in one currency, the sales window. Prices are decimal strings in major units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field, field_validator

from state.values import Money, currency_exponent
from state.wizard.event import schedule
from state.wizard.fields import Currency, LocalDate, Price, StageModel, Text, Whole, wrong
from state.wizard.rules import Drafts, Finding

NAMED_TWICE = "Two tiers are called {name}; give each its own name."


class Tier(StageModel):
    name: Annotated[str, Text(1, 200)] = Field(title="Tier name", description="What the tier is called, such as VIP.")
    price: Price = Field(title="Price", description="Price in major units, such as 80 or 79.50; 0 for free.")
    quantity: Annotated[int, Whole(1, 1_000_000)] = Field(
        title="Quantity", description="How many tickets of this tier."
    )
    description: Annotated[str, Text(1, 500)] | None = Field(
        None, title="Tier description", description="What the ticket includes."
    )
    early_bird: bool | None = Field(None, title="Early bird", description="Whether this is an early-bird price.")


class Payment(StageModel):
    deferred: bool = Field(title="Set up payment later", description="true: publish paid tiers as not yet on sale.")


class TicketSetup(StageModel):
    tiers: list[Tier] = Field(title="Ticket tiers", description="All tiers, each once.", min_length=1, max_length=50)
    currency: Currency | None = Field(
        None, title="Currency", description="ISO 4217 code; needed once a price is above 0."
    )
    total_capacity: Annotated[int, Whole(1, 1_000_000)] = Field(
        title="Tickets in total", description="How many tickets there are over all tiers."
    )
    sales_start_date: LocalDate | None = Field(None, title="Sales start", description="First day of sales, YYYY-MM-DD.")
    sales_end_date: LocalDate | None = Field(None, title="Sales end", description="Last day of sales, YYYY-MM-DD.")
    payment: Payment | None = Field(None, title="Payment", description="Whether taking money is set up later.")

    @field_validator("tiers")
    @classmethod
    def _names_are_unique(cls, tiers: list[Tier]) -> list[Tier]:
        for index in namesakes([tier.name for tier in tiers]):
            raise wrong("tier_name_twice", NAMED_TWICE.format(name=tiers[index].name))
        return tiers


def namesakes(names: Sequence[str]) -> Iterator[int]:
    """Which of these stand further up already, in whatever case."""
    folded = [name.casefold() for name in names]
    return (index for index, name in enumerate(folded) if name in folded[:index])


def surplus_decimals(name: str, price: str, currency: str) -> str | None:
    """What is wrong with the price of a tier that has more decimals than its currency."""
    allowed = currency_exponent(currency)
    if -int(Decimal(price).normalize().as_tuple().exponent) <= allowed:
        return None
    return f"{currency} has {allowed} decimals; {price} for {name} has more."


def is_paid(tickets: TicketSetup) -> bool:
    return any(Decimal(tier.price) > 0 for tier in tickets.tiers or ())


def required(drafts: Drafts) -> tuple[str, ...]:
    fields: tuple[str, ...] = ("tiers", "total_capacity")
    if is_paid(drafts.tickets):
        fields += ("currency",) if drafts.charges_enabled else ("currency", "payment")
    return fields


def rules(drafts: Drafts) -> Iterator[Finding]:
    yield from _decimals(drafts.tickets)
    yield from _sums(drafts)
    yield from _sales_window(drafts)
    payment = drafts.tickets.payment
    if is_paid(drafts.tickets) and payment and not payment.deferred and not drafts.charges_enabled:
        message = (
            "No Stripe account of yours can take charges yet; connect one, or finish its setup at Stripe, "
            "or put payment off and publish without sales."
        )
        yield Finding("payment", "payment_not_connected", message)


def _decimals(tickets: TicketSetup) -> Iterator[Finding]:
    if not tickets.currency:
        return
    for index, tier in enumerate(tickets.tiers or ()):
        if message := surplus_decimals(tier.name, tier.price, tickets.currency):
            yield Finding(f"tiers.{index}.price", "too_many_decimals", message, ("tiers", "currency"), refuse=True)


def _sums(drafts: Drafts) -> Iterator[Finding]:
    tickets, venue = drafts.tickets, drafts.venue
    total, sold = tickets.total_capacity, sum(tier.quantity for tier in tickets.tiers or ())
    if total and sold > total:
        message = f"The tiers add up to {sold}, but the total is {total}; raise the total or lower a tier."
        yield Finding("total_capacity", "tiers_exceed_total", message, by=sold - total)
    holds = venue.capacity if venue.mode != "virtual" else None
    if total and holds and total > holds:
        message = (
            f"The venue holds {holds}, but there are {total} tickets; lower the total or change the venue's capacity."
        )
        yield Finding("total_capacity", "tickets_exceed_venue", message, by=total - holds)


def _sales_window(drafts: Drafts) -> Iterator[Finding]:
    start, end = drafts.tickets.sales_start_date, drafts.tickets.sales_end_date
    if start and end and end < start:
        message = f"Sales end on {end}, before they start on {start}; move one of them."
        yield Finding("sales_end_date", "sales_end_before_start", message)
    last = _last_day(drafts)
    for field, day in (("sales_start_date", start), ("sales_end_date", end)):
        if day and last and date.fromisoformat(day) > last:
            message = f"{day} is after the event on {last}; sales must be over by then."
            yield Finding(field, "sales_after_event", message)


def _last_day(drafts: Drafts) -> date | None:
    when = schedule(drafts.event)
    if when:
        return when.local_start.date()
    return date.fromisoformat(drafts.event.date) if drafts.event.date else None


def shown(data: dict[str, object]) -> dict[str, object]:
    """Stored data with each price in the currency's own number of decimals ("80" EUR is "80.00")."""
    currency, tiers = data.get("currency"), data.get("tiers")
    if not isinstance(currency, str) or not isinstance(tiers, list):
        return data
    return data | {
        "tiers": [tier | {"price": Money.from_major(Decimal(tier["price"]), currency).major()} for tier in tiers]
    }
