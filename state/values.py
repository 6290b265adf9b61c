"""Frozen values that every floor shares: who is acting, and money."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from uuid import UUID


@dataclass(frozen=True)
class Principal:
    """Who is acting: the user and the organization (tenant) he acts for; a user without one is his own."""

    user_id: UUID
    organization_id: UUID

    def claims(self) -> dict[str, str]:
        """What row-level security reads, in the shape a Supabase token has."""
        return {"sub": str(self.user_id), "organization_id": str(self.organization_id), "role": "authenticated"}


@cache
def currency_exponent(currency: str) -> int:
    """Digits after the point in this currency's major unit (EUR 2, JPY 0, KWD 3), from CLDR."""
    from babel.numbers import get_currency_precision

    return get_currency_precision(currency)


@cache
def currency_codes() -> frozenset[str]:
    """ISO 4217 codes of currencies that are legal tender somewhere today, from CLDR."""
    from babel.core import get_global

    return frozenset(
        code
        for tenders in get_global("territory_currencies").values()
        for code, start, end, tender in tenders
        if tender and end is None and start is not None
    )


@dataclass(frozen=True)
class Money:
    """An amount in integer minor units of an ISO 4217 currency: Money(8050, "EUR") is 80.50 euros."""

    minor: int
    currency: str

    @classmethod
    def from_major(cls, amount: Decimal, currency: str) -> Money:
        """Raises ValueError when the amount has more decimals than the currency."""
        minor = amount.scaleb(currency_exponent(currency))
        if minor != minor.to_integral_value():
            raise ValueError(f"{currency} has {currency_exponent(currency)} decimals; {amount} has more.")
        return cls(int(minor), currency)

    def major(self) -> str:
        """The decimal string that goes on the wire, with the currency's own number of decimals."""
        exponent = currency_exponent(self.currency)
        return f"{Decimal(self.minor).scaleb(-exponent):.{exponent}f}"
