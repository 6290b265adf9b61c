"""The tasks of an event over HTTP: what waits, what is freed, who may say what, and nothing lost between two people."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import psycopg
import pytest

from tests.server.running import Person

EVENT = {
    "name": "Milan Sustainable Fashion Showcase",
    "type": "runway_show",
    "start_date": "2031-06-15T19:30:00",
    "timezone": "Europe/Rome",
}
TASK = {
    "name": "Confirm the lighting plot",
    "phase": "creative_design",
    "workflow_category": "operations",
    "deadline": "2031-05-20T18:00:00+02:00",
}


async def event_of(person: Person, **members) -> str:
    made = await person.http.post("/events", json=EVENT | members)
    assert made.status_code == 201, made.text
    return made.json()["event_id"]


async def task_of(person: Person, event: str, **members) -> dict:
    made = await person.http.post(f"/events/{event}/tasks", json=TASK | members)
    assert made.status_code == 201, made.text
    return made.json()


async def change(person: Person, event: str, task: dict, **members):
    return await person.http.patch(f"/events/{event}/tasks/{task['id']}", json=members)


@pytest.fixture
async def event(anna, database_url) -> str:
    """An event without the tasks of its type."""
    made = await event_of(anna)
    with psycopg.connect(database_url) as connection:
        connection.execute("delete from event_tasks where event_id = %s", [made])
    return made


async def test_a_task_that_waits_is_blocked_and_freed_by_the_last_one_before_it(anna, event):
    first, second = await task_of(anna, event, name="First"), await task_of(anna, event, name="Second")
    third = await task_of(anna, event, name="Third", dependencies=[first["id"], second["id"]])
    assert third["status"] == "blocked" and set(third["dependencies"]) == {first["id"], second["id"]}

    one = (await change(anna, event, first, status="done")).json()
    two = (await change(anna, event, second, status="cancelled")).json()

    assert one["unlocked"] == [] and one["task"]["completed_at"]
    assert two["unlocked"] == [third["id"]]
    now = (await anna.http.get(f"/events/{event}/tasks/{third['id']}")).json()
    assert now["status"] == "to_do" and now["version"] == third["version"] + 1


async def test_two_people_who_finish_the_last_two_obstacles_at_once_free_the_task(anna, event):
    for _ in range(8):
        obstacles = [await task_of(anna, event, name=f"Obstacle {each}") for each in range(2)]
        waiting = await task_of(anna, event, dependencies=[each["id"] for each in obstacles])

        done = await asyncio.gather(*(change(anna, event, each, status="done") for each in obstacles))

        assert [each.status_code for each in done] == [200, 200]
        assert (await anna.http.get(f"/events/{event}/tasks/{waiting['id']}")).json()["status"] == "to_do"


async def test_progress_is_done_of_all_that_is_not_cancelled(anna, event):
    tasks = [await task_of(anna, event, name=f"Task {each}") for each in range(3)]

    first = (await change(anna, event, tasks[0], status="done")).json()
    second = (await change(anna, event, tasks[1], status="cancelled")).json()
    third = (await change(anna, event, tasks[2], name="Renamed")).json()

    assert (first["event_progress_updated"], second["event_progress_updated"]) == (33, 50)
    assert third["event_progress_updated"] is None
    detail = (await anna.http.get(f"/events/{event}")).json()
    assert detail["progress_percentage"] == 50 and detail["version"] == 1
    assert detail["tasks_summary"] | {"by_phase": {}} == {
        "total": 2, "done": 1, "in_progress": 0, "overdue": 0, "by_phase": {},
    }  # fmt: skip
    assert detail["tasks_summary"]["by_phase"]["creative_design"]["total"] == 2


async def test_tasks_that_wait_for_each_other_in_a_circle_are_refused_by_field(anna, event):
    first = await task_of(anna, event)
    second = await task_of(anna, event, dependencies=[first["id"]])
    third = await task_of(anna, event, dependencies=[second["id"]])

    for task, waits_for in ((first, third), (first, first)):
        refused = await change(anna, event, task, dependencies=[waits_for["id"]], name="Not this either")
        assert refused.status_code == 422
        wrong = refused.json()["errors"]
        assert [(each["field"], each["code"]) for each in wrong] == [("dependencies", "dependency_cycle")]
        assert f"“{TASK['name']}”" in wrong[0]["message"]

    assert (await anna.http.get(f"/events/{event}/tasks/{first['id']}")).json()["name"] == TASK["name"]


async def test_two_edges_that_close_a_circle_together_cannot_both_come_in(anna, event):
    for _ in range(6):
        first, second = await task_of(anna, event), await task_of(anna, event)

        both = await asyncio.gather(
            change(anna, event, first, dependencies=[second["id"]]),
            change(anna, event, second, dependencies=[first["id"]]),
        )

        assert sorted(each.status_code for each in both) == [200, 422]


async def test_a_task_of_another_event_is_nothing_to_wait_for(anna, person, event):
    other = await task_of(anna, await event_of(anna))
    stranger = person()
    foreign = await task_of(stranger, await event_of(stranger))

    for task in (other, foreign, {"id": str(uuid4())}):
        refused = await anna.http.post(f"/events/{event}/tasks", json=TASK | {"dependencies": [task["id"]]})
        assert refused.status_code == 422
        assert [(each["field"], each["code"]) for each in refused.json()["errors"]] == [
            ("dependencies.0", "unknown_task")
        ]


async def test_a_stale_version_is_refused_and_nothing_is_overwritten(anna, event):
    task = await task_of(anna, event)
    path = f"/events/{event}/tasks/{task['id']}"

    first = await anna.http.patch(path, json={"name": "Mine"}, headers={"If-Match": '"1"'})
    stale = await anna.http.patch(path, json={"name": "Theirs"}, headers={"If-Match": "1"})
    edges = await anna.http.patch(path, json={"dependencies": []}, headers={"If-Match": "1"})

    assert (first.status_code, first.headers["etag"]) == (200, '"2"')
    assert (stale.status_code, stale.json()["code"]) == (409, "version_mismatch")
    assert edges.status_code == 409
    assert (await anna.http.get(path)).json()["name"] == "Mine"


async def test_a_change_of_what_a_task_waits_for_is_a_new_version_and_stands_in_the_log(anna, event, database_url):
    first, second = await task_of(anna, event), await task_of(anna, event)

    changed = (await change(anna, event, second, dependencies=[first["id"]])).json()["task"]

    assert changed["version"] == 2
    with psycopg.connect(database_url) as connection:
        row = connection.execute(
            "select change, record -> 'dependencies' from activity_logs where event_id = %s order by seq desc limit 1",
            [event],
        ).fetchone()
    assert row == ("UPDATE", [first["id"]])


async def test_a_removed_task_is_gone_and_holds_up_nobody(anna, event):
    first = await task_of(anna, event)
    second = await task_of(anna, event, dependencies=[first["id"]])

    assert (await anna.http.delete(f"/events/{event}/tasks/{first['id']}")).json() == {"success": True}

    assert (await anna.http.get(f"/events/{event}/tasks/{first['id']}")).status_code == 404
    left = (await anna.http.get(f"/events/{event}/tasks")).json()["tasks"]
    assert [(each["id"], each["status"], each["dependencies"]) for each in left] == [(second["id"], "to_do", [])]


async def test_tasks_are_found_by_phase_status_person_and_lateness(anna, event):
    late = await task_of(anna, event, name="Late", deadline="2020-01-01T12:00:00Z", phase="post_event")
    mine = await task_of(anna, event, name="Mine", assignee_id=str(anna.user))
    done = await task_of(anna, event, name="Done", status="done", deadline="2020-01-01T12:00:00Z")

    async def found(**wanted) -> list[str]:
        answer = await anna.http.get(f"/events/{event}/tasks", params=wanted)
        return [each["id"] for each in answer.json()["tasks"]]

    assert await found(status="overdue") == [late["id"]]
    assert await found(phase="post_event") == [late["id"]]
    assert await found(assignee_id=str(anna.user)) == [mine["id"]]
    assert await found(status="done") == [done["id"]]
    assert late["is_overdue"] and not done["is_overdue"]
    assert (await anna.http.get(f"/events/{event}/tasks", params={"status": "late"})).status_code == 422


async def test_bad_values_are_named_by_field_and_nothing_is_stored(anna, event):
    refused = await anna.http.post(
        f"/events/{event}/tasks",
        json=TASK
        | {"phase": "later", "priority": "asap", "status": "overdue", "estimated_hours": -1, "deadline": "soon"},
    )

    assert refused.status_code == 422
    assert {each["field"] for each in refused.json()["errors"]} == {
        "phase", "priority", "status", "estimated_hours", "deadline",
    }  # fmt: skip
    assert (await anna.http.get(f"/events/{event}/tasks")).json() == {"tasks": []}


@pytest.mark.parametrize("year", ["0001", "2000", "2100", "9999"])
async def test_a_deadline_is_in_a_year_that_people_plan_in(anna, event, year):
    task, wrong = await task_of(anna, event), {"deadline": f"{year}-06-01T12:00:00Z"}

    refused = [
        await anna.http.post(f"/events/{event}/tasks", json=TASK | wrong),
        await change(anna, event, task, **wrong),
    ]

    assert [[(e["field"], e["code"]) for e in each.json()["errors"]] for each in refused] == [
        [("deadline", "date_out_of_range")]
    ] * 2
    assert (await anna.http.get(f"/events/{event}/tasks")).json()["tasks"] == [task]


async def test_an_event_has_a_thousand_tasks_at_most_whoever_adds_them_at_once(anna, event, database_url):
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "insert into event_tasks (event_id, name, phase, workflow_category, deadline) "
            "select %s, 'Task ' || n, 'pre_production', 'operations', now() from generate_series(1, 999) n",
            [event],
        )

    many = await asyncio.gather(*(anna.http.post(f"/events/{event}/tasks", json=TASK) for _ in range(3)))
    [last] = [each.json() for each in many if each.status_code == 201]
    await anna.http.delete(f"/events/{event}/tasks/{last['id']}")
    again = await anna.http.post(f"/events/{event}/tasks", json=TASK)

    refused = [each for each in many if each.status_code != 201]
    assert [(each.status_code, each.json()["code"]) for each in refused] == [(409, "too_many_tasks")] * 2
    assert again.status_code == 201


async def test_who_is_given_a_task_tells_how_far_it_is_and_no_more(anna, person):
    organization = uuid4()
    lead, helper = person(organization=organization), person(organization=organization)
    event = await event_of(lead, team_members=[{"user_id": str(helper.user), "role": "custom"}])
    task = await task_of(lead, event, assignee_id=str(helper.user))
    other = await task_of(lead, event)

    told = await change(helper, event, task, status="in_progress", actual_hours=2.25)
    more = await change(helper, event, task, name="Something else")
    others = await change(helper, event, other, status="done")

    assert (told.status_code, told.json()["task"]["actual_hours"]) == (200, 2.25)
    assert (more.status_code, others.status_code) == (403, 403)


async def test_a_task_is_given_only_to_people_of_the_event(anna, event):
    refused = await anna.http.post(f"/events/{event}/tasks", json=TASK | {"assignee_id": str(uuid4())})

    assert refused.status_code == 422
    assert [(each["field"], each["code"]) for each in refused.json()["errors"]] == [("assignee_id", "unknown_person")]


async def test_strangers_see_no_task_and_change_none(anna, person, event):
    task, stranger = await task_of(anna, event), person()

    answers = [
        await stranger.http.get(f"/events/{event}/tasks"),
        await stranger.http.post(f"/events/{event}/tasks", json=TASK),
        await change(stranger, event, task, name="Mine now"),
        await stranger.http.delete(f"/events/{event}/tasks/{task['id']}"),
        await stranger.http.get(f"/events/{uuid4()}/tasks"),
    ]

    assert {each.status_code for each in answers} == {404}
    assert len({each.content for each in answers}) == 1


async def test_an_event_begins_with_the_tasks_of_its_type_and_their_deadlines_follow_its_date(anna):
    made = await anna.http.post("/events", json=EVENT)
    event, count = made.json()["event_id"], made.json()["tasks_generated"]
    before = {each["id"]: each for each in (await anna.http.get(f"/events/{event}/tasks")).json()["tasks"]}
    own, finished, *_ = before.values()
    await change(anna, event, own, deadline="2030-01-02T12:00:00Z")
    await change(anna, event, finished, status="done")

    moved = await anna.http.patch(f"/events/{event}", json={"start_date": "2031-07-15T19:30:00"})

    assert 80 <= count <= 150 and len(before) == count and moved.status_code == 200
    after = {each["id"]: each for each in (await anna.http.get(f"/events/{event}/tasks")).json()["tasks"]}
    assert after[own["id"]]["deadline"] == "2030-01-02T12:00:00Z"
    assert after[finished["id"]]["deadline"] == finished["deadline"]
    shifted = [each for each in after if after[each]["deadline"] != before[each]["deadline"]]
    assert len(shifted) == count - 1
    assert any(each["dependencies"] and each["status"] == "blocked" for each in after.values())


async def test_the_end_of_the_preparations_is_foretold_and_explained(anna):
    event = await event_of(anna)

    told = (await anna.http.get(f"/events/{event}/forecast")).json()

    assert told["verdict"] == "unknown" and told["finish"] is None and told["explanation"]
    assert told["figures"]["tasks_left"] > 50 and told["figures"]["critical_tasks"]
