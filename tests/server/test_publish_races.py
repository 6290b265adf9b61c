"""Publishing while others edit or publish, through two processes: an edit comes first or too late, and none is lost."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest

from tests.server.agui.process import Talker
from tests.server.processes import processes
from tests.server.running import STAGES, Person

ROUNDS = 8


@pytest.fixture(scope="module")
def addresses(database_url):
    with processes(2, DATABASE_URL=database_url, WORKER="off") as started:
        yield started


@pytest.fixture
async def doors(addresses) -> AsyncIterator[list[Person]]:
    """One person at two doors."""
    user = uuid4()
    made = [Person(address, user) for address in addresses]
    yield made
    for each in made:
        await each.http.aclose()


async def looked_at(anna: Person, session: str) -> str:
    return (await anna.http.get(f"/wizard/sessions/{session}")).headers["etag"]


async def publish(anna: Person, session: str, revision: str, key: str | None = None) -> httpx.Response:
    body = {"session_id": session, "confirmed": True, "terms_accepted": True}
    keyed = {"Idempotency-Key": key} if key else {}
    return await anna.http.post("/events/publish", json=body, headers={"If-Match": revision} | keyed)


async def test_what_has_changed_since_it_was_looked_at_is_not_published(anna):
    session = await anna.filled()
    revision = await looked_at(anna, session)
    await anna.save(session, "eventSetup", {"title": "Rome Nights"})

    refused = await publish(anna, session, revision, "a-key")
    published = await publish(anna, session, await looked_at(anna, session), "a-key")

    assert refused.status_code == 409 and refused.json()["code"] == "revision_changed"
    assert published.status_code == 201 and published.json()["slug"].startswith("rome-nights-")


@pytest.mark.parametrize("revision", ['"99"', "99", 'W/"99"'])
async def test_a_revision_that_never_was_is_refused_and_a_published_session_answers_whatever_it_was(anna, revision):
    session = await anna.filled()

    refused = await publish(anna, session, revision)
    event = (await publish(anna, session, "*")).json()
    again = await publish(anna, session, revision)

    assert refused.status_code == 409
    assert again.status_code == 200 and again.json() == event


async def test_a_malformed_revision_is_refused_by_name(anna):
    refused = await publish(anna, await anna.filled(), "newest")

    assert refused.status_code == 422 and refused.json()["errors"][0]["field"] == "If-Match"


async def test_of_an_edit_and_a_publish_at_once_each_outcome_is_whole(doors):
    rng = random.Random(7)
    for number in range(ROUNDS):
        session = await doors[0].filled()
        revision = await looked_at(doors[0], session)

        async def edit(session: str = session, number: int = number) -> httpx.Response:
            await asyncio.sleep(rng.uniform(0, 0.02))
            return await doors[1].save(session, "eventSetup", {"title": f"Edited {number}"})

        edited, published = await asyncio.gather(edit(), publish(doors[0], session, revision))

        shown = (await doors[0].http.get(f"/wizard/sessions/{session}")).json()
        title = shown["stages"]["eventSetup"]["data"]["title"]
        if published.status_code == 201:
            assert edited.status_code == 409 and edited.json()["code"] == "session_completed"
            assert title == "Milan Nights" and published.json()["slug"].startswith("milan-nights-")
        else:
            assert (published.status_code, published.json()["code"]) == (409, "revision_changed")
            assert edited.status_code == 200 and title == f"Edited {number}" and shown["status"] == "in_progress"


def counts(database_url: str, user: UUID) -> tuple[int, int, int]:
    """Events, mails ordered and entries counted."""
    with psycopg.connect(database_url) as connection:
        row = connection.execute(
            "select (select count(*) from events where created_by = %(user)s), "
            "(select count(*) from jobs.procrastinate_jobs where args ->> 'user_id' = %(user)s::text "
            "and task_name = 'published_mail'), "
            "(select count(*) from analytics_entries where organization_id = %(user)s)",
            {"user": user},
        ).fetchone()
    assert row
    return row


async def test_publishes_that_name_the_same_new_sponsors_take_them_in_one_order(anna, database_url):
    """Else each might hold the name that the other waits for."""
    session = await anna.filled()
    named = [{"name": name, "tier": "gold"} for name in ("Zegna", "Armani")]
    await anna.save(session, "sponsorsMedia", {"sponsors": named})
    add = "insert into sponsors (organization_id, company_name) values (%s, %s)"
    waits = "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"

    with psycopg.connect(database_url) as other, psycopg.connect(database_url, autocommit=True) as third:
        other.execute(add, [anna.user, "Armani"])
        publishing = asyncio.create_task(anna.publish(session))
        while not third.execute(waits).fetchone():
            await asyncio.sleep(0.01)
        third.execute("set lock_timeout = '1s'")
        with third.transaction(force_rollback=True):
            third.execute(add, [anna.user, "Zegna"])
        other.rollback()
        published = await publishing

    assert published.status_code == 201


async def test_chat_and_form_together_through_two_processes_make_one_event(doors, database_url):
    talker = Talker(doors[0].address, doors[0].user)
    session = await doors[0].filled(talker.thread_id)
    for stage in STAGES:
        await doors[0].http.post(f"/wizard/sessions/{session}/stages/{stage}/complete")
    asked = await asyncio.to_thread(talker.run, "please publish it")
    entry = {"interruptId": asked.interrupts[0]["id"], "status": "resolved"}
    resume = [entry | {"payload": {"confirmed": True, "terms_accepted": True}}]

    def say_yes() -> httpx.Response:
        return talker.post(talker.body(resume=resume))

    # Every third without a key, the others with few keys, half of them at either door.
    forms = [doors[n % 2].publish(session, None if n % 3 == 0 else f"key-{n % 5}") for n in range(30)]
    chat, *answers = await asyncio.gather(asyncio.to_thread(say_yes), *forms)

    assert counts(database_url, doors[0].user) == (1, 1, 1)
    assert {each.status_code for each in answers} <= {200, 201, 409}
    event = (await doors[0].publish(session)).json()
    assert {each.json()["event_id"] for each in answers if each.status_code != 409} <= {event["event_id"]}
    assert chat.status_code == 200 and event["event_id"] in chat.text and "RUN_ERROR" not in chat.text
