"""What people are told: notifications of their own, and an event's activity in plain words."""

from __future__ import annotations

import itertools
import json
from uuid import uuid4

import psycopg

from state.events.telling import DESCRIPTIONS


def task(do, person, event: str, assignee=None, name: str = "Book the venue") -> str:
    made = do(
        person,
        "insert into event_tasks (event_id, name, phase, workflow_category, deadline, assignee_id) "
        "values (%(event)s, %(name)s, 'on_site_operations', 'media', now(), %(assignee)s) returning id",
        event=event.removeprefix("/events/"),
        name=name,
        assignee=assignee,
    )
    return str(made[0][0])


async def told(person, **query) -> list[dict]:
    answer = await person.http.get("/notifications", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()["notifications"]


async def test_a_task_and_a_team_are_told_of_to_him_alone_until_he_has_read_it(lead, event, member, do):
    ben = await member("view_only", organization=uuid4())
    made = task(do, lead, event, ben.user)

    newest, oldest = await told(ben)

    assert newest.items() >= {"kind": "task_assigned", "task_id": made, "task_name": "Book the venue"}.items()
    assert newest["message"] == "“Book the venue” of “Milan Nights” is yours to do." and newest["read_at"] is None
    assert oldest["message"] == "You are on the team of “Milan Nights” now." and oldest["task_id"] is None
    assert await told(lead) == []
    path = f"/notifications/{newest['id']}/read"
    assert [(await ben.http.post(path)).status_code for _ in range(2)] == [204, 204]
    assert [each["id"] for each in await told(ben, unread=True)] == [oldest["id"]]
    read = (await told(ben))[0]["read_at"]
    await ben.http.post(path)
    assert read and (await told(ben))[0]["read_at"] == read
    foreign, unknown = await lead.http.post(path), await lead.http.post(f"/notifications/{uuid4()}/read")
    assert foreign.status_code == unknown.status_code == 404 and foreign.content == unknown.content


async def test_notifications_come_by_page_without_a_gap(lead, event, member, do):
    ben = await member("view_only")
    for number in range(4):
        task(do, lead, event, ben.user, f"Task {number}")
    everything = await told(ben)

    first = await told(ben, limit=2)
    second = await told(ben, limit=2, before=first[-1]["id"])
    third = await told(ben, limit=2, before=second[-1]["id"])

    assert first + second + third == everything and len(everything) == 5
    assert await told(ben, before=str(uuid4())) == []


async def test_of_an_event_he_sees_no_longer_nothing_is_told(lead, event, member):
    ben = await member("view_only", organization=uuid4())
    entry = (await lead.http.get(f"{event}/team")).json()["team"][1]["id"]

    await lead.http.delete(f"{event}/team/{entry}")

    assert await told(ben) == []


async def activity(person, event: str, **query) -> list[dict]:
    answer = await person.http.get(f"{event}/activity", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()["activity"]


async def test_activity_tells_in_plain_words_what_happened_in_the_order_it_did(lead, event, member, do):
    sponsor = (await lead.http.post("/sponsors", json={"company_name": f"Lumen {uuid4()}"})).json()
    support = await lead.http.post(f"{event}/sponsors", json={"sponsor_id": sponsor["id"], "tier": "gold"})
    path = f"{event}/sponsors/{support.json()['id']}"
    await lead.http.patch(path, json={"sponsorship_amount": "12.50", "status": "signed"})
    await lead.http.delete(path)
    made = task(do, lead, event)
    do(lead, "update event_tasks set status = 'done' where id = %(id)s", id=made)
    ben = await member("edit")
    budget = (await lead.http.get(f"{event}/budget")).json()["budget"][0]
    await lead.http.patch(f"{event}/budget/{budget['id']}", json={"budgeted_amount": "5"})

    told = await activity(lead, event)

    assert [each["description"] for each in told if each["action_type"] != "event_updated"] == [
        "The event was made",
        f"Sponsor “{sponsor['company_name']}” was added",
        f"Sponsor “{sponsor['company_name']}” was changed: currency, sponsorship amount, status",
        f"Sponsor “{sponsor['company_name']}” was removed",
        "Task “Book the venue” was added",
        "Task “Book the venue” is done",
        "Somebody joined the team",
        "The budget for venue was changed",
    ]
    assert [each["seq"] for each in told] == list(range(1, len(told) + 1))
    assert {each["user_id"] for each in told} == {str(lead.user)}
    changed = next(each for each in told if each["action_type"] == "sponsor_updated")
    assert changed["metadata"] == {
        "table": "event_sponsors",
        "record_id": support.json()["id"],
        "changed": {
            "currency": {"from": None, "to": "EUR"},
            "sponsorship_amount": {"from": None, "to": "12.50"},
            "status": {"from": "pending", "to": "signed"},
        },
    }
    assert told[-1]["metadata"]["changed"] == {"budgeted_amount": {"from": "0.00", "to": "5.00"}}
    assert await activity(ben, event, after=2, limit=3) == told[2:5]
    assert await activity(ben, event, after=len(told)) == []


def test_every_action_the_database_knows_has_its_sentence_and_no_other_has(database_url):
    tables = ("events", "event_tasks", "event_team", "event_sponsors", "event_designers", "event_budget_categories",
              "expenses", "contracts")  # fmt: skip
    with psycopg.connect(database_url) as connection:
        logged = connection.execute(
            "select distinct tgrelid::regclass::text from pg_trigger where tgname = 'log_updated'"
        ).fetchall()
        assert {name.removeprefix("public.") for (name,) in logged} == set(tables)
        words = {
            table: [word for (rule,) in connection.execute(
                "select pg_get_constraintdef(oid) from pg_constraint where contype = 'c' and conrelid = %s::regclass "
                "and pg_get_constraintdef(oid) like '%%(status =%%'", [table])
                for word in rule.split("'")[1::2]] or ["none"]
            for table in tables
        }  # fmt: skip
        known = {
            connection.execute(
                "select app.action_of(%s, %s, %s, %s)",
                [table, change, json.dumps({"status": old}), json.dumps({"status": new})],
            ).fetchone()[0]  # type: ignore[index]
            for table in tables
            for change in ("INSERT", "UPDATE", "DELETE")
            for old, new in itertools.product(words[table], repeat=2)
        }

    assert known == set(DESCRIPTIONS)
