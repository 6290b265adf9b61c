"""Another organization's session is answered exactly like one that never was; colleagues share."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest

from tests.server.running import STAGES

ROUTES: list[tuple[str, str, Any]] = [
    ("GET", "/wizard/sessions/{session}", None),
    ("PATCH", "/wizard/sessions/{session}/stages/eventSetup", {"title": "Mine now"}),
    ("PATCH", "/wizard/sessions/{session}/stages/eventSetup", {}),
    ("PATCH", "/wizard/sessions/{session}/stages/eventSetup", {"title": ""}),
    ("POST", "/wizard/sessions/{session}/stages/eventSetup/complete", None),
    ("POST", "/wizard/sessions/{session}/stages/sponsorsMedia/complete", {"skip": True}),
    ("POST", "/wizard/sessions/{session}/stages/reviewPublish/complete", None),
    ("POST", "/wizard/sessions/{session}/stage", {"stage": "eventSetup"}),
    ("DELETE", "/wizard/sessions/{session}", None),
    ("GET", "/wizard/sessions/{session}/changes", None),
    ("POST", "/wizard/sessions/{session}/undo", {}),
    ("POST", "/wizard/sessions/{session}/start-over", None),
    ("GET", "/wizard/sessions/{session}/interactions", None),
    ("POST", "/wizard/sessions/{session}/feedback", {"csat": 1}),
    *((method, "/wizard/sessions/{session}/cover", None) for method in ("GET", "POST", "DELETE")),
    ("POST", "/events/publish", {"session_id": "{session}", "confirmed": True, "terms_accepted": True}),
    ("POST", "/events/publish?dry_run=true", {"session_id": "{session}"}),
]


async def test_every_route_that_names_a_session_is_among_those_tried(person):
    document = (await person().http.get(f"{person().address}/openapi.json")).json()
    named = {
        (method.upper(), path.removeprefix("/api/v1").replace("{session_id}", "{session}"))
        for path, methods in document["paths"].items()
        for method in methods
        if "{session_id}" in path
    }
    tried = {(method, re.sub("/stages/[A-Za-z]+", "/stages/{stage}", path)) for method, path, _ in ROUTES}

    assert named - tried == set()


async def ask(person, method: str, path: str, body: Any, session: str, **headers: str):
    named = {**body, "session_id": session} if body and "session_id" in body else body
    options = {} if body is None else {"json": named}
    return await person.http.request(method, path.format(session=session), headers=headers, **options)


@pytest.mark.parametrize(("method", "path", "body"), ROUTES)
async def test_a_foreign_session_is_answered_like_an_unknown_one_byte_for_byte(person, method, path, body):
    anna, mallory = person(), person()
    session = await anna.filled()
    before = (await anna.http.get(f"/wizard/sessions/{session}")).content

    foreign = await ask(mallory, method, path, body, session)
    unknown = await ask(mallory, method, path, body, str(uuid4()))

    assert foreign.status_code == unknown.status_code == 404
    assert foreign.content == unknown.content
    assert set(foreign.headers) == set(unknown.headers)
    assert (await anna.http.get(f"/wizard/sessions/{session}")).content == before


@pytest.mark.parametrize(("method", "path", "body"), ROUTES)
async def test_without_a_token_nothing_is_told(person, method, path, body):
    anna = person()
    session = await anna.session()

    known = await ask(anna, method, path, body, session, Authorization="")
    unknown = await ask(anna, method, path, body, str(uuid4()), Authorization="")

    assert known.status_code == unknown.status_code == 401 and known.content == unknown.content
    assert known.headers["www-authenticate"] == "Bearer"


async def test_an_id_somebody_else_has_makes_a_session_of_ones_own(person):
    anna, mallory = person(), person()
    await anna.session("milan-nights")
    await anna.save("milan-nights", "organizerSetup", STAGES["organizerSetup"])

    made = await mallory.http.post("/wizard/sessions", json={"session_id": "milan-nights"})

    assert made.status_code == 201
    assert made.json()["user_id"] == str(mallory.user) and made.json()["revision"] == 0


async def test_lists_hold_the_own_organization_s_sessions_alone(person):
    anna, mallory = person(), person()
    await anna.session()

    listed = (await mallory.http.get("/wizard/sessions")).json()

    assert listed["sessions"] == [] and listed["total"] == 0


async def test_colleagues_see_and_continue_each_other_s_sessions(person):
    organization = uuid4()
    anna, ben = person(organization=organization), person(organization=organization)
    session = await anna.filled()

    seen = await ben.http.get(f"/wizard/sessions/{session}")
    saved = await ben.save(session, "eventSetup", {"title": "Ours"})
    published = await ben.publish(session)

    assert seen.json()["user_id"] == str(anna.user)
    assert saved.status_code == 200 and published.status_code == 201


async def test_with_another_organization_in_the_token_one_s_own_sessions_are_elsewhere(person):
    user, first, second = uuid4(), uuid4(), uuid4()
    session = await person(user, first).session()

    elsewhere = await person(user, second).http.get(f"/wizard/sessions/{session}")

    assert elsewhere.status_code == 404
