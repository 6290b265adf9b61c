"""An organization comes by one account at Stripe, whoever asks, however often, and whatever breaks between."""

from __future__ import annotations

import asyncio
import json
from uuid import uuid4

import httpx
import pytest

from tests.fakes.stripe import KEY
from tests.server.payments.conftest import ADDRESS
from tests.server.payments.delivering import connect, connected, status
from tests.server.running import serving, settings_for
from tests.state.test_outbox import run

IDLE = (
    "select count(*) from pg_stat_activity "
    "where datname = current_database() and state like 'idle in transaction%%' and pid <> pg_backend_pid()"
)


async def test_the_first_call_makes_the_account_and_later_ones_go_on_with_it(anna, stripe):
    session = await anna.session()
    first, second = await connect(anna, session), await connect(anna, session)

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["account_id"] == second.json()["account_id"]
    assert first.json()["onboarding_url"].startswith("https://connect.stripe.com/")
    assert first.json()["onboarding_url"] != second.json()["onboarding_url"]
    [made] = stripe.called("/v1/accounts")
    assert made.key == f"account:{anna.user}" and made.params["metadata"] == {"organization_id": str(anna.user)}
    assert all(call.key for call in stripe.calls)


async def test_stripe_sends_the_person_back_to_the_setup_he_came_from(anna, stripe, server):
    session = await anna.session()
    await connect(anna, session)

    [link] = stripe.called("/v1/account_links")
    assert link.params["return_url"] == f"{ADDRESS}/payments/return?session={session}"
    assert link.params["refresh_url"] == f"{ADDRESS}/payments/refresh?session={session}"
    async with httpx.AsyncClient(base_url=server) as browser:
        back = await browser.get(f"/payments/return?session={session}")
        again = await browser.get(f"/payments/refresh?session={session}")
    assert (back.status_code, back.headers["location"]) == (303, f"/?thread={session}&payments=returned")
    assert (again.status_code, again.headers["location"]) == (303, f"/?thread={session}&payments=again")


@pytest.mark.parametrize(
    "session", ["https://evil.example", "//evil.example", "a&token=x", "a/../..", "", "ä", "\r\nX: y"]
)
async def test_coming_back_leads_nowhere_but_to_our_own_page(server, session):
    async with httpx.AsyncClient(base_url=server) as browser:
        answer = await browser.get("/payments/return", params={"session": session})

    assert answer.headers["location"] == "/?events"


async def test_many_at_once_make_one_account(anna, stripe):
    stripe.delay = 0.1
    answers = await asyncio.gather(*(connect(anna) for _ in range(8)))

    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len({answer.json()["account_id"] for answer in answers}) == 1


async def test_an_account_that_was_made_but_never_told_is_found_again(anna, stripe):
    stripe.plan, stripe.plan_for = ["reset"] * 3, "/v1/accounts"
    lost = await connect(anna)
    told = await connect(anna)

    assert (lost.status_code, told.status_code) == (503, 201)
    assert len([one for one in stripe.accounts.values() if one["metadata"]["organization_id"] == str(anna.user)]) == 1


async def test_members_share_the_account_and_others_never_see_it(person, stripe):
    organization = uuid4()
    member, colleague, stranger = person(organization=organization), person(organization=organization), person()
    account = await connected(member)

    assert (await connect(colleague)).json()["account_id"] == account
    assert (await status(colleague))["account_id"] == account
    assert (await status(stranger))["account_id"] is None
    assert await connected(stranger) != account


async def test_a_session_the_caller_cannot_see_is_like_none_and_costs_no_call(person, stripe):
    session = await person().session()
    foreign, unknown = await connect(person(), session), await connect(person(), "unknown")

    assert (foreign.status_code, foreign.text) == (unknown.status_code, unknown.text) == (404, unknown.text)
    assert stripe.calls == []


async def test_without_an_account_its_state_is_told_as_none(anna):
    assert await status(anna) == {
        "account_id": None,
        "charges_enabled": False,
        "payouts_enabled": False,
        "requirements": {},
        "configured": True,
    }


async def test_what_is_still_due_is_told_by_stripe_s_own_names(anna, stripe):
    account = await connected(anna)
    told = await status(anna)

    assert (told["account_id"], told["charges_enabled"]) == (account, False)
    assert told["requirements"]["currently_due"] == stripe.accounts[account]["requirements"]["currently_due"]
    assert "errors" not in told["requirements"]


async def test_asking_stripe_anew_tells_what_holds_now(anna, stripe):
    stripe.enable(await connected(anna))

    told = await anna.http.post("/payments/account/refresh")

    assert told.status_code == 200 and told.json()["charges_enabled"] and told.json()["payouts_enabled"]
    assert await status(anna) == told.json()


@pytest.mark.parametrize(("fault", "keys"), [(429, 1), ("reset", 1), ("garbage", 1), (500, 2), (503, 2)])
async def test_one_failure_of_stripe_s_is_tried_again_with_another_key_only_after_an_error(anna, stripe, fault, keys):
    stripe.plan = [fault]

    assert (await connect(anna)).status_code == 201
    assert len({call.key for call in stripe.called("/v1/accounts")}) == keys


@pytest.mark.parametrize("fault", [500, 400])
async def test_an_error_that_stripe_keeps_for_a_day_does_not_keep_an_organization_out(anna, stripe, fault):
    stripe.plan, stripe.plan_for = [fault] * 3, "/v1/accounts"
    failed = await connect(anna)
    stripe.plan = []
    again = await connect(anna)

    assert failed.status_code in (409, 503) and again.status_code == 201
    assert len([one for one in stripe.accounts.values() if one["metadata"]["organization_id"] == str(anna.user)]) == 1


@pytest.mark.parametrize("fault", [429, 500, "reset", "garbage", 401])
async def test_stripe_away_is_said_in_plain_words_with_when_to_come_back(anna, stripe, fault):
    stripe.plan = [fault] * 3
    answer = await connect(anna)

    assert answer.status_code == 503 and int(answer.headers["retry-after"]) >= 1
    assert answer.json()["code"] == "unavailable"
    assert not {KEY, "Planned", "stripe.com", "sk_"} & set(answer.text.replace('"', " ").split())
    assert KEY not in answer.text


async def test_a_stripe_that_hangs_is_not_waited_for_longer_than_a_call_may_take(means, stripe):
    from state.errors import Unavailable
    from state.gateways.stripe import Stripe

    stripe.plan = ["hang"] * 3
    impatient = Stripe(KEY, stripe.address, seconds=0.5)
    try:
        async with asyncio.timeout(2):
            with pytest.raises(Unavailable):
                await impatient.account("acct_1")
    finally:
        await impatient.close()


async def test_no_transaction_is_open_while_stripe_is_asked(anna, stripe, database_url):
    seen: list[int] = []
    stripe.when_asked = lambda: seen.append(run(database_url, IDLE)[0][0])

    assert (await connect(anna)).status_code == 201
    assert seen == [0, 0]


async def test_a_session_made_later_knows_the_account_and_open_ones_hear_of_it(anna, stripe):
    before = await anna.session()
    account = await connected(anna)
    after = await anna.session()

    for session in (before, after):
        read = (await anna.http.get(f"/wizard/sessions/{session}")).json()
        assert read["stripe_account_id"] == account


async def test_a_connection_that_was_taken_back_is_replaced_by_a_new_account(anna, stripe):
    old = await connected(anna)
    stripe.gone.add(old)
    assert (await anna.http.post("/payments/account/refresh")).json()["account_id"] is None

    again = await connect(anna)

    assert again.status_code == 201 and again.json()["account_id"] != old
    assert (await status(anna))["account_id"] == again.json()["account_id"]


async def test_an_account_that_is_gone_without_a_word_is_replaced_as_soon_as_it_is_asked_for(anna, stripe):
    old = await connected(anna)
    stripe.gone.add(old)

    again = await connect(anna)

    assert again.status_code == 201 and again.json()["account_id"] != old
    assert len({call.key for call in stripe.called("/v1/accounts")}) == 2


async def test_without_a_key_the_way_out_is_said(database_url, person):
    with serving(settings_for(database_url)) as address:
        anna = person()
        anna.http.base_url = httpx.URL(f"{address}/api/v1/")
        answers = [await connect(anna), await anna.http.post("/payments/account/refresh")]
        told = await status(anna)

    assert [(each.status_code, each.json()["code"]) for each in answers] == [(409, "payments_not_configured")] * 2
    assert "put payment off" in answers[0].json()["detail"]
    assert told["configured"] is False


async def test_unknown_members_are_refused(anna):
    answer = await anna.http.post("/payments/account", json={"account_id": "acct_1"})

    assert answer.status_code == 422 and json.loads(answer.text)["errors"][0]["field"] == "account_id"
