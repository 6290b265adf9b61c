"""When a model has nothing to say, may not be asked, or is too late: the plan stays, and nothing is paid twice."""

from __future__ import annotations

import asyncio

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from agent.models import ModelChoice
from agent.tailoring import Tailor, tailor
from server.jobs import tailored_tasks
from server.jobs.job import Means, Order
from state.events import revising
from state.model_usage import Budget
from tests.server.jobs.tailored.proposing import MODEL, answer, choice, done, plan
from tests.server.jobs.test_published_mail_alone import made
from tests.server.jobs.test_worker import until
from tests.state.planning.samples import GLOVES, raw_proposal
from tests.state.test_outbox import run
from tests.state.worlds import somebody


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (400, "refused"),
        (403, "denied"),
        (500, "server_error"),
        ("SAFETY", "blocked"),
        ("prompt blocked", "blocked"),
        ("nothing", "empty"),
        ("MAX_TOKENS", "too_long"),
        ("another shape", "garbled"),
        ("stalled", "too_slow"),
        ("slow words", "too_slow"),
    ],
)
async def test_a_model_without_an_answer_is_asked_once_and_leaves_the_plan(database, means, fake, kind, reason):
    fake.fail(kind, times=2)
    order = await made(database)
    before = await plan(means, order)

    line = await done(means, order)

    assert line["reason"] in {reason, "stalled" if reason == "too_slow" else reason}
    assert len(fake.requests) == 1 and await plan(means, order) == before


@pytest.mark.parametrize("status", [429, 503])
async def test_a_busy_model_is_asked_once_more(database, means, fake, status):
    answer(fake, raw_proposal())
    means = Means(**vars(means) | {"tailor": Tailor(choice(fake), 10)})
    fake.fail(status)
    assert (await done(means, await made(database)))["added"] == 1

    fake.fail(status, times=3)
    assert (await done(means, await made(database)))["reason"] in {"rate_limited", "overloaded"}
    assert len(fake.requests) == 4


@pytest.mark.parametrize("said", ["no JSON at all", "[" * 20_000, '{"tasks": "all"}', "[]", "x" * 200_000])
async def test_garbage_is_paid_for_and_changes_nothing(database, database_url, means, fake, said):
    answer(fake, text=said)
    order = await made(database)
    before = await plan(means, order)

    line = await done(means, order)

    assert line.get("reason") in {"garbled", "too_long"} or line["added"] == 0
    assert await plan(means, order) == before and run(database_url, "select 1 from model_usage") == [(1,)]


async def test_run_twice_or_at_once_it_is_paid_once(database, means, fake):
    answer(fake, raw_proposal())
    order = await made(database)

    await asyncio.gather(*(tailored_tasks.run(means, order) for _ in range(3)))

    assert (await done(means, order))["reason"] == "asked_before"
    assert len(fake.requests) == 1 and GLOVES in await plan(means, order)


async def test_a_spent_budget_asks_for_nothing_and_an_answer_counts_in_it(database, means, fake):
    order = await made(database)
    spent = Means(**vars(means) | {"budget": Budget(0, 1, 1)})
    assert (await done(spent, order))["reason"] == "budget" and fake.requests == []

    tight = Means(**vars(means) | {"budget": Budget(1, 1, 1)})
    assert (await done(tight, order))["event"] == "tasks_tailored"
    again = await made(database)
    assert (await done(tight, Order(order.principal, again.ids)))["reason"] == "budget"
    assert len(fake.requests) == 1


async def test_without_a_model_nobody_is_asked(database, means, fake):
    line = await done(Means(**vars(means) | {"tailor": None}), await made(database))

    assert line["reason"] == "no_model" and fake.requests == []
    assert (
        tailor(ModelChoice("guided", SecretStr("k"))) is None and tailor(ModelChoice(f"google_genai:{MODEL}")) is None
    )


async def test_who_does_not_see_the_event_or_may_only_look_orders_nothing(database, database_url, means, fake):
    order = await made(database)
    stranger = somebody()
    assert (await done(means, Order(stranger, order.ids)))["reason"] == "no_access"
    async with database.transaction(stranger) as tx:
        asked = await tx.execute(text("select app.ask_for_tasks(:event_id)"), order.ids)
        assert asked.scalar_one() is False

    run(database_url, "alter table event_team disable trigger keep_a_lead")
    change = "update event_team set role = 'custom', permissions = 'view_only' where event_id = %s"
    run(database_url, change, order.ids["event_id"])
    run(database_url, "alter table event_team enable trigger keep_a_lead")

    assert (await done(means, order))["reason"] == "no_access" and fake.requests == []


@pytest.mark.parametrize(("change", "reason"), [("archive", "event_archived"), ("rename", "event_changed")])
async def test_an_event_that_somebody_changes_meanwhile_keeps_its_plan(database, means, fake, change, reason):
    answer(fake, raw_proposal())
    order = await made(database)
    assert order.principal
    fake.pause = 0.15
    working = asyncio.create_task(done(means, order))
    await until(lambda: fake.requests)
    async with database.transaction(order.principal) as tx:
        if change == "archive":
            await revising.archive(tx, order.ids["event_id"])
        else:
            await revising.change(tx, order.ids["event_id"], revising.EventPatch(name="Other"), None)

    assert (await working)["reason"] == reason
    assert GLOVES not in await plan(means, order)


@pytest.mark.parametrize("status", ["archived", "cancelled", "completed"])
async def test_an_event_that_is_over_asks_for_nothing(database, database_url, means, fake, status):
    order = await made(database)
    run(database_url, "update events set status = %s where id = %s", status, order.ids["event_id"])

    assert (await done(means, order))["reason"] in {"event_archived", "event_over"} and fake.requests == []
