"""What is public obeys the rules of publishing, whichever door a change comes through; drafts may be incomplete."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from tests.server.published import alter, published
from tests.server.running import Person
from tests.server.test_event_tasks import event_of

STREAM = "https://stream.example/show"
ROOM = {"mode": "physical", "address": "Piazza del Duomo 12", "city": "Milan", "capacity": 300}
TIER = {"name": "VIP", "price": "150.00", "currency": "EUR", "quantity": 40, "on_sale": False}
DATES = ("start_date", "end_date", "local_start", "local_end")


async def public(anna: Person, **changes) -> tuple[str, str]:
    """Where a published event of hers stands, and its slug."""
    slug = await published(anna, **changes)
    found = (await anna.http.get("/events")).json()["events"]
    return f"/events/{found[0]['id']}", slug


async def errors(anna: Person, where: str, **members) -> set[tuple[str, str]]:
    """Why these changes are refused; empty when they are not."""
    answer = await anna.http.patch(where, json=members)
    assert answer.status_code in {200, 422}, answer.text
    return {(each["field"], each["code"]) for each in answer.json().get("errors", ())}


def under_way(database_url: str, slug: str, hours: float = -1) -> None:
    """The event began so long ago, or will in so many hours."""
    start = (datetime.now(UTC) + timedelta(hours=hours)).replace(second=0, microsecond=0)
    end = start + timedelta(hours=5)
    dates = (start, end, start.replace(tzinfo=None), end.replace(tzinfo=None))
    alter(database_url, slug, timezone="UTC", **dict(zip(DATES, dates, strict=True)))


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"ticket_tiers": [TIER | {"quantity": 241}]}, "total_capacity", "tiers_exceed_total"),
        ({"total_capacity": 239}, "total_capacity", "tiers_exceed_total"),
        ({"total_capacity": 301}, "total_capacity", "tickets_exceed_venue"),
        ({"venue": ROOM | {"capacity": 200}}, "total_capacity", "tickets_exceed_venue"),
        ({"total_capacity": None}, "total_capacity", "missing"),
        ({"ticket_tiers": []}, "ticket_tiers", "missing"),
        ({"ticket_tiers": [TIER, TIER | {"name": "All", "currency": "USD"}]}, "ticket_tiers", "currencies_differ"),
        ({"venue": {"mode": "virtual"}}, "venue.streaming_url", "missing"),
        ({"venue": ROOM | {"mode": "hybrid"}}, "venue.streaming_url", "missing"),
        ({"venue": ROOM | {"city": None}}, "venue.city", "missing"),
        ({"start_date": "2020-06-15T19:30:00"}, "start_date", "date_past"),
        ({"end_date": "2031-06-15T19:30:00"}, "end_date", "end_before_start"),
        ({"start_date": "2031-03-30T02:30:00"}, "start_date", "time_does_not_exist"),
    ],
)
async def test_a_public_event_stays_one_that_could_be_published(anna, change, field, code):
    where, _ = await public(anna)
    before = (await anna.http.get(where)).json()

    assert await errors(anna, where, **change) == {(field, code)}

    assert (await anna.http.get(where)).json() == before


async def test_a_public_event_is_given_another_venue_only_where_its_guests_have_room(anna):
    where, _ = await public(anna)
    venues = [
        {"name": "Teatro", "location": "Milan", "address": "Via Filodrammatici 2", "capacity": capacity}
        for capacity in (100, 500)
    ]
    ids = [
        (await anna.http.post("/venues", json=each | {"name": f"Teatro {each['capacity']}"})).json()["id"]
        for each in venues
    ]
    bare = (await anna.http.post("/venues", json={"name": "Somewhere", "capacity": 500})).json()["id"]

    assert await errors(anna, where, venue_id=ids[0]) == {("total_capacity", "tickets_exceed_venue")}
    assert await errors(anna, where, venue_id=bare) == {("venue.address", "missing"), ("venue.city", "missing")}
    assert await errors(anna, where, venue_id=ids[1]) == set()


async def test_what_belongs_together_is_changed_together(anna):
    where, _ = await public(anna)

    changed = await anna.http.patch(
        where,
        json={"ticket_tiers": [TIER | {"quantity": 500}], "total_capacity": 500, "venue": ROOM | {"capacity": 500}},
    )

    assert changed.status_code == 200, changed.text
    assert changed.json()["updated_fields"] == ["ticket_tiers", "total_capacity", "venue"]


@pytest.mark.parametrize("hours", [-1, -48])
async def test_an_event_under_way_or_over_is_described_anew_and_only_its_start_stays(anna, database_url, hours):
    where, slug = await public(anna)
    under_way(database_url, slug, hours)
    event = (await anna.http.get(where)).json()
    later = datetime.fromisoformat(event["end_date"]) + timedelta(hours=1)

    assert await errors(anna, where, description="Thank you all.", actual_attendees=180) == set()
    assert await errors(anna, where, end_date=later.isoformat()) == set()
    assert await errors(anna, where, status="confirmed", start_date=event["start_date"]) == set()
    assert await errors(anna, where, ticket_tiers=[TIER]) == set()
    earlier = datetime.fromisoformat(event["start_date"]) - timedelta(minutes=1)
    moved = await errors(anna, where, start_date=earlier.isoformat())
    assert moved in ({("start_date", "date_past")}, {("start_date", "start_past")})


async def test_what_broke_a_rule_before_blocks_no_other_change_and_may_get_better_but_not_worse(anna, database_url):
    where, slug = await public(anna)
    alter(database_url, slug, ticket_tiers=[TIER | {"quantity": 400}], venue={"mode": "hybrid", "capacity": 200})

    assert await errors(anna, where, description="New", name="Milan by night") == set()
    assert await errors(anna, where, ticket_tiers=[TIER | {"quantity": 350}]) == set()
    assert await errors(anna, where, ticket_tiers=[TIER | {"quantity": 351}]) == {
        ("total_capacity", "tiers_exceed_total")
    }
    assert await errors(anna, where, venue={"mode": "hybrid", "capacity": 220, "city": "Milan"}) == set()
    assert await errors(anna, where, venue={"mode": "hybrid", "capacity": 210, "city": "Milan"}) == {
        ("total_capacity", "tickets_exceed_venue")
    }
    assert await errors(anna, where, venue={"mode": "hybrid", "capacity": 300}) == {("venue.city", "missing")}


async def test_whose_page_is_down_may_be_anything_until_it_is_put_up_again(anna):
    where, _ = await public(anna)
    await anna.http.post(f"{where}/unpublish")

    assert await errors(anna, where, total_capacity=100, venue={"mode": "virtual"}) == set()
    up = await anna.http.post(f"{where}/publish")
    await errors(anna, where, total_capacity=240, venue={"mode": "virtual", "streaming_url": STREAM})
    again = await anna.http.post(f"{where}/publish")

    assert up.status_code == 422
    assert {(each["field"], each["code"]) for each in up.json()["errors"]} == {
        ("total_capacity", "tiers_exceed_total"),
        ("venue.streaming_url", "missing"),
    }
    assert (again.status_code, (await anna.http.get(where)).json()["public_url"] is not None) == (200, True)


async def test_the_page_of_an_event_that_is_over_is_put_up_again(anna, database_url):
    where, slug = await public(anna)
    await anna.http.post(f"{where}/unpublish")
    under_way(database_url, slug, -48)

    assert (await anna.http.post(f"{where}/publish")).status_code == 200


async def test_a_draft_that_says_little_is_put_up_and_one_that_contradicts_itself_is_not(anna):
    bare = f"/events/{await event_of(anna)}"
    wrong = f"/events/{await event_of(anna, start_date='2020-06-15T19:30:00')}"
    assert await errors(anna, wrong, ticket_tiers=[TIER], total_capacity=39, venue={"mode": "virtual"}) == set()

    up, refused = [await anna.http.post(f"{where}/publish") for where in (bare, wrong)]
    still = (await anna.http.get(wrong)).json()
    good = {"start_date": "2031-06-15T19:30:00", "venue": ROOM, "total_capacity": 40}
    assert await errors(anna, wrong, **good) == set()
    mended = await anna.http.post(f"{wrong}/publish")

    assert up.status_code == 200 and up.json()["status"] == "planning" and up.json()["public_url"]
    assert refused.status_code == 422 and refused.json()["code"] == "not_ready"
    assert [(each["field"], each["code"]) for each in refused.json()["errors"]] == [
        ("start_date", "date_past"),
        ("venue.streaming_url", "missing"),
        ("total_capacity", "tiers_exceed_total"),
    ]
    assert (still["status"], still["public_url"]) == ("draft", None)
    assert mended.status_code == 200


async def test_a_page_that_says_little_goes_down_and_up_again(anna):
    where = f"/events/{await event_of(anna)}"

    answers = [await anna.http.post(f"{where}/{way}") for way in ("publish", "unpublish", "publish")]

    assert [answer.status_code for answer in answers] == [200, 200, 200]


async def test_a_place_or_a_name_of_another_size_than_a_stage_takes_keeps_no_page_down(anna):
    stadium = {"name": "S", "location": "Milan", "address": "Piazzale Angelo Moratti " * 15, "capacity": 75_000}
    venue = (await anna.http.post("/venues", json=stadium)).json()["id"]
    where = f"/events/{await event_of(anna, venue_id=venue, name='A7')}"

    assert await errors(anna, where, ticket_tiers=[TIER], total_capacity=40) == set()
    assert (await anna.http.post(f"{where}/publish")).status_code == 200


@pytest.mark.parametrize("before", ["physical", "hybrid", "virtual"])
async def test_another_venue_is_another_place_as_a_whole_and_a_stream_goes_on_beside_it(anna, before):
    stream = {"streaming_url": STREAM} if before != "physical" else {}
    where = f"/events/{await event_of(anna)}"
    await errors(anna, where, venue=ROOM | {"name": "Teatro", "mode": before} | stream)
    venue = (await anna.http.post("/venues", json={"name": "Palazzo Reale", "location": "Rome"})).json()["id"]

    moved = (await anna.http.patch(where, json={"venue_id": venue})).json()["event"]["venue"]

    mode = {"mode": "hybrid"} | stream if stream else {"mode": "physical"}
    assert moved == {"name": "Palazzo Reale", "city": "Rome"} | mode


async def test_a_page_put_up_again_orders_what_it_has_missed(anna, database_url):
    where, slug = await public(anna)
    await anna.http.post(f"{where}/unpublish")
    alter(database_url, slug, ticket_tiers=[TIER | {"on_sale": True}])
    ordered = "select task_name from jobs.procrastinate_jobs where args ->> 'event_id' = %s order by 1"

    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("delete from jobs.procrastinate_jobs")
        up = await anna.http.post(f"{where}/publish")
        jobs = [name for (name,) in connection.execute(ordered, [where.removeprefix("/events/")])]

    assert up.status_code == 200
    assert jobs == ["cover_image", "payment_links"]
