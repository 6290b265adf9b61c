"""Every route of an event and every person, judged by the oracle that knows the contract alone."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.access import PERSONS, Answer, may, may_in_directory
from tests.server.running import Person

_RIGHTS = {"admin": "admin", "edit": "edit", "guest": "edit"}
# So that whoever may do it is told of the version instead, and the row is there for the next one.
STALE = {"If-Match": "999"}
_TASK = {"name": "Task", "phase": "post_event", "workflow_category": "media", "deadline": "2031-06-01T10:00:00Z"}

# Method, path below /events/{event}, body, what the contract asks for.
ROUTES: list[tuple[str, str, Any, str]] = [
    ("GET", "", None, "read"),
    ("PATCH", "", {}, "event"),
    ("PUT", "", {}, "event"),
    ("POST", "/restore", None, "event"),
    ("POST", "/publish", None, "event"),
    ("POST", "/unpublish", None, "event"),
    ("DELETE", "/cover", None, "event"),
    ("GET", "/cover", None, "read"),
    ("GET", "/activity", None, "read"),
    ("GET", "/forecast", None, "read"),
    *(("GET", f"/{noun}", None, "read") for noun in ("team", "sponsors", "designers", "budget", "tasks")),
    ("GET", "/team/{member}", None, "read"),
    ("POST", "/team", {"user_id": "{known}", "role": "custom"}, "team"),
    ("POST", "/team", {"user_id": "{known}", "role": "event_lead"}, "leads"),
    ("PATCH", "/team/{member}", {}, "team"),
    ("PUT", "/team/{member}", {}, "team"),
    ("PATCH", "/team/{member}", {"role": "event_lead"}, "leads"),
    ("PATCH", "/team/{second_lead}", {}, "leads"),
    ("DELETE", "/team/{member}", None, "team"),
    ("DELETE", "/team/{second_lead}", None, "leads"),
    *((method, f"/{noun}/{{{noun}}}", {} if method in {"PATCH", "PUT"} else None, "read" if method == "GET" else "work")
      for noun in ("sponsors", "designers", "budget", "tasks") for method in ("GET", "PATCH", "PUT", "DELETE")),
    ("POST", "/sponsors", {"sponsor_id": "{sponsor}", "tier": "gold"}, "work"),
    ("POST", "/designers", {"designer_id": "{designer}"}, "work"),
    ("POST", "/budget", {"category": "venue"}, "work"),
    ("POST", "/tasks", _TASK, "work"),
    ("PATCH", "/tasks/{own_task}", {"status": "done"}, "own_task"),
    ("PATCH", "/tasks/{own_task}", {"name": "Mine"}, "work"),
]  # fmt: skip
DIRECTORIES = [
    (method, f"/{noun}s/{{{noun}}}", body, need)
    for noun in ("sponsor", "designer")
    for method, body, need in (
        ("GET", None, "read"), ("PATCH", {}, "write"), ("PUT", {}, "write"), ("DELETE", None, "write"),
    )
]  # fmt: skip


@dataclass
class World:
    """An event with a row of each kind, and everybody around it."""

    event: str
    people: dict[str, Person]
    ids: dict[str, str]
    own_tasks: dict[str, str] = field(default_factory=dict)

    async def ask(self, name: str, method: str, path: str, body: Any) -> httpx.Response:
        known = self.ids | {"own_task": self.own_tasks.get(name, "")}
        sent = {key: value.format(**known) if isinstance(value, str) else value for key, value in (body or {}).items()}
        headers = dict(STALE) if "{own_task}" not in path and method != "POST" else {}
        headers |= {} if body != {} else {"If-Match": "*"}
        headers |= {"Authorization": ""} if not PERSONS[name].signed_in else {}
        options = {} if body is None else {"json": sent}
        return await self.people[name].http.request(method, path.format(**known), headers=headers, **options)


@pytest.fixture(scope="module")
async def world(server) -> AsyncIterator[World]:
    organization = uuid4()
    people = {
        name: Person(server, uuid4(), organization if person.of_organization else uuid4())
        for name, person in PERSONS.items()
    }
    lead = people["lead"]

    async def add(path: str, **body: Any) -> str:
        made = await lead.http.post(path, json=body)
        assert made.status_code == 201, made.text
        return made.json()["id"]

    event = f"/events/{(await lead.publish(await lead.filled())).json()['event_id']}"
    entries = {
        name: await add(f"{event}/team", user_id=str(people[name].user), role="custom",
                        permissions=_RIGHTS.get(name, "view_only"))
        for name in PERSONS if name not in {"lead", "colleague", "stranger", "nobody"}
    }  # fmt: skip
    own = {
        name: await add(f"{event}/tasks", assignee_id=str(people[name].user) if person.has_a_task else None, **_TASK)
        for name, person in PERSONS.items()
    }
    for name in ("removed", "removed_colleague"):
        assert (await lead.http.delete(f"{event}/team/{entries[name]}")).status_code == 200
    known, sponsor = str(uuid4()), await add("/sponsors", company_name="Lumen")
    designer = await add("/designers", name="Giulia")
    ids = {
        "known": known,
        "member": await add(f"{event}/team", user_id=known, role="custom"),
        "second_lead": await add(f"{event}/team", user_id=str(uuid4()), role="event_lead"),
        "sponsor": sponsor,
        "designer": designer,
        "sponsors": await add(f"{event}/sponsors", sponsor_id=sponsor, tier="gold"),
        "designers": await add(f"{event}/designers", designer_id=designer),
        "budget": (await lead.http.get(f"{event}/budget")).json()["budget"][0]["id"],
        "tasks": await add(f"{event}/tasks", **_TASK),
    }
    yield World(event, people, ids, own)
    for person in people.values():
        await person.http.aclose()


def judged(answer: httpx.Response) -> Answer | str:
    """A conflict over a version or a name is for who may; anything unforeseen is itself."""
    told = answer.headers.get("content-type", "").endswith("json")
    code = answer.json().get("code", "") if told else ""
    conflict = re.fullmatch("version_mismatch|already_.*|category_exists|not_archived|last_lead", code)
    if answer.is_success or (answer.status_code == 409 and conflict):
        return Answer.yes
    meant = {401: Answer.who, 403: Answer.forbidden, 404: Answer.unseen}
    return meant.get(answer.status_code, f"{answer.status_code} {answer.text}")


async def disagreements(world: World, routes: list[tuple[str, str, Any, str]], oracle: Any) -> list[str]:
    async def ask(name: str, method: str, path: str, body: Any, need: str) -> str | None:
        expected, found = oracle(PERSONS[name], need), judged(await world.ask(name, method, path, body))
        return None if found is expected else f"{name} {method} {path} {body}: {found}, by the contract {expected}"

    said: list[str | None] = []
    for method, path, body, need in routes:
        said += await asyncio.gather(*(ask(name, method, path, body, need) for name in PERSONS))
    return [each for each in said if each]


async def test_each_may_what_the_contract_says_and_no_more(world):
    routes = [(method, world.event + path, body, need) for method, path, body, need in ROUTES]

    assert await disagreements(world, routes, may) == []


async def test_a_directory_is_changed_by_its_organization_and_read_by_who_works_with_it(world):
    assert await disagreements(world, DIRECTORIES, may_in_directory) == []


async def test_every_route_of_an_event_is_among_those_tried(world):
    document = (await world.people["lead"].http.get(f"{world.people['lead'].address}/openapi.json")).json()
    named = {
        (method.upper(), re.sub(r"\{\w+\}", "{}", path.removeprefix("/api/v1/events/{event_id}")))
        for path, methods in document["paths"].items()
        if "{event_id}" in path
        for method in methods
    }
    tried = {(method, re.sub(r"\{\w+\}", "{}", path)) for method, path, *_ in ROUTES}

    elsewhere = {("DELETE", ""), ("GET", "/stream"), ("POST", "/cover"), ("POST", "/sales")}
    assert named - tried == elsewhere, "these have tests of their own"


async def test_lists_hold_what_each_may_see(world):
    async def lists(name: str) -> bool:
        listed = await world.people[name].http.get("/events")
        return world.event.removeprefix("/events/") in {event["id"] for event in listed.json()["events"]}

    for name, person in PERSONS.items():
        assert not person.signed_in or await lists(name) is (may(person, "read") is Answer.yes), name


async def test_archiving_is_for_who_may_change_the_event(world):
    """Last: from then on nothing below it is changed by anybody."""
    for name in sorted(PERSONS, key=lambda name: "event" in PERSONS[name].rights):
        answer = await world.ask(name, "DELETE", world.event, None)
        assert judged(answer) is may(PERSONS[name], "event"), (name, answer.text)
    refused = await world.ask("lead", "POST", f"{world.event}/budget", {"category": "venue"})
    assert refused.status_code == 409 and refused.json()["code"] == "event_archived"
