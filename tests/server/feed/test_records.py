"""What the feed tells of a row is what the row's own route answers."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from server.feed.records import PRESENTERS, Around, record
from state.values import Principal
from tests.server.feed.following import following
from tests.server.running import token

EVENT = {
    "name": "Milan Nights",
    "type": "runway_show",
    "start_date": "2031-06-15T19:30:00+02:00",
    "timezone": "Europe/Rome",
    "target_attendees": 300,
}
TASK = {
    "name": "Book the venue",
    "phase": "pre_production",
    "workflow_category": "event_planning",
    "priority": "high",
    "status": "to_do",
    "deadline": "2031-05-01T12:00:00Z",
    "estimated_hours": 2.5,
}


async def _told(address: str, anna: Any, event: str, table: str, change: Any) -> tuple[dict[str, Any], Any]:
    """The record of the first change of this table that comes of a request, and its answer."""
    who = Principal(anna.user, anna.user)
    async with following(address, event, who) as feed:
        answer = await change
        assert answer.status_code in (200, 201), answer.text
        while (told := await feed.next()).data["table"] != table:
            pass
    return told.data["record"], answer.json()


async def test_an_event_is_told_as_its_route_answers_it(server, anna):
    event = (await anna.http.post("/events", json=EVENT)).json()["event_id"]

    changing = anna.http.patch(f"/events/{event}", json={"name": "Milan by Night"})
    told, answer = await _told(server, anna, event, "events", changing)

    assert told == {name: answer["event"][name] for name in told}
    assert told["name"] == "Milan by Night" and told["start_date"].endswith("+02:00")


async def test_a_task_is_told_as_its_route_answers_it(server, anna):
    event = (await anna.http.post("/events", json=EVENT)).json()["event_id"]
    before = (await anna.http.post(f"/events/{event}/tasks", json=TASK)).json()
    task = (await anna.http.post(f"/events/{event}/tasks", json=TASK | {"dependencies": [before["id"]]})).json()

    changing = anna.http.patch(f"/events/{event}/tasks/{task['id']}", json={"name": "Book the hall"})
    told, answer = await _told(server, anna, event, "event_tasks", changing)

    assert told == answer["task"]
    assert (told["name"], told["dependencies"], told["estimated_hours"]) == ("Book the hall", [before["id"]], 2.5)


async def _added(anna: Any, event: str, noun: str) -> tuple[str, Any]:
    """The path of something that is just being added to the event, and the adding of it."""
    path = f"/events/{event}/{noun}"
    if noun == "team":
        return path, {"user_id": str(uuid4()), "role": "custom"}
    if noun == "budget":
        buffer = next(e for e in (await anna.http.get(path)).json()["budget"] if e["category"] == "buffer")
        await anna.http.delete(f"{path}/{buffer['id']}")
        return path, {"category": "buffer", "budgeted_amount": "10"}
    name = {"sponsors": "company_name", "designers": "name"}[noun]
    made = (await anna.http.post(f"/{noun}", json={name: f"Lumen {event}", **_MORE[noun]})).json()
    return path, {
        f"{noun[:-1]}_id": made["id"],
        **({"tier": "gold", "sponsorship_amount": "5"} if noun[0] == "s" else {}),
    }


_MORE = {"sponsors": {"logo_url": "https://lumen.example/logo.png"}, "designers": {"brand_name": "Lumen"}}
_CHANGES = {
    "team": ("event_team", {"permissions": "edit"}),
    "sponsors": ("event_sponsors", {"status": "signed"}),
    "designers": ("event_designers", {"number_of_looks": 12}),
    "budget": ("event_budget_categories", {"budgeted_amount": "20"}),
}


@pytest.mark.parametrize("noun", _CHANGES)
async def test_a_row_of_an_event_is_told_as_its_route_answers_it(server, anna, noun):
    event = (await anna.http.post("/events", json=EVENT)).json()["event_id"]
    path, body = await _added(anna, event, noun)
    table, change = _CHANGES[noun]

    told, made = await _told(server, anna, event, table, anna.http.post(path, json=body))
    assert told == made
    told, changed = await _told(server, anna, event, table, anna.http.patch(f"{path}/{made['id']}", json=change))
    assert told == changed == (await anna.http.get(f"{path}/{made['id']}")).json()
    assert not {"sponsors", "designers"} & {noun} or "Lumen" in str(told)


async def test_a_member_is_told_by_the_name_his_organization_knows_him_by(server, person):
    organization = uuid4()
    anna, ada = person(organization=organization), uuid4()
    headers = {"Authorization": f"Bearer {token(ada, organization, name='Ada', email='ada@example.com')}"}
    await anna.http.get("/people", headers=headers)
    event = (await anna.http.post("/events", json=EVENT)).json()["event_id"]

    who = Principal(anna.user, organization)
    async with following(server, event, who) as feed:
        path = f"/events/{event}/team"
        answer = (await anna.http.post(path, json={"user_id": str(ada), "role": "custom"})).json()
        told = (await feed.next()).data["record"]

    assert told == answer and (told["name"], told["email"]) == ("Ada", "ada@example.com")


async def test_an_expense_is_followed_by_its_category_with_what_it_has_cost_now(server, show):
    def spend(category: str, amount: int) -> tuple[str, dict[str, object]]:
        return (
            "insert into expenses (event_id, category, name, amount, currency) "
            "values (:event, :category, 'Hall', :amount, 'EUR')",
            {"category": category, "amount": amount},
        )

    for category in ("venue", "catering"):
        statement = (
            "insert into event_budget_categories (event_id, category, budgeted_amount, currency) "
            "values (:event, :category, 10000, 'EUR')"
        )
        await show.do(statement, category=category)

    async with following(server, show.id, show.lead) as feed:

        async def told(statement: str, **values: object) -> list[tuple[str, str, str | None]]:
            """What is told of it: tables, and of categories what they have cost."""
            await show.do(statement, **values)
            await show.task("The end")
            told = []
            while (data := (await feed.next()).data)["table"] != "event_tasks":
                record = data["record"] or {}
                told.append((data["table"], record.get("category"), record.get("actual_amount")))
            return told

        for category, amount in (("venue", 6000), ("venue", 500), ("catering", 100)):
            statement, values = spend(category, amount)
            await show.do(statement, **values)
            await feed.next()
            assert (await feed.next()).data["record"]["category"] == category
        last = await told("update expenses set amount = 700 where event_id = :event and amount = 500")
        assert last == [("expenses", "venue", None), ("event_budget_categories", "venue", "67.00")]
        assert await told("update expenses set name = 'Room' where event_id = :event and amount = 700") == [
            ("expenses", "venue", None)
        ]
        moved = await told("update expenses set category = 'catering' where event_id = :event and amount = 700")
        assert moved[1:] == [
            ("event_budget_categories", "catering", "8.00"),
            ("event_budget_categories", "venue", "60.00"),
        ]
        gone = await told("update expenses set deleted_at = now() where event_id = :event and amount = 6000")
        assert gone == [("expenses", None, None), ("event_budget_categories", "venue", "0.00")]


async def test_of_two_who_spend_at_once_the_second_counts_what_the_first_has_spent(server, show):
    spend = (
        "insert into expenses (event_id, category, name, amount, currency) values (:event, 'venue', 'Hall', 100, 'EUR')"
    )
    await show.do("insert into event_budget_categories (event_id, category, currency) values (:event, 'venue', 'EUR')")

    async with following(server, show.id, show.lead) as feed:
        async with show.acting() as first:
            await show.do_in(first, spend)
            second = asyncio.create_task(show.do(spend))
            await asyncio.sleep(0.2)
            assert not second.done()
        await second
        told = [(await feed.next()).data["record"] for _ in range(4)]

    assert [each.get("actual_amount") for each in told] == [None, "1.00", None, "2.00"]


async def test_every_table_the_log_knows_has_a_presenter(database_url):
    with psycopg.connect(database_url) as connection:
        logged = connection.execute("select tgrelid::regclass::text from pg_trigger where tgname = 'log_inserted'")
        assert {name for (name,) in logged.fetchall()} == PRESENTERS.keys()


@pytest.mark.parametrize(
    ("table", "row", "told"),
    [
        ("expenses", {"amount": 8050, "currency": "EUR", "category": "venue", "name": "A"}, {"amount": "80.50"}),
        ("expenses", {"amount": 8050, "currency": "JPY", "category": "venue", "name": "A"}, {"amount": "8050"}),
        ("event_budget_categories", {"budgeted_amount": 1, "actual_amount": 2, "currency": "EUR", "category": "venue"},
         {"budgeted_amount": "0.01", "actual_amount": "0.02", "variance_percentage": 100}),
        ("event_sponsors", {"sponsorship_amount": None, "currency": None, "tier": "gold", "status": "pending"},
         {"sponsorship_amount": None}),
    ],
)  # fmt: skip
def test_amounts_are_told_in_the_major_unit_and_what_is_the_databases_own_is_not_told(table, row, told):
    one = "6f1c1c8e-0000-4000-8000-000000000001"
    ids = {"id": one, "event_id": one, "organization_id": one, "sponsor_id": one, "deleted_at": None, "version": 3}
    times = {"created_at": "2031-06-15T17:30:00.5+00:00", "updated_at": "2031-06-15T17:30:00+00:00"}

    shown = record(table, row | ids | times, Around("https://events.example"))

    assert {name: shown[name] for name in told} == told
    assert not shown.keys() & {"organization_id", "deleted_at"} and shown["version"] == 3


def test_a_row_that_no_presenter_understands_any_more_is_told_as_it_stands():
    old = {"id": "1", "organization_id": "2", "renamed_since": True}

    around = Around("")
    assert record("event_tasks", old, around) == record("gone_since", old, around) == {"id": "1", "renamed_since": True}


def test_what_a_sponsor_gave_is_not_told_to_guests_either_as_it_stands():
    old = {"id": "1", "sponsorship_amount": 100, "currency": "EUR"}

    assert record("event_sponsors", old, Around("", whole=False)) == {"id": "1"}
    assert record("event_sponsors", old, Around("")) == old
