"""Idempotency-Key on every POST that creates or acts: done once, answered again byte for byte, nobody else's."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from tests.server.running import STAGES, Person
from tests.server.test_documentation import DOCUMENT

SESSION, EVENT = "/wizard/sessions/{session_id}", "/events/{event_id}"
PUBLISH = {"session_id": "{session_id}", "confirmed": True, "terms_accepted": True}
# Each with a body that does something to a filled session, or to its event.
POSTS: dict[str, Any] = {
    "/wizard/sessions": {},
    f"{SESSION}/stages/{{stage}}/complete": None,
    f"{SESSION}/stage": {"stage": "organizerSetup"},
    f"{SESSION}/undo": {},
    f"{SESSION}/start-over": None,
    f"{SESSION}/feedback": {"csat": 4},
    "/events/publish": PUBLISH,
    f"{EVENT}/publish": None,
    f"{EVENT}/unpublish": None,
    "/events": {"name": "A panel", "type": "panel", "start_date": "2031-06-15T10:00:00", "timezone": "Europe/Rome"},
    f"{EVENT}/restore": None,
    f"{EVENT}/sales": None,
    f"{EVENT}/tasks": {
        "name": "Call the florist",
        "phase": "pre_production",
        "workflow_category": "operations",
        "deadline": "2031-05-01T10:00:00Z",
    },
    f"{EVENT}/team": {"user_id": "{somebody}", "role": "custom"},
    f"{EVENT}/sponsors": {"sponsor_id": "{sponsor}", "tier": "gold"},
    f"{EVENT}/designers": {"designer_id": "{designer}"},
    f"{EVENT}/budget": {"category": "buffer"},
    "/sponsors": {"company_name": "Etro"},
    "/designers": {"name": "Sofie Lindqvist"},
    "/venues": {"name": "Triennale Museum"},
}
KEPT_ELSEWHERE = {
    "/payments/account": "an organization has one account, however often it is asked for",
    "/payments/account/refresh": "reads anew what Stripe says",
    "/wizard/sessions/{session_id}/cover": "the same picture again is the same cover",
    "/events/{event_id}/cover": "the same picture again is the same cover",
    "/notifications/{notification_id}/read": "what has been read stays read",
    "/agui": "a run: its messages and resumes are taken once by their own ids",
    "/copilotkit": "the same in one endpoint",
    "/copilotkit/agent/{agent}/run": "a run, too",
    "/copilotkit/agent/{agent}/connect": "joins and reads",
    "/copilotkit/threads/{thread_id}/archive": "archiving what is archived changes nothing",
    "/copilotkit/agent/{agent}/stop/{thread_id}": "stopping what has stopped changes nothing",
}
REPLAYED = "idempotency-replayed"


def test_every_post_takes_a_key_or_says_why_not():
    posts = {path.removeprefix("/api/v1"): item["post"] for path, item in DOCUMENT["paths"].items() if "post" in item}
    keyed = {
        path
        for path, operation in posts.items()
        if any(each["name"].lower() == "idempotency-key" for each in operation.get("parameters", ()))
    }

    assert keyed == POSTS.keys()
    assert posts.keys() - keyed == KEPT_ELSEWHERE.keys()


async def place(anna: Person, path: str, database_url: str) -> tuple[str, Any]:
    """The path with ids of a filled session, or of an event, filled in; and the body of a POST there."""
    session = await anna.filled()
    ids = {"session_id": session, "stage": "organizerSetup"}
    if path.startswith(EVENT):
        ids |= await event_with_people(anna, session)
    if path == f"{EVENT}/sales":
        account = "insert into stripe_accounts (organization_id, account_id, charges_enabled) values (%s, %s, true)"
        with psycopg.connect(database_url) as connection:
            connection.execute(account.encode(), [anna.user, f"acct_{uuid4().hex}"])
    if path == f"{EVENT}/restore":
        await anna.http.delete(f"/events/{ids['event_id']}")
    body = POSTS[path]
    filled = {name: each.format(**ids) if isinstance(each, str) else each for name, each in (body or {}).items()}
    return path.format(**ids), None if body is None else filled


async def event_with_people(anna: Person, session: str) -> dict[str, str]:
    event = (await anna.publish(session)).json()["event_id"]
    sponsor = await anna.http.post("/sponsors", json={"company_name": f"Etro {session}"})
    designer = await anna.http.post("/designers", json={"name": f"Sofie {session}"})
    buffer = (await anna.http.get(f"/events/{event}/budget")).json()["budget"][-1]["id"]
    await anna.http.delete(f"/events/{event}/budget/{buffer}")
    made = {"sponsor": sponsor.json()["id"], "designer": designer.json()["id"]}
    return made | {"event_id": event, "somebody": str(uuid4())}


async def post(anna: Person, path: str, body: Any, key: str):
    options = {} if body is None else {"json": body}
    return await anna.http.post(path, headers={"Idempotency-Key": key}, **options)


def everything(database_url: str, anna: Person) -> list[Any]:
    """All that belongs to this person's organization, as text."""
    queries = (
        "select s::text from wizard_sessions s where user_id = %s order by id",
        "select c::text from wizard_changes c where user_id = %s order by id",
        "select a::text from wizard_actions a where user_id = %s order by id",
        "select e::text from events e where created_by = %s order by id",
        "select a::text from analytics_entries a where organization_id = %s order by id",
        "select a::text from activity_logs a where organization_id = %s order by event_id, seq",
        "select s::text from sponsors s where organization_id = %s order by id",
        "select d::text from designers d where organization_id = %s order by id",
        "select v::text from venues v where organization_id = %s order by id",
        "select i::text from wizard_interactions i where organization_id = %s order by id",
    )
    with psycopg.connect(database_url) as connection:
        return [connection.execute(query.encode(), [anna.user]).fetchall() for query in queries]


@pytest.mark.parametrize("path", POSTS)
async def test_the_same_request_again_is_answered_byte_for_byte_and_does_nothing(anna, database_url, path):
    where, body = await place(anna, path, database_url)

    first = await post(anna, where, body, "a-key")
    before = everything(database_url, anna)
    again = await post(anna, where, body, "a-key")

    assert first.is_success, first.text
    assert (again.status_code, again.content) == (first.status_code, first.content)
    kept = ("content-type", "location", "etag")
    assert [again.headers.get(name) for name in kept] == [first.headers.get(name) for name in kept]
    assert REPLAYED not in first.headers and again.headers[REPLAYED] == "true"
    assert everything(database_url, anna) == before


@pytest.mark.parametrize("path", POSTS)
async def test_a_key_used_for_another_body_is_refused(anna, database_url, path):
    where, body = await place(anna, path, database_url)
    await post(anna, where, body, "a-key")
    before = everything(database_url, anna)

    changed = {"confirmed": False} if path == "/events/publish" else {"other": 1}
    other = await post(anna, where, (body or {}) | changed, "a-key")

    assert other.status_code == 422 and other.json()["code"] == "idempotency_key_reused"
    assert everything(database_url, anna) == before


async def test_a_key_counts_for_one_address_in_either_spelling_of_it(anna):
    one, other = await anna.filled(), await anna.filled()

    undone = [await post(anna, f"/wizard/sessions/{each}/undo", {}, "a-key") for each in (one, other)]
    old = await anna.http.post(
        f"{anna.address}/api/wizard/sessions/{one}/undo", json={}, headers={"Idempotency-Key": "a-key"}
    )

    assert [each.status_code for each in undone] == [200, 200] and undone[0].content != undone[1].content
    assert not any(REPLAYED in each.headers for each in undone)
    assert old.content == undone[0].content and old.headers[REPLAYED] == "true"


async def test_a_key_belongs_to_its_user_also_within_an_organization(person):
    organization = uuid4()
    anna, ben = person(organization=organization), person(organization=organization)
    session = await anna.filled()

    undone = [await post(each, f"/wizard/sessions/{session}/undo", {}, "a-key") for each in (anna, ben)]

    assert undone[0].json()["undone"] != undone[1].json()["undone"]


async def test_the_same_json_in_another_order_and_spacing_is_the_same_request(anna):
    session = await anna.filled()
    where, headers = f"/wizard/sessions/{session}/feedback", {"Content-Type": "application/json"}

    keyed = headers | {"Idempotency-Key": "a-key"}
    first = await anna.http.post(where, content='{"csat": 5, "comment": "Kind."}', headers=keyed)
    again = await anna.http.post(where, content='{ "comment":"Kind.",\n"csat":5}', headers=keyed)

    assert first.status_code == again.status_code == 204 and again.headers[REPLAYED] == "true"


async def test_a_refused_request_stores_nothing_and_may_be_repeated_with_its_key(anna):
    session = await anna.session()
    where = f"/wizard/sessions/{session}/stages/organizerSetup/complete"

    refused = await post(anna, where, None, "a-key")
    malformed = await post(anna, where, {"skip": "perhaps"}, "a-key")
    await anna.save(session, "organizerSetup", STAGES["organizerSetup"])
    done = await post(anna, where, None, "a-key")

    assert (refused.status_code, malformed.status_code, done.status_code) == (422, 422, 200)
    assert REPLAYED not in done.headers


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "é"])
async def test_a_malformed_key_is_refused(anna, key):
    refused = await anna.http.post("/wizard/sessions", headers=[(b"Idempotency-Key", key.encode("latin-1"))])

    assert refused.status_code == 400 and refused.json()["code"] == "bad_idempotency_key"


async def test_while_the_first_is_under_way_the_second_is_asked_to_come_back(anna, database_url):
    session = await anna.filled()
    where = f"/wizard/sessions/{session}/undo"
    with psycopg.connect(database_url) as connection:
        connection.execute("select from wizard_sessions where session_id = %s for update", [session])
        first = asyncio.create_task(post(anna, where, {}, "a-key"))
        await asyncio.sleep(0.3)
        second = await post(anna, where, {}, "a-key")
        connection.rollback()

    assert second.status_code == 409 and second.json()["code"] == "request_in_flight"
    assert second.headers["retry-after"]
    assert (await first).status_code == 200


async def test_of_many_at_once_one_is_done(anna, database_url):
    answers = await asyncio.gather(*(post(anna, "/wizard/sessions", {}, "a-key") for _ in range(20)))

    made = [each for each in answers if each.status_code == 201]
    assert {each.status_code for each in answers} <= {201, 409} and len({each.content for each in made}) == 1
    assert len(everything(database_url, anna)[0]) == 1


async def test_an_answer_goes_with_the_setup_it_shows_and_its_key_stays_used(anna, database_url):
    made = await post(anna, "/wizard/sessions", {}, "a-key")
    session = made.json()["session_id"]
    await post(anna, f"/wizard/sessions/{session}/stage", {"stage": "organizerSetup"}, "b-key")
    with psycopg.connect(database_url) as connection:
        connection.execute("delete from wizard_sessions where session_id = %s", [session])

    again = await post(anna, "/wizard/sessions", {}, "a-key")

    assert again.status_code == 409 and again.json()["code"] == "answer_erased"
    with psycopg.connect(database_url) as connection:
        kept = connection.execute("select a::text from wizard_actions a where user_id = %s", [anna.user]).fetchall()
    assert len(kept) == 2 and not any(session in row[0] for row in kept)
