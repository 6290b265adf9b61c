"""A small populated world for tests: two organizations, each with a published event and an open session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text

from state import model_usage, objects, rollout, run_events, runs
from state.database import Database, Transaction
from state.events import covers as event_covers
from state.events import people, team
from state.events.columns import Permission, TeamRole
from state.events.team import NewMember
from state.gateways.stripe import Account
from state.model_usage import Usage
from state.payments import accounts, deliveries
from state.payments.deliveries import Delivery
from state.run_events import Batch
from state.values import Principal
from state.wizard import actions, covers, interactions, publishing, sessions
from state.wizard.actions import Answer
from state.wizard.interactions import WizardInteraction
from state.wizard.publishing import Consent
from state.wizard.sessions import Source

STAGES: dict[str, dict[str, Any]] = {
    "organizerSetup": {"name": "Anna Rossi", "email": "anna@example.com", "role": "event_organizer"},
    "eventSetup": {
        "title": "Milan Nights",
        "type": "runway_show",
        "date": "2031-06-15",
        "start_time": "19:30",
        "timezone": "Europe/Rome",
    },
    "venueSetup": {"mode": "physical", "address": "Piazza del Duomo 12", "city": "Milan", "capacity": 300},
    "ticketSetup": {
        "tiers": [
            {"name": "VIP", "price": "150.00", "quantity": 40},
            {"name": "General", "price": "60", "quantity": 200},
        ],
        "currency": "EUR",
        "total_capacity": 240,
        "payment": {"deferred": True},
    },
    "sponsorsMedia": {"sponsors": [{"name": "Prada", "tier": "gold"}], "media_partners": ["Vogue"]},
}
YES = Consent(confirmed=True, terms_accepted=True)
PUBLIC_URL = "http://localhost:8000"


@dataclass(frozen=True)
class Tenant:
    """A principal with one session published and one open, and what they left in every table.

    `spare` is a stored object that nothing refers to."""

    principal: Principal
    published: UUID
    open: UUID
    event: UUID
    run: UUID
    account: str
    spare: UUID


def somebody(organization: UUID | None = None) -> Principal:
    user = uuid4()
    return Principal(user, organization or user)


async def filled(
    database: Database, principal: Principal, session_id: str | None = None, **changes: dict[str, Any]
) -> UUID:
    """A session with every stage valid; returns the row's id."""
    async with database.transaction(principal) as tx:
        row, _ = await sessions.create_or_resume(tx, session_id or str(uuid4()))
        for stage, data in STAGES.items():
            await sessions.save(tx, row.id, stage, data | changes.get(stage, {}), source=Source.form)
    return row.id


async def published_once(tx: Transaction, row: UUID, key: str) -> Answer:
    """As the form's route does it, with an Idempotency-Key."""

    async def effect() -> Answer:
        return await publishing.publish(tx, row, YES, PUBLIC_URL)

    return await actions.once(tx, actions.keyed("/events/publish", key, b""), effect)


async def tenant(database: Database, organization: UUID | None = None) -> Tenant:
    principal = somebody(organization)
    published = await filled(database, principal)
    async with database.transaction(principal) as tx:
        await published_once(tx, published, "publish-key")
        row = await sessions.get(tx, published)
        assert row.event_id
    opened = await filled(database, principal)
    async with database.transaction(principal) as tx:
        other = await sessions.get(tx, opened)
        await interactions.record(
            tx, other, WizardInteraction(message_id="m1", role="user", stage="organizerSetup", text="a secret word")
        )
        await model_usage.add(tx, Usage("a-model", 10, 5, 7))
        objects_made = [await objects.register(tx) for _ in range(3)]
        await event_covers.upload(tx, row.event_id, objects_made[0])
        await covers.upload(tx, opened, objects_made[1])
        run = await runs.start(tx, other, "run-1", timedelta(seconds=30), None)
    async with database.service() as tx:
        await rollout.switch(tx, principal.organization_id, True)
        await run_events.append(tx, [Batch(run, 0, 0, False, "data: {}\n\n")])
    account = await connected(database, principal)
    async with database.service() as tx:
        for statement in _SOLD:
            values = {"organization": principal.organization_id, "event": row.event_id, "account": account}
            await tx.execute(text(statement), values)
    return Tenant(principal, published, opened, row.event_id, run, account, objects_made[2])


async def connected(database: Database, principal: Principal, charges_enabled: bool = False) -> str:
    """The id of a connected account of this organization, of which one delivery has come."""
    account = f"acct_{uuid4().hex}"
    moment = datetime.now(UTC)
    told = {"charges_enabled": charges_enabled, "payouts_enabled": charges_enabled}
    async with database.service() as tx:
        await accounts.keep(tx, principal.organization_id, Account(account, **told))
        delivery = Delivery(f"evt_{uuid4().hex}", "capability.updated", moment, account, told)
        await deliveries.receive(tx, delivery)
    return account


_SOLD = (
    "insert into payment_links (organization_id, event_id, account_id, tier, label, most, closed_at) "
    "values (:organization, :event, :account, '{}', 'VIP', 40, now())",
    "insert into stripe_keys (organization_id, name, attempt) values (:organization, 'account', 1)",
)
# What belongs to an event, a row in every table; the one who does it gives `user` a task.
_LIVES = """
with v as (insert into venues (organization_id, name) values (:organization, 'Palazzo') returning id),
d as (insert into designers (organization_id, name) values (:organization, 'Giulia') returning id),
p as (insert into event_designers (event_id, organization_id, designer_id) select :event, :organization, id from d),
t as (insert into event_tasks (event_id, organization_id, name, phase, workflow_category, deadline, assignee_id)
  select :event, :organization, name, 'post_event', 'media', now(), :user from unnest(array['First', 'Then']) name
  returning id),
e as (insert into expenses (event_id, organization_id, category, name, amount, currency)
  values (:event, :organization, 'venue', 'Hall', 100, 'EUR')),
c as (insert into contracts (event_id, organization_id, contract_type, party_name)
  values (:event, :organization, 'venue', 'Palazzo'))
select id from t order by id"""
_WAITS = """
insert into task_dependencies (task_id, depends_on, event_id, organization_id) values (:a, :b, :event, :organization)"""


async def lived_in(database: Database, owner: Tenant) -> None:
    """A row of this tenant in every table below his event, in his directories, and about him."""
    organization, event = owner.principal.organization_id, owner.event
    colleague = Principal(uuid4(), organization)
    values = {"organization": organization, "event": event, "user": owner.principal.user_id}
    async with database.transaction(owner.principal) as tx:
        await people.introduce(tx)
        await team.create(
            tx, event, NewMember(user_id=colleague.user_id, role=TeamRole.custom, permissions=Permission.edit)
        )
    async with database.transaction(colleague) as tx:
        first, second = (await tx.execute(text(_LIVES), values)).scalars()
        await tx.execute(text(_WAITS), values | {"a": first, "b": second})
