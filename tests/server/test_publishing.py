"""Publishing over HTTP: once per session whatever the keys, the same bytes for the same key, gaps by name."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import psycopg
import pytest

from tests.server.processes import processes
from tests.server.running import STAGES, Person, serving, settings_for


def events_of(database_url: str, person: Person) -> int:
    with psycopg.connect(database_url) as connection:
        row = connection.execute("select count(*) from events where created_by = %s", [person.user]).fetchone()
    assert row
    return row[0]


async def test_publishing_makes_an_event_and_ends_the_session(anna, database_url):
    session = await anna.filled()

    published = await anna.publish(session)

    assert published.status_code == 201
    event = published.json()
    assert set(event) == {
        "event_id", "slug", "public_url", "status", "published_at", "tasks_generated", "session_id"
    }  # fmt: skip
    assert event["status"] == "planning" and event["session_id"] == session
    assert event["public_url"] == f"http://127.0.0.1:8000/e/{event['slug']}"
    closed = (await anna.http.get(f"/wizard/sessions/{session}")).json()
    assert (closed["status"], closed["event_id"]) == ("completed", event["event_id"])
    assert closed["completion_percentage"] == 100
    assert (await anna.save(session, "eventSetup", {"title": "Other"})).json()["code"] == "session_completed"
    assert (await anna.http.delete(f"/wizard/sessions/{session}")).status_code == 409
    assert events_of(database_url, anna) == 1


async def test_the_same_key_and_body_get_the_same_bytes_again(anna):
    session = await anna.filled()

    first = await anna.publish(session, "a-key")
    again = await anna.publish(session, "a-key")
    # The same JSON in another order and spacing.
    spaced = await anna.http.post(
        "/events/publish",
        content=f'{{ "terms_accepted":true,"confirmed" : true,\n "session_id":"{session}"}}',
        headers={"Idempotency-Key": "a-key", "Content-Type": "application/json"},
    )

    assert first.status_code == again.status_code == spaced.status_code == 201
    assert first.content == again.content == spaced.content
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == spaced.headers["idempotency-replayed"] == "true"


async def test_a_key_used_for_another_body_is_refused(anna):
    first, second = await anna.filled(), await anna.filled()
    await anna.publish(first, "a-key")

    reused = await anna.publish(second, "a-key")

    assert reused.status_code == 422 and reused.json()["code"] == "idempotency_key_reused"


async def test_a_key_belongs_to_its_user(person):
    anna, ben = person(), person()
    annas, bens = await anna.filled(), await ben.filled()

    published = [await anna.publish(annas, "shared"), await ben.publish(bens, "shared")]

    assert [each.status_code for each in published] == [201, 201]


async def test_a_published_session_answers_every_other_key_with_its_event(anna, database_url):
    session = await anna.filled()
    event = (await anna.publish(session, "first")).json()

    others = [await anna.publish(session, key) for key in ("second", None)]

    assert [each.status_code for each in others] == [200, 200]
    assert [each.json() for each in others] == [event, event]
    assert events_of(database_url, anna) == 1


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "é"])
async def test_a_malformed_key_is_refused(anna, key):
    session = await anna.filled()
    headers = [(b"Idempotency-Key", key.encode("latin-1"))]
    body = {"session_id": session, "confirmed": True, "terms_accepted": True}

    refused = await anna.http.post("/events/publish", json=body, headers=headers)

    assert refused.status_code == 400 and refused.json()["code"] == "bad_idempotency_key"


async def test_a_refused_attempt_leaves_nothing_and_may_be_repeated_with_its_key(anna, database_url):
    session = await anna.session()
    for stage in STAGES:
        if stage != "venueSetup":
            await anna.save(session, stage, STAGES[stage])

    refused = await anna.publish(session, "a-key")
    await anna.save(session, "venueSetup", STAGES["venueSetup"])
    published = await anna.publish(session, "a-key")

    assert refused.status_code == 422 and refused.json()["code"] == "not_ready"
    assert [error["field"] for error in refused.json()["errors"]] == ["venueSetup.mode"]
    assert published.status_code == 201 and events_of(database_url, anna) == 1


async def test_every_gap_is_named_as_stage_and_field(anna):
    session = await anna.session()
    await anna.save(session, "venueSetup", STAGES["venueSetup"] | {"capacity": 10})
    await anna.save(session, "ticketSetup", STAGES["ticketSetup"])

    refused = await anna.publish(session)

    fields = {error["field"]: error["code"] for error in refused.json()["errors"]}
    assert fields.items() >= {
        ("organizerSetup.name", "missing"),
        ("eventSetup.date", "missing"),
        ("ticketSetup.total_capacity", "tickets_exceed_venue"),
        ("sponsorsMedia", "stage_open"),
    }


@pytest.mark.parametrize(
    "consent",
    [
        {"confirmed": False},
        {"terms_accepted": False},
        {"confirmed": "true"},
        {"confirmed": 1},
        {"terms_accepted": None},
    ],
)
async def test_only_a_clear_yes_to_both_questions_publishes(anna, database_url, consent):
    session = await anna.filled()

    refused = await anna.publish(session, **consent)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == next(iter(consent))
    assert events_of(database_url, anna) == 0


async def test_consent_left_out_is_no_consent(anna):
    session = await anna.filled()

    refused = await anna.http.post("/events/publish", json={"session_id": session})

    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == ["confirmed", "terms_accepted"]


async def test_a_dry_run_shows_what_would_be_and_stores_nothing(anna, database_url):
    session = await anna.filled()
    before = (await anna.http.get(f"/wizard/sessions/{session}")).json()

    shown = await anna.http.post("/events/publish", params={"dry_run": True}, json={"session_id": session})

    assert shown.status_code == 200
    plan = shown.json()
    assert plan["ready"] is True and plan["problems"] == []
    assert plan["would_create"]["sponsors"] == 1 and plan["would_create"]["budget_categories"] == 8
    assert plan["would_create"]["event"]["name"] == "Milan Nights"
    assert (await anna.http.get(f"/wizard/sessions/{session}")).json() == before
    assert events_of(database_url, anna) == 0
    assert (await anna.publish(session)).json()["slug"] == plan["slug"]


async def test_a_dry_run_of_an_unfinished_session_lists_its_gaps(anna):
    session = await anna.session()

    shown = await anna.http.post("/events/publish", params={"dry_run": True}, json={"session_id": session})

    plan = shown.json()
    assert shown.status_code == 200 and plan["ready"] is False and plan["would_create"] is None
    assert "eventSetup.title" in {problem["field"] for problem in plan["problems"]}


async def test_the_address_of_the_page_is_public_url(database_url, anna):
    with serving(settings_for(database_url, public_url="https://events.example.com/")) as address:
        elsewhere = Person(address, anna.user)
        published = await elsewhere.publish(await anna.filled())
        await elsewhere.http.aclose()

    assert published.json()["public_url"].startswith("https://events.example.com/e/milan-nights-")


async def test_fifty_parallel_publishes_through_two_processes_make_one_event(database_url):
    user = uuid4()
    with processes(2, DATABASE_URL=database_url) as addresses:
        doors = [Person(address, user) for address in addresses]
        session = await doors[0].filled()

        # Every third without a key, the others with few keys, half of them at either door.
        attempts = [doors[n % 2].publish(session, None if n % 3 == 0 else f"key-{n % 5}") for n in range(50)]
        answers = await asyncio.gather(*attempts)
        for door in doors:
            await door.http.aclose()

    assert events_of(database_url, doors[0]) == 1
    assert {each.status_code for each in answers} <= {200, 201, 409}
    assert len({each.json()["event_id"] for each in answers if each.status_code != 409}) == 1
    assert all(each.headers["retry-after"] for each in answers if each.status_code == 409)
    made = [each for each in answers if each.status_code == 201 and "idempotency-replayed" not in each.headers]
    assert len(made) == 1


async def test_consent_is_taken_in_either_spelling(anna):
    session = await anna.filled()
    body = {"sessionId": session, "confirmed": True, "termsAccepted": True}

    assert (await anna.http.post("/events/publish", json=body)).status_code == 201
