"""A stored answer is given again only to who may still do what it answers."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.server.running import Person

REPLAYED = "idempotency-replayed"
TASK = {
    "name": "Call the florist",
    "phase": "pre_production",
    "workflow_category": "operations",
    "deadline": "2031-05-01T10:00:00Z",
}


async def post(person: Person, path: str, body=None):
    return await person.http.post(path, headers={"Idempotency-Key": "a-key"}, json=body)


async def entry(lead: Person, event: str, of: Person) -> str:
    team = (await lead.http.get(f"{event}/team")).json()["team"]
    return next(f"{event}/team/{each['id']}" for each in team if each["user_id"] == str(of.user))


@pytest.fixture
def posts(lead, event):
    """Of each level one thing to do: path, body, and what it takes."""

    async def made(what: str):
        if what == "tasks":
            return f"{event}/tasks", TASK
        if what == "publish":
            return f"{event}/publish", None
        role = "event_lead" if what == "leads" else "custom"
        return f"{event}/team", {"user_id": str(uuid4()), "role": role}

    return made


@pytest.mark.parametrize(
    "case",
    [("tasks", "custom", "edit"), ("team", "custom", "admin"), ("publish", "custom", "admin"),
     ("leads", "event_lead", "admin")],
)  # fmt: skip
async def test_who_was_taken_off_the_team_gets_the_answer_of_an_unknown_event(lead, event, member, posts, case):
    what, role, able = case
    guest = await member(able, role, organization=uuid4())
    path, body = await posts(what)
    first = await post(guest, path, body)
    again = await post(guest, path, body)
    assert first.is_success and (again.content, again.headers[REPLAYED]) == (first.content, "true")

    await lead.http.delete(await entry(lead, event, guest))

    gone = await post(guest, path, body)
    unknown = await post(guest, path.replace(event, f"/events/{uuid4()}"), body)
    assert gone.status_code == unknown.status_code == 404 and REPLAYED not in gone.headers
    assert gone.json()["code"] in {unknown.json()["code"], "not_found"}


@pytest.mark.parametrize(
    "case",
    [
        ("tasks", ("custom", "edit"), ("custom", "view_only")),
        ("team", ("custom", "admin"), ("custom", "edit")),
        ("publish", ("custom", "admin"), ("custom", "edit")),
        ("leads", ("event_lead", "admin"), ("custom", "admin")),
    ],
)
async def test_who_may_less_now_is_refused_as_he_would_be_without_a_key(lead, event, member, posts, case):
    what, before, after = case
    ben = await member(before[1], before[0])
    path, body = await posts(what)
    assert (await post(ben, path, body)).is_success
    change = {"role": after[0], "permissions": after[1]}

    assert (await lead.http.patch(await entry(lead, event, ben), json=change)).status_code == 200

    refused, bare = await post(ben, path, body), await ben.http.post(path, json=body)
    assert refused.status_code == bare.status_code == 403 and refused.json()["code"] == "forbidden"


async def test_who_may_still_do_it_is_answered_also_when_the_event_is_archived(lead, event, posts):
    path, body = await posts("tasks")
    first = await post(lead, path, body)
    await lead.http.delete(event)

    again = await post(lead, path, body)

    assert (again.status_code, again.content) == (201, first.content) and again.headers[REPLAYED] == "true"


async def test_a_setup_s_answers_stay_with_the_organization_they_were_given_in(person):
    organization = uuid4()
    anna = person(organization=organization)
    session = await anna.filled()
    where = f"/wizard/sessions/{session}/stage"
    assert (await post(anna, where, {"stage": "organizerSetup"})).status_code == 200
    published = await anna.publish(session, "b-key")

    moved = person(user=anna.user, organization=uuid4())

    assert REPLAYED not in (await post(moved, where, {"stage": "organizerSetup"})).headers
    elsewhere = await moved.publish(session, "b-key")
    assert REPLAYED not in elsewhere.headers
    again = await anna.publish(session, "b-key")
    assert (again.content, again.headers[REPLAYED]) == (published.content, "true")
