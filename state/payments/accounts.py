"""The mirror of organizations' connected accounts, and the copies that their open sessions hold of it.

Members read their own organization's row; only the server itself writes, after Stripe's own word. What is written last
is not what came last but what is newest: see `learn` and `hear`. The account's row is locked before any session.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, UniqueConstraint, func, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, SQLModel, col, select

from state.database import Transaction
from state.gateways.stripe import Account
from state.wizard.progress import stage_data
from state.wizard.record import WizardSession, json_column, moment_column
from state.wizard.writing import details

_READING = text("select nextval('app.stripe_readings')")
_APART = text("select * from app.lock_sessions_apart(:organization, :account, :charges)")
_ADOPT = text("select app.adopt_account(:account, :charges, cast(:details as jsonb))")


class StripeAccount(SQLModel, table=True):
    """One per organization. `reading`, `as_of` and `delivery` say how new the rest is."""

    __tablename__ = "stripe_accounts"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (UniqueConstraint("account_id", name="stripe_accounts_account_key"),)

    organization_id: UUID = Field(primary_key=True)
    account_id: str = Field(max_length=255)
    charges_enabled: bool = False
    payouts_enabled: bool = False
    details_submitted: bool = False
    requirements: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    disconnected_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True, default=None))
    reading: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default=text("0")))
    as_of: datetime = Field(sa_column=moment_column(default="to_timestamp(0)"))
    delivery: str = Field(default="", max_length=255)
    created_at: datetime = Field(sa_column=moment_column())
    updated_at: datetime = Field(sa_column=moment_column())


async def own(tx: Transaction) -> StripeAccount | None:
    """The account of the caller's organization."""
    return (await tx.execute(select(StripeAccount))).scalar_one_or_none()


async def of(tx: Transaction, organization: UUID) -> StripeAccount | None:
    """The account of this organization, for the server itself."""
    return await tx.get(StripeAccount, organization)


async def is_known(tx: Transaction, account: str) -> bool:
    found = await tx.execute(select(StripeAccount.account_id).where(StripeAccount.account_id == account))
    return found.scalar_one_or_none() is not None


async def next_reading(tx: Transaction) -> int:
    """To be had before Stripe is asked, for `learn`."""
    return (await tx.execute(_READING)).scalar_one()


async def keep(tx: Transaction, organization: UUID, account: Account) -> bool:
    """Make this the organization's account, unless it has one that is connected; whether that was so.

    What the answer to its making says may be an old answer given again: any delivery counts for more.
    """
    values = {"organization_id": organization, "account_id": account.id} | _facts(account)
    values |= {"reading": 0, "as_of": func.to_timestamp(0), "delivery": ""}
    made = insert(StripeAccount).values(**values)
    made = made.on_conflict_do_update(
        index_elements=["organization_id"],
        set_={name: made.excluded[name] for name in values} | {"disconnected_at": None},
        where=col(StripeAccount.disconnected_at).is_not(None) & (col(StripeAccount.account_id) != account.id),
    )
    kept = (await tx.execute(made.returning(col(StripeAccount.organization_id)))).scalar_one_or_none() is not None
    if kept:
        await _tell_sessions(tx, organization, account.id, account.charges_enabled)
    return kept


async def learn(tx: Transaction, account: Account, reading: int, asked_at: datetime) -> None:
    """What Stripe answered, unless it has answered a later question already."""
    newer = col(StripeAccount.reading) < reading
    as_of = func.greatest(col(StripeAccount.as_of), asked_at)
    await _write(tx, account, newer, {"reading": reading, "as_of": as_of, "disconnected_at": None})


async def lose(tx: Transaction, account: str, reading: int, asked_at: datetime) -> None:
    """Stripe knows no such account of ours any more."""
    newer = col(StripeAccount.reading) < reading
    as_of = func.greatest(col(StripeAccount.as_of), asked_at)
    values = {"reading": reading, "as_of": as_of, "disconnected_at": func.now()}
    await _write(tx, Account(account), newer, values)


async def hear(tx: Transaction, account: Account, delivery: str, created: datetime, is_connected: bool) -> None:
    """What a delivery says, where Stripe itself cannot be asked; of two of one second the greater id counts."""
    known = tuple_(col(StripeAccount.as_of), col(StripeAccount.delivery))
    values: dict[str, Any] = {"as_of": created, "delivery": delivery}
    values["disconnected_at"] = None if is_connected else func.now()
    await _write(tx, account, known < tuple_(created, delivery), values)


async def _write(tx: Transaction, account: Account, newer: Any, values: dict[str, Any]) -> None:
    changed = (
        update(StripeAccount)
        .where(col(StripeAccount.account_id) == account.id, newer)
        .values(**_facts(account), **values)
        .returning(col(StripeAccount.organization_id))
    )
    if organization := (await tx.execute(changed)).scalar_one_or_none():
        await _tell_sessions(tx, organization, account.id, account.charges_enabled)


def _facts(account: Account) -> dict[str, Any]:
    return {
        "charges_enabled": account.charges_enabled,
        "payouts_enabled": account.payouts_enabled,
        "details_submitted": account.details_submitted,
        "requirements": dict(account.requirements),
    }


async def _tell_sessions(tx: Transaction, organization: UUID, account: str, charges_enabled: bool) -> None:
    """Copy it to the organization's open sessions, and judge them anew: what they lack depends on it."""
    copied = {"account": account, "charges": charges_enabled}
    apart = select(WizardSession).from_statement(_APART)
    rows = (await tx.execute(apart, copied | {"organization": organization})).scalars()
    judged = {str(row.id): details(stage_data(row), row.completed_stages, charges_enabled) for row in rows}
    if judged:
        await tx.execute(_ADOPT, copied | {"details": json.dumps(judged)})
