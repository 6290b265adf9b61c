"""Wizard sessions by form: create, save, complete, skip, go to, abandon, as the wire contract says."""

from __future__ import annotations

from uuid import uuid4

import psycopg
import pytest

from tests.server.running import STAGES

ORDER = ["organizerSetup", "eventSetup", "venueSetup", "ticketSetup", "sponsorsMedia", "reviewPublish"]


async def test_a_create_makes_a_session_and_the_same_id_resumes_it(anna):
    session_id = str(uuid4())

    made = await anna.http.post("/wizard/sessions", json={"session_id": session_id})
    again = await anna.http.post("/wizard/sessions", json={"session_id": session_id})

    assert made.status_code == 201 and again.status_code == 200
    assert made.json() == again.json()
    assert made.headers["location"] == f"/api/v1/wizard/sessions/{session_id}"
    assert made.json() | {"created_at": 0, "updated_at": 0, "expires_at": 0, "stages": 0} == {
        "session_id": session_id,
        "user_id": str(anna.user),
        "organization_id": str(anna.user),
        "status": "in_progress",
        "is_active": True,
        "current_stage": "organizerSetup",
        "completed_stages": [],
        "needs_review": [],
        "stages": 0,
        "completion_details": dict.fromkeys(ORDER, 0),
        "completion_percentage": 0,
        "revision": 0,
        "event_id": None,
        "stripe_account_id": None,
        "created_at": 0,
        "updated_at": 0,
        "expires_at": 0,
    }


@pytest.mark.parametrize("options", [{}, {"json": {}}, {"json": {"session_id": None}}])
async def test_without_an_id_the_server_chooses_one(anna, options):
    made = await anna.http.post("/wizard/sessions", **options)

    assert made.status_code == 201
    assert len(made.json()["session_id"]) == 36


@pytest.mark.parametrize("session_id", ["", ".", "..", "a/b", "a b", "é", "x" * 256, 7, ["x"]])
async def test_an_id_no_url_can_hold_is_refused(anna, session_id):
    refused = await anna.http.post("/wizard/sessions", json={"session_id": session_id})

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "session_id"


async def test_a_draft_is_merged_and_camel_case_is_understood(anna):
    session = await anna.session()

    await anna.save(session, "event", {"title": "Milan Nights", "startTime": "9:05"})
    saved = await anna.save(session, "eventSetup", {"type": "fashion_show", "title": "Milano Nights"})

    stage = saved.json()["stages"]["eventSetup"]
    assert stage["data"] == {"title": "Milano Nights", "start_time": "09:05", "type": "runway_show"}
    assert stage["missing"] == ["date", "timezone"] and stage["completion"] == 60
    assert saved.json()["completion_percentage"] == 12
    assert saved.json()["current_stage"] == "organizerSetup", "a patch never moves the stage"
    assert saved.headers["etag"] == f'"{saved.json()["revision"]}"'


async def test_one_bad_field_refuses_the_whole_patch_and_names_every_bad_one(anna):
    session = await anna.session()
    tiers = [{"name": "VIP", "price": -1, "quantity": 10}]

    refused = await anna.save(
        session, "ticketSetup", {"tiers": tiers, "currency": "EURO", "total_capacity": 5, "foo": 1}
    )

    assert refused.status_code == 422
    assert {error["field"] for error in refused.json()["errors"]} == {"tiers.0.price", "currency", "foo"}
    unchanged = (await anna.http.get(f"/wizard/sessions/{session}")).json()
    assert unchanged["stages"]["ticketSetup"]["data"] == {} and unchanged["revision"] == 0


async def test_an_empty_patch_changes_nothing(anna):
    session = await anna.session()

    saved = await anna.save(session, "eventSetup", {})

    assert saved.status_code == 200 and saved.json()["revision"] == 0


@pytest.mark.parametrize("body", ["[]", '"x"', "7", "null", ""])
async def test_a_patch_is_an_object(anna, body):
    session = await anna.session()
    headers = {"content-type": "application/json"}

    refused = await anna.http.patch(f"/wizard/sessions/{session}/stages/eventSetup", content=body, headers=headers)

    assert refused.status_code == 422


@pytest.mark.parametrize("form", ["{}", '"{}"', 'W/"{}"'])
async def test_if_match_conflicts_only_where_a_patched_field_has_changed(anna, form):
    session = await anna.session()
    seen = (await anna.save(session, "eventSetup", {"title": "First"})).json()["revision"]
    await anna.save(session, "eventSetup", {"title": "Second"})
    headers = {"If-Match": form.format(seen)}

    other_field = await anna.save(session, "eventSetup", {"type": "panel"}, headers=headers)
    other_stage = await anna.save(session, "venueSetup", {"mode": "virtual"}, headers=headers)
    same_field = await anna.save(session, "eventSetup", {"title": "Third"}, headers=headers)

    assert other_field.status_code == other_stage.status_code == 200
    assert same_field.status_code == 409 and same_field.json()["code"] == "stale_revision"
    assert other_stage.json()["stages"]["eventSetup"]["data"]["title"] == "Second"


@pytest.mark.parametrize("value", ["abc", "1, 2", "-1", '"', "1.5", "9" * 40, "²"])
async def test_an_if_match_that_is_no_revision_is_refused(anna, value):
    session = await anna.session()

    refused = await anna.save(session, "eventSetup", {}, headers={"If-Match": value.encode("latin-1")})

    assert refused.status_code == 422 and refused.json()["errors"][0]["field"] == "If-Match"


async def test_completing_moves_to_the_first_incomplete_stage_in_any_order(anna):
    session = await anna.session()
    for stage in ("eventSetup", "organizerSetup"):
        await anna.save(session, stage, STAGES[stage])

    event = await anna.http.post(f"/wizard/sessions/{session}/stages/eventSetup/complete")
    organizer = await anna.http.post(f"/wizard/sessions/{session}/stages/organizerSetup/complete", json={})

    assert event.json()["current_stage"] == "organizerSetup"
    assert organizer.json()["completed_stages"] == ["organizerSetup", "eventSetup"]
    assert organizer.json()["current_stage"] == "venueSetup"
    assert organizer.json()["completion_percentage"] == 35


async def test_an_unfinished_stage_is_not_completed_and_each_gap_is_named(anna):
    session = await anna.session()
    await anna.save(session, "organizerSetup", {"name": "Anna"})

    refused = await anna.http.post(f"/wizard/sessions/{session}/stages/organizerSetup/complete")

    assert refused.status_code == 422 and refused.json()["code"] == "not_ready"
    assert [error["field"] for error in refused.json()["errors"]] == ["email", "role"]


async def test_only_an_optional_stage_can_be_skipped(anna):
    session = await anna.session()

    optional = await anna.http.post(f"/wizard/sessions/{session}/stages/sponsorsMedia/complete", json={"skip": True})
    needed = await anna.http.post(f"/wizard/sessions/{session}/stages/venueSetup/complete", json={"skip": True})

    assert optional.status_code == 200 and optional.json()["completion_details"]["sponsorsMedia"] == 100
    assert needed.status_code == 409 and needed.json()["code"] == "stage_not_optional"


async def test_the_review_is_completed_by_publishing_alone(anna):
    session = await anna.filled()

    refused = await anna.http.post(f"/wizard/sessions/{session}/stages/reviewPublish/complete")

    assert refused.status_code == 409


async def test_one_goes_to_a_finished_stage_and_not_ahead(anna):
    session = await anna.session()
    await anna.save(session, "organizerSetup", STAGES["organizerSetup"])
    await anna.http.post(f"/wizard/sessions/{session}/stages/organizerSetup/complete")

    back = await anna.http.post(f"/wizard/sessions/{session}/stage", json={"stage": "organizer"})
    ahead = await anna.http.post(f"/wizard/sessions/{session}/stage", json={"stage": "reviewPublish"})
    nowhere = await anna.http.post(f"/wizard/sessions/{session}/stage", json={"stage": "paradise"})

    assert back.status_code == 200 and back.json()["current_stage"] == "organizerSetup"
    assert ahead.status_code == 409 and ahead.json()["code"] == "stage_not_reached"
    assert nowhere.status_code == 422 and nowhere.json()["errors"][0] == {
        "field": "stage",
        "code": "unknown_stage",
        "message": "There is no such stage; the stages are " + ", ".join(ORDER) + ".",
    }


async def test_an_unknown_stage_in_a_path_is_not_found_but_only_once_signed_in(anna):
    session = await anna.session()
    path = f"/wizard/sessions/{session}/stages/paradise"

    patched = await anna.http.patch(path, json={"a": 1})
    completed = await anna.http.post(f"{path}/complete")
    unsigned = await anna.http.patch(path, json={"a": 1}, headers={"Authorization": ""})

    assert patched.status_code == completed.status_code == 404 and patched.json()["code"] == "unknown_stage"
    assert unsigned.status_code == 401


async def test_an_abandoned_session_is_over(anna):
    session = await anna.session()

    abandoned = await anna.http.delete(f"/wizard/sessions/{session}")
    again = await anna.http.delete(f"/wizard/sessions/{session}")

    assert abandoned.status_code == again.status_code == 200 and abandoned.json()["status"] == "abandoned"
    assert (await anna.http.post("/wizard/sessions", json={"session_id": session})).json()[
        "code"
    ] == "session_abandoned"
    refused = await anna.save(session, "eventSetup", {"title": "Too late"})
    assert refused.status_code == 409 and refused.json()["code"] == "session_abandoned"
    assert (await anna.http.get(f"/wizard/sessions/{session}")).json()["is_active"] is False


async def test_an_expired_session_refuses_writes_until_it_is_opened_again(anna, database_url):
    session = await anna.session()
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "update wizard_sessions set expires_at = now() - interval '1 second' where session_id = %s", [session]
        )

    refused = await anna.save(session, "eventSetup", {"title": "Too late"})
    shown = await anna.http.get(f"/wizard/sessions/{session}")
    revived = await anna.http.post("/wizard/sessions", json={"session_id": session})
    saved = await anna.save(session, "eventSetup", {"title": "In time"})

    assert refused.status_code == 409 and refused.json()["code"] == "session_expired"
    assert shown.json()["status"] == "expired" and shown.json()["is_active"] is False
    assert revived.status_code == 200 and revived.json()["status"] == "in_progress"
    assert saved.status_code == 200


async def test_the_list_has_pages_and_a_filter(anna):
    sessions = [await anna.session() for _ in range(3)]
    await anna.http.delete(f"/wizard/sessions/{sessions[0]}")

    first = (await anna.http.get("/wizard/sessions", params={"limit": 2})).json()
    second = (await anna.http.get("/wizard/sessions", params={"limit": 2, "page": 2})).json()
    beyond = (await anna.http.get("/wizard/sessions", params={"page": 9})).json()
    open_ones = (await anna.http.get("/wizard/sessions", params={"status": "in_progress"})).json()

    assert (first["total"], first["page"], first["pages"]) == (3, 1, 2) and second["page"] == 2
    listed = [each["session_id"] for each in first["sessions"] + second["sessions"]]
    assert sorted(listed) == sorted(sessions) and listed[0] == sessions[0], "the newest change comes first"
    assert beyond["sessions"] == [] and beyond["total"] == 3
    assert open_ones["total"] == 2


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "page=0", "page=x", "status=gone", "page=99999999999999999999"]
)
async def test_a_list_out_of_bounds_is_refused(anna, query):
    refused = await anna.http.get(f"/wizard/sessions?{query}")

    assert refused.status_code == 422 and refused.json()["errors"][0]["field"] == query.split("=")[0]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "", {"session_id": "a", "extra": 1}),
        ("POST", "/{session}/stage", {"stage": "event", "extra": 1}),
        ("POST", "/{session}/stages/event/complete", {"skip": True, "extra": 1}),
        ("PATCH", "/{session}/stages/event", {"extra": 1}),
    ],
)
async def test_an_unknown_member_of_a_body_is_refused(anna, method, path, body):
    session = await anna.session()

    refused = await anna.http.request(method, f"/wizard/sessions{path.format(session=session)}", json=body)

    assert refused.status_code == 422 and refused.json()["errors"][0]["field"] == "extra"


async def test_the_stages_come_in_order_with_their_schemas(anna):
    stages = (await anna.http.get("/wizard/stages")).json()["stages"]

    assert [stage["id"] for stage in stages] == ORDER
    assert sum(stage["weight"] for stage in stages) == 100
    assert [stage["id"] for stage in stages if stage["optional"]] == ["sponsorsMedia"]
    assert set(stages[1]["schema"]["required"]) == {"title", "type", "date", "start_time", "timezone"}


async def test_every_route_answers_without_the_version_too(anna):
    session = await anna.session()

    versioned = await anna.http.get(f"/wizard/sessions/{session}")
    plain = await anna.http.get(f"{anna.address}/api/wizard/sessions/{session}")

    assert plain.content == versioned.content
