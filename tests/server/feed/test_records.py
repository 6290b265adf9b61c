"""What the feed tells of a row is what the row's own route answers."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from server.feed.records import PRESENTERS, record
from state.values import Principal
from tests.server.feed.following import following

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


async def test_every_table_the_log_knows_has_a_presenter(database_url):
    with psycopg.connect(database_url) as connection:
        logged = connection.execute("select tgrelid::regclass::text from pg_trigger where tgname = 'log_inserted'")
        assert {name for (name,) in logged.fetchall()} == PRESENTERS.keys()


@pytest.mark.parametrize(
    ("table", "row", "told"),
    [
        ("expenses", {"amount": 8050, "currency": "EUR", "category": "venue", "name": "A"}, {"amount": "80.50"}),
        ("expenses", {"amount": 8050, "currency": "JPY", "category": "venue", "name": "A"}, {"amount": "8050"}),
        ("event_budget_categories", {"budgeted_amount": 1, "currency": "EUR", "category": "venue"},
         {"budgeted_amount": "0.01"}),
        ("event_sponsors", {"sponsorship_amount": None, "currency": None, "tier": "gold"},
         {"sponsorship_amount": None}),
    ],
)  # fmt: skip
def test_amounts_are_told_in_the_major_unit_and_what_is_the_databases_own_is_not_told(table, row, told):
    one = "6f1c1c8e-0000-4000-8000-000000000001"
    ids = {"id": one, "event_id": one, "organization_id": one, "sponsor_id": one, "deleted_at": None, "version": 3}
    times = {"created_at": "2031-06-15T17:30:00.5+00:00", "updated_at": "2031-06-15T17:30:00+00:00"}

    shown = record(table, row | ids | times, "https://events.example")

    assert {name: shown[name] for name in told} == told
    assert not shown.keys() & {"organization_id", "deleted_at"} and shown["version"] == 3


def test_a_row_that_no_presenter_understands_any_more_is_told_as_it_stands():
    old = {"id": "1", "organization_id": "2", "renamed_since": True}

    assert record("event_tasks", old, "") == record("gone_since", old, "") == {"id": "1", "renamed_since": True}
