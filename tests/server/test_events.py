"""Events over HTTP: drafts made whole, changes that overwrite nobody, moves that are open, the archive and back."""

from __future__ import annotations

import asyncio
import json
from uuid import uuid4

import psycopg
import pytest

from tests.server.test_event_tasks import EVENT, event_of


async def test_a_draft_is_made_with_its_lead_and_budget(anna, database_url):
    made = await anna.http.post(
        "/events",
        json=EVENT | {"currency": "eur", "budget_categories": [{"category": "venue", "budgeted_amount": "20000.50"}]},
    )

    assert made.status_code == 201
    assert made.json()["status"] == "draft"
    event = (await anna.http.get(made.headers["location"].removeprefix("/api/v1"))).json()
    assert event["start_date"] == "2031-06-15T19:30:00+02:00"
    assert (event["status"], event["public_url"], event["created_by"]) == ("draft", None, str(anna.user))
    with psycopg.connect(database_url) as connection:
        rows = connection.execute(
            "select category, budgeted_amount, currency from event_budget_categories where event_id = %s "
            "and budgeted_amount > 0",
            [event["id"]],
        ).fetchall()
    assert rows == [("venue", 2_000_050, "EUR")]
    assert (await anna.http.get(f"/api/v1/e/{event['slug']}")).status_code == 404


async def test_an_event_is_made_with_its_people_in_one_go_and_read_whole(anna, person):
    other = person()
    sponsor = (await anna.http.post("/sponsors", json={"company_name": "Prada", "tier": "gold"})).json()["id"]
    designer = (await anna.http.post("/designers", json={"name": "Giulia Bianchi"})).json()["id"]
    venue = (await anna.http.post("/venues", json={"name": "Palazzo Reale", "location": "Milan"})).json()["id"]

    event = await event_of(
        anna,
        team_members=[{"user_id": str(other.user), "role": "casting_director", "permissions": "edit"}],
        sponsor_ids=[sponsor],
        designer_ids=[designer],
        venue_id=venue,
        budget_categories=[{"category": "talent", "budgeted_amount": "1000"}],
    )

    whole = (await other.http.get(f"/events/{event}")).json()
    assert {(each["user_id"], each["permissions"]) for each in whole["team"]} == {
        (str(anna.user), "admin"), (str(other.user), "edit"),
    }  # fmt: skip
    assert [(each["sponsor_id"], each["tier"]) for each in whole["sponsors"]] == [(sponsor, "gold")]
    assert whole["venue"] == {"mode": "physical", "name": "Palazzo Reale", "city": "Milan"}
    assert (whole["budget"]["total_budgeted"], whole["budget"]["variance_percentage"]) == ("1000.00", -100)
    lineup = (await other.http.get(f"/events/{event}/designers")).json()["designers"]
    assert [each["designer_id"] for each in lineup] == [designer]
    listed = (await other.http.get("/events")).json()["events"]
    assert [(each["id"], each["venue_name"], each["team_count"]) for each in listed] == [(event, "Palazzo Reale", 2)]


async def test_moments_with_an_offset_are_that_instant_in_the_event_s_own_zone(anna):
    made = await event_of(anna, start_date="2031-06-15T18:00:00Z", end_date="2031-06-16T01:00:00+02:00")

    event = (await anna.http.get(f"/events/{made}")).json()

    assert (event["start_date"], event["end_date"]) == ("2031-06-15T20:00:00+02:00", "2031-06-16T01:00:00+02:00")


@pytest.mark.parametrize(
    ("members", "field", "code"),
    [
        ({"end_date": "2031-06-15T19:00:00"}, "end_date", "end_before_start"),
        ({"start_date": "2031-03-30T02:30:00"}, "start_date", "time_does_not_exist"),
        ({"start_date": "0001-01-01T00:00:00Z"}, "start_date", "date_out_of_range"),
        ({"timezone": "Milan"}, "timezone", "unknown_timezone"),
        ({"venue_id": str(uuid4())}, "venue_id", "unknown_venue"),
        ({"sponsor_ids": [str(uuid4())]}, "sponsor_ids.0", "unknown_sponsor"),
        ({"designer_ids": [str(uuid4())]}, "designer_ids.0", "unknown_designer"),
        (
            {"budget_categories": [{"category": "venue", "budgeted_amount": "1"}] * 2},
            "budget_categories.1",
            "given_twice",
        ),
        (
            {"currency": "JPY", "budget_categories": [{"category": "venue", "budgeted_amount": "1.5"}]},
            "budget_categories.0.budgeted_amount",
            "too_many_decimals",
        ),
        ({"colour": "red"}, "colour", "extra_forbidden"),
        ({"name": " "}, "name", "string_too_short"),
    ],
)
async def test_bad_values_are_named_by_field_and_no_event_is_made(anna, members, field, code):
    refused = await anna.http.post("/events", json=EVENT | members)

    assert refused.status_code == 422, refused.text
    assert [(each["field"], each["code"]) for each in refused.json()["errors"]] == [(field, code)]
    assert (await anna.http.get("/events")).json()["total"] == 0


async def test_a_change_names_what_it_changed_and_a_stale_one_overwrites_nothing(anna):
    event = await event_of(anna)

    first = await anna.http.patch(
        f"/events/{event}", json={"name": "Milan Nights", "type": "runway_show"}, headers={"If-Match": '"1"'}
    )
    stale = await anna.http.put(f"/events/{event}", json={"name": "Theirs"}, headers={"If-Match": "1"})
    cleared = await anna.http.patch(f"/events/{event}", json={"target_attendees": 200, "description": None})

    assert first.json()["updated_fields"] == ["name"] and first.headers["etag"] == '"2"'
    assert (stale.status_code, stale.json()["code"]) == (409, "version_mismatch")
    assert cleared.json()["updated_fields"] == ["target_attendees"]
    assert cleared.json()["event"]["name"] == "Milan Nights"
    assert (await anna.http.patch(f"/events/{event}", json={"name": None})).status_code == 422


async def test_two_at_once_with_the_same_version_make_one_change(anna):
    event = await event_of(anna)

    both = await asyncio.gather(
        *(anna.http.patch(f"/events/{event}", json={"name": name}, headers={"If-Match": "1"}) for name in "ab" * 3)
    )

    assert sorted(each.status_code for each in both) == [200] + [409] * 5


async def test_a_new_zone_keeps_the_wall_time(anna):
    event = await event_of(anna)

    moved = (await anna.http.patch(f"/events/{event}", json={"timezone": "America/New_York"})).json()

    assert moved["event"]["start_date"] == "2031-06-15T19:30:00-04:00"
    assert moved["updated_fields"] == ["start_date", "timezone"]


async def test_an_event_moves_only_where_it_may(anna):
    event = await event_of(anna)

    async def move(status: str) -> tuple[int, str | None]:
        answer = await anna.http.patch(f"/events/{event}", json={"status": status})
        return answer.status_code, answer.json().get("code")

    assert await move("confirmed") == (409, "invalid_transition")
    assert await move("archived") == (409, "invalid_transition")
    assert (await move("lost"))[0] == 422
    for status in ("planning", "confirmed", "in_progress", "completed", "completed", "cancelled"):
        assert await move(status) == (200, None)
    assert await move("planning") == (409, "invalid_transition")


async def test_an_archived_event_is_off_the_lists_takes_no_change_and_comes_back_as_it_was(anna):
    event = await event_of(anna)
    await anna.http.patch(f"/events/{event}", json={"status": "planning"})

    gone = [await anna.http.delete(f"/events/{event}") for _ in range(2)]
    change = await anna.http.patch(f"/events/{event}", json={"name": "Still here"})
    listed = [
        (await anna.http.get("/events", params=wanted)).json()["total"] for wanted in ({}, {"status": "archived"})
    ]
    back = await anna.http.post(f"/events/{event}/restore")
    twice = await anna.http.post(f"/events/{event}/restore")

    assert [each.json() for each in gone] == [{"success": True, "status": "archived"}] * 2
    assert (change.status_code, change.json()["code"]) == (409, "event_archived")
    assert listed == [0, 1]
    assert (back.status_code, back.json()["status"]) == (200, "planning")
    assert (twice.status_code, twice.json()["code"]) == (409, "not_archived")


async def test_a_published_event_that_is_archived_or_cancelled_is_no_longer_public(anna, server):
    published = (await anna.publish(await anna.filled())).json()
    page = published["public_url"].replace("http://127.0.0.1:8000", server)

    async def public() -> int:
        return (await anna.http.get(page)).status_code

    seen = [await public()]
    await anna.http.delete(f"/events/{published['event_id']}")
    seen.append(await public())
    restored = (await anna.http.post(f"/events/{published['event_id']}/restore")).json()
    seen.append(await public())
    cancelled = (await anna.http.patch(f"/events/{published['event_id']}", json={"status": "cancelled"})).json()
    seen.append(await public())

    assert seen == [200, 404, 200, 404]
    assert restored["public_url"] and cancelled["event"]["public_url"] is None


async def test_the_list_is_paged_by_date_and_known_ones_are_not_sent_again(anna):
    for day in ("2031-06-01", "2031-06-03", "2031-06-02"):
        await event_of(anna, start_date=f"{day}T10:00:00", name=day)

    first = await anna.http.get("/events", params={"limit": 2})
    second = await anna.http.get("/events", params={"limit": 2, "page": 2})
    again = await anna.http.get("/events", params={"limit": 2}, headers={"If-None-Match": first.headers["etag"]})
    await anna.http.patch(f"/events/{first.json()['events'][0]['id']}", json={"name": "Renamed"})
    after = await anna.http.get("/events", params={"limit": 2}, headers={"If-None-Match": first.headers["etag"]})

    assert [each["name"] for each in first.json()["events"]] == ["2031-06-03", "2031-06-02"]
    assert [each["name"] for each in second.json()["events"]] == ["2031-06-01"]
    assert (first.json()["total"], first.json()["pages"], first.json()["events"][0]["team_count"]) == (3, 2, 1)
    assert (again.status_code, again.content) == (304, b"")
    assert after.status_code == 200


async def test_prices_of_a_published_event_change_and_nothing_is_put_on_sale_by_it(anna):
    published = (await anna.publish(await anna.filled())).json()["event_id"]
    tiers = (await anna.http.get(f"/events/{published}")).json()["ticket_tiers"]

    same = await anna.http.patch(f"/events/{published}", json={"ticket_tiers": tiers})
    dearer = await anna.http.patch(
        f"/events/{published}", json={"ticket_tiers": [tiers[0] | {"price": "200", "on_sale": True}, tiers[1]]}
    )
    odd = await anna.http.patch(f"/events/{published}", json={"ticket_tiers": [tiers[0] | {"price": "1.005"}]})

    assert same.json()["updated_fields"] == []
    now = dearer.json()["event"]["ticket_tiers"]
    assert (now[0]["price"], now[0]["on_sale"]) == ("200.00", False)
    assert [(each["field"], each["code"]) for each in odd.json()["errors"]] == [
        ("ticket_tiers.0.price", "too_many_decimals")
    ]


async def test_where_a_tier_is_sold_is_not_a_client_s_to_say(anna, database_url):
    published = (await anna.publish(await anna.filled())).json()["event_id"]
    for_vip, elsewhere = "https://buy.stripe.com/vip", "https://pay.example.com/me"
    event = f"/events/{published}"
    unsold, general = (await anna.http.get(event)).json()["ticket_tiers"]
    vip = unsold | {"on_sale": True, "url": for_vip}
    with psycopg.connect(database_url) as connection:
        linked = "update events set ticket_tiers = %s where id = %s"
        connection.execute(linked, [json.dumps([vip, general]), published])

    for tiers, field in (
        ([vip | {"url": elsewhere}, general], "ticket_tiers.0.url"),
        ([vip, general | {"url": elsewhere}], "ticket_tiers.1.url"),
        ([vip, general | {"url": for_vip}], "ticket_tiers.1.url"),
        ([general, vip | {"name": "Front row", "url": elsewhere}], "ticket_tiers.1.url"),
    ):
        refused = await anna.http.patch(event, json={"ticket_tiers": tiers})
        assert refused.status_code == 422
        assert [(each["field"], each["code"]) for each in refused.json()["errors"]] == [(field, "read_only")]

    left_out = {name: value for name, value in vip.items() if name != "url"}
    for tiers in ([vip, general], [left_out, general], [vip | {"name": "Front row"}, general]):
        assert (await anna.http.patch(event, json={"ticket_tiers": tiers})).status_code == 200


async def test_strangers_see_no_event_and_members_of_the_organization_change_none(anna, person):
    organization = uuid4()
    lead, colleague = person(organization=organization), person(organization=organization)
    event = await event_of(lead)

    foreign = [
        await anna.http.get(f"/events/{event}"),
        await anna.http.patch(f"/events/{event}", json={"name": "Mine"}),
        await anna.http.delete(f"/events/{event}"),
        await anna.http.post(f"/events/{event}/restore"),
        await anna.http.get(f"/events/{uuid4()}"),
    ]
    near = [
        await colleague.http.patch(f"/events/{event}", json={"name": "Mine"}),
        await colleague.http.delete(f"/events/{event}"),
    ]

    assert {each.status_code for each in foreign} == {404} and len({each.content for each in foreign}) == 1
    assert {each.status_code for each in near} == {403}
    assert (await colleague.http.get(f"/events/{event}")).status_code == 200


async def test_whom_one_sees_through_another_s_event_is_not_in_one_s_own_directory(anna, person):
    other = person()
    ids = {
        "sponsor": (await other.http.post("/sponsors", json={"company_name": "Prada"})).json()["id"],
        "designer": (await other.http.post("/designers", json={"name": "Giulia Bianchi"})).json()["id"],
        "venue": (await other.http.post("/venues", json={"name": "Palazzo Reale"})).json()["id"],
    }
    member = {"user_id": str(anna.user), "role": "custom", "permissions": "admin"}
    shared = {"sponsor_ids": [ids["sponsor"]], "designer_ids": [ids["designer"]], "venue_id": ids["venue"]}
    theirs = await event_of(other, team_members=[member], **shared)
    own_venue = (await anna.http.post("/venues", json={"name": "Teatro"})).json()["id"]

    made = await anna.http.post("/events", json=EVENT | shared)
    moved = await anna.http.patch(f"/events/{theirs}", json={"venue_id": own_venue})

    assert (await anna.http.get(f"/events/{theirs}")).status_code == 200
    assert [each["field"] for each in made.json()["errors"]] == ["venue_id"]
    assert (moved.status_code, moved.json()["errors"][0]["code"]) == (422, "unknown_venue")
    for wrong in ({"sponsor_ids": [ids["sponsor"]]}, {"designer_ids": [ids["designer"]]}):
        refused = await anna.http.post("/events", json=EVENT | wrong)
        assert refused.status_code == 422 and refused.json()["errors"][0]["field"].endswith("_ids.0")
