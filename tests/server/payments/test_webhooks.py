"""What comes to the webhook: believed when Stripe signed these very bytes just now, stored once, else refused."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from typing import Any

import httpx
import pytest

from tests.fakes.stripe import SECRET, event, signature
from tests.server.payments.conftest import OLD_SECRET
from tests.server.payments.delivering import UPDATED, connected, deliver, evt, orders, status, tell, without_key, work
from tests.server.running import serving, settings_for
from tests.state.test_outbox import run

STORED = "select type, account, processed_at is not null, error from stripe_events where id = %s"
LARGEST = 262_144


def update(name: str, account: str = "acct_of_nobody", **members: Any) -> bytes:
    return event(UPDATED, {"id": account, "object": "account", "charges_enabled": True}, name, **members)


def signed(body: bytes, secret: str = SECRET) -> bytes:
    """What the header vouches for, as far as it is a signature."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest().encode()


def forgeries(body: bytes) -> dict[str, str]:
    now = int(time.time())
    good = signature(body).split("v1=")[1]
    return {
        "none": "",
        "another secret": signature(body, "whsec_guessed"),
        "an empty secret": signature(body, ""),
        "other bytes": signature(body + b" "),
        "too old": signature(body, at=now - 310),
        "long past": signature(body, at=0),
        "to come": signature(body, at=now + 310),
        "moved in time": f"t={now - 5},v1={good}",
        "without a time": f"v1={good}",
        "without a signature": f"t={now}",
        "under another scheme": f"t={now},v0={good}",
        "no number": f"t=now,v1={good}",
        "a negative time": f"t=-{now},v1={good}",
        "a number too large": f"t={'9' * 400},v1={good}",
        "an empty signature": f"t={now},v1=",
        "cut off": signature(body)[:-1],
        "in capitals": signature(body).upper(),
        "noise": "=,,=,t=,v1",
    }


async def test_what_stripe_signed_is_taken_and_stored(server, database_url):
    name = evt()
    answer = await deliver(server, update(name))

    assert answer.status_code == 200
    assert run(database_url, STORED, name) == [(UPDATED, "acct_of_nobody", False, None)]


@pytest.mark.parametrize("how", forgeries(b""))
async def test_forged_and_stale_ones_are_refused(server, database_url, how):
    body = update(evt())
    answer = await deliver(server, body, forgeries(body)[how])

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_delivery")
    assert run(database_url, STORED, json.loads(body)["id"]) == []


@pytest.mark.parametrize("at", [-290, 290])
async def test_a_clock_that_is_a_little_off_is_no_forgery(server, at):
    body = update(evt())

    assert (await deliver(server, body, signature(body, at=time.time() + at))).status_code == 200


async def test_while_secrets_are_rotated_each_of_them_holds(server):
    one, other = update(evt()), update(evt())
    assert (await deliver(server, one, signature(one, OLD_SECRET))).status_code == 200
    # Stripe signs with both while it rotates; one that we know is enough.
    strange = signature(other, "whsec_not_ours_yet")
    assert (await deliver(server, other, f"{strange},v1={signature(other).split('v1=')[1]}")).status_code == 200


NO_EVENTS = {
    "not UTF-8": b'{"id": "evt_\xff"}',
    "UTF-16": '{"id": "evt_1"}'.encode("utf-16"),
    "no JSON": b"id=evt_1",
    "empty": b"",
    "a list": b"[]",
    "too deep": b"[" * 200_000,
    "a number too long": b'{"id": ' + b"9" * 10_000 + b"}",
    "without an id": json.dumps({"type": UPDATED, "created": 1, "data": {"object": {}}}).encode(),
    "an id of another kind": update(evt()).replace(b'"id": "evt_', b'"id": {"evt": "evt_', 1)[:-1] + b"}}",
    "an empty id": update(""),
    "an id with NUL": update("evt_\0"),
    "an id too long": update("e" * 256),
    "an id of broken text": update("evt_\ud800"),
    "without an object": json.dumps({"id": "evt_1", "type": UPDATED, "created": 1, "data": {}}).encode(),
    "without a time": json.dumps({"id": "evt_1", "type": UPDATED, "data": {"object": {}}}).encode(),
    "a time beyond time": update(evt(), created=10**12),
    "a time before time": update(evt(), created=-5),
}


@pytest.mark.parametrize("how", NO_EVENTS)
async def test_signed_bytes_that_are_no_event_are_refused(server, how):
    answer = await deliver(server, NO_EVENTS[how])

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_delivery")


async def test_the_largest_delivery_is_taken_and_one_byte_more_is_not(server):
    body = update(evt())
    filled = body[:-1] + b" " * (LARGEST - len(body)) + b"}"
    assert len(filled) == LARGEST and (await deliver(server, filled)).status_code == 200

    for size in (1, 100_000, LARGEST):
        assert (await deliver(server, filled[:-1] + b" " * size + b"}")).status_code == 413


async def test_too_much_is_refused_while_it_still_comes(server):
    """Without a length, and without an end: only who counts as he reads can answer."""
    sent = 0

    async def endless():
        nonlocal sent
        while sent < 64 * LARGEST:
            sent += 65_536
            yield b"x" * 65_536
            await asyncio.sleep(0.001)

    async with httpx.AsyncClient(timeout=10) as http:
        try:
            answer = await http.post(f"{server}/webhooks/stripe", content=endless())
            assert answer.status_code == 413
        except (httpx.WriteError, httpx.ReadError):
            pass  # hung up on in mid-sentence
    assert sent < 32 * LARGEST


async def test_a_delivery_may_come_as_any_kind_of_content(server):
    body = update(evt())
    for kind in ("text/plain", "application/json; charset=latin-1", "application/octet-stream", ""):
        headers = {"Content-Type": kind, "Stripe-Signature": signature(body)}
        async with httpx.AsyncClient() as http:
            assert (await http.post(f"{server}/webhooks/stripe", content=body, headers=headers)).status_code == 200


async def test_the_same_delivery_many_times_at_once_is_stored_and_ordered_once(server, database_url):
    orders(database_url, "stripe_delivery")
    name = evt()
    answers = await asyncio.gather(*(deliver(server, update(name)) for _ in range(20)))

    assert {answer.status_code for answer in answers} == {200}
    assert len(run(database_url, STORED, name)) == 1
    assert len(orders(database_url, "stripe_delivery")) == 1


async def test_what_concerns_nobody_here_is_taken_and_no_work(server, database_url):
    orders(database_url, "stripe_delivery")
    name = evt()
    body = event("checkout.session.completed", {"id": "cs_1", "customer_email": "guest@example.com"}, name)

    assert (await deliver(server, body)).status_code == 200
    assert run(database_url, STORED, name) == [("checkout.session.completed", None, True, None)]
    assert run(database_url, "select payload from stripe_events where id = %s", name) == [({},)]
    assert orders(database_url, "stripe_delivery") == []


async def test_of_an_account_only_what_it_may_do_is_kept(server, database_url):
    name = evt()
    person = {"id": "acct_x", "email": "owner@example.com", "individual": {"first_name": "Anna"}}
    due = {"currently_due": ["external_account", "\0", 7], "errors": [{"reason": "Anna's passport"}]}
    await deliver(server, event(UPDATED, person | {"requirements": due}, name))

    [(payload,)] = run(database_url, "select payload from stripe_events where id = %s", name)
    assert payload["requirements"]["currently_due"] == ["external_account"]
    assert "nna" not in json.dumps(payload) and "example.com" not in json.dumps(payload)


async def test_an_account_nobody_here_has_changes_nothing(server, means, database_url):
    name = evt()
    assert (await deliver(server, update(name, "acct_foreign"))).status_code == 200
    await work(means, database_url)

    assert run(database_url, STORED, name) == [(UPDATED, "acct_foreign", True, "unknown_account")]
    assert run(database_url, "select 1 from stripe_accounts where account_id = 'acct_foreign'") == []


async def test_one_account_s_delivery_never_speaks_of_another(person, server, stripe, means, database_url):
    """Also to a worker who cannot ask Stripe, and takes deliveries at their word."""
    orders(database_url, "stripe_delivery")
    mine, other = await connected(person()), await connected(victim := person())
    told = stripe.enable(mine)

    for body in (
        event(UPDATED, told, evt(), account=other),
        event(UPDATED, told | {"id": other}, evt(), account=mine),
        event(UPDATED, told | {"id": other}, evt(), account={"id": mine}),
    ):
        assert (await deliver(server, body)).status_code == 200
        assert run(database_url, STORED, json.loads(body)["id"]) == [(UPDATED, None, True, None)]
    await work(without_key(means), database_url)

    assert (await status(victim))["charges_enabled"] is False


async def test_nobody_has_to_sign_in_and_a_token_helps_nobody(anna, server):
    body = update(evt())
    headers = {"Stripe-Signature": signature(body, "whsec_guessed")}

    refused = await anna.http.post(f"{server}/webhooks/stripe", content=body, headers=headers)
    assert refused.status_code == 400


async def test_without_a_secret_nothing_is_believed(database_url):
    with serving(settings_for(database_url)) as address:
        body = update(evt())
        answers = [await deliver(address, body), await deliver(address, body, signature(body, ""))]

    assert [answer.status_code for answer in answers] == [400, 400]


async def test_while_postgres_is_away_stripe_is_asked_to_come_again():
    nowhere = settings_for("postgresql://nobody@127.0.0.1:9/none", stripe_webhook_secret=SECRET)
    with serving(nowhere) as address:
        answer = await deliver(address, update(evt()))

    assert answer.status_code == 503 and answer.headers["retry-after"]


async def test_a_delivery_is_told_to_the_organization_s_sessions(anna, server, stripe, means, database_url):
    session = await anna.session()
    await tell(server, stripe.enable(await connected(anna)))
    await work(means, database_url)

    assert (await status(anna))["charges_enabled"]
    assert run(database_url, "select charges_enabled from wizard_sessions where session_id = %s", session) == [(True,)]
