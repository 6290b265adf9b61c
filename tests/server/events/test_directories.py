"""The organization's directories of sponsors, designers and venues."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest


@dataclass(frozen=True)
class Directory:
    path: str
    name: str
    whole: dict[str, Any]
    change: dict[str, Any]
    wrong: dict[str, Any]

    @property
    def noun(self) -> str:
        return self.path.removeprefix("/")


DIRECTORIES = (
    Directory(
        "/sponsors",
        "company_name",
        {"industry": "Textiles", "logo_url": "https://lumen.example/l.png", "website": "http://lumen.example",
         "tier": "gold", "contact_name": "Ada", "contact_email": "ada@lumen.example", "contact_phone": "+39 02 1",
         "notes": "Since 2020"},
        {"tier": None, "notes": "Asked again"},
        {"tier": "title", "website": "javascript:alert(1)", "contact_email": "ada", "logo_url": "ftp://x.example",
         "budget": 1},
    ),
    Directory(
        "/designers",
        "name",
        {"brand_name": "Rossi", "bio": "Knits.", "style_tags": ["slow"], "location": "Milan",
         "website": "https://rossi.example", "instagram": "@rossi", "portfolio_url": "https://rossi.example/p",
         "profile_image_url": "https://rossi.example/i.png"},
        {"style_tags": [], "bio": None},
        {"bio": "x" * 1001, "portfolio_url": "data:text/html,x", "style_tags": None, "age": 30},
    ),
    Directory(
        "/venues",
        "name",
        {"location": "Milan", "address": "Piazza del Duomo 12", "capacity": 800, "layout_options": ["runway"],
         "amenities": ["backstage"], "pricing_tiers": {"half_day": {"amount": "900.00"}},
         "floor_plan_url": "https://palazzo.example/plan.pdf", "technical_specs": {"power_kw": 40, "ramp": True}},
        {"capacity": None, "technical_specs": {}},
        {"capacity": 0, "floor_plan_url": "palazzo.example", "technical_specs": {"a": "b\0"}, "pricing_tiers": [1]},
    ),
)  # fmt: skip
each = pytest.mark.parametrize("directory", DIRECTORIES, ids=lambda one: one.path)


async def add(person, directory: Directory, name: str = "Lumen", **more: Any) -> dict[str, Any]:
    made = await person.http.post(directory.path, json={directory.name: name, **more})
    assert made.status_code == 201, made.text
    return made.json()


async def names(person, directory: Directory, **query: Any) -> list[str]:
    answer = (await person.http.get(directory.path, params=query)).json()
    return [row[directory.name] for row in answer[directory.noun]]


@each
async def test_what_is_added_is_read_changed_and_removed(anna, directory):
    made = await anna.http.post(directory.path, json={directory.name: " Lumen ", **directory.whole})
    path = f"{directory.path}/{made.json()['id']}"
    changed = await anna.http.patch(path, json=directory.change, headers={"If-Match": made.headers["etag"]})
    stale = await anna.http.put(path, json={directory.name: "Other"}, headers={"If-Match": "1"})

    assert made.status_code == 201 and made.headers["location"] == f"/api/v1{path}"
    assert made.json().items() >= {directory.name: "Lumen", **directory.whole, "version": 1}.items()
    assert "organization_id" not in made.json() and "deleted_at" not in made.json()
    assert changed.json().items() >= {**directory.whole, **directory.change, "version": 2}.items()
    assert (await anna.http.get(path)).json() == changed.json()
    assert stale.status_code == 409 and stale.json()["code"] == "version_mismatch"
    assert (await anna.http.delete(path)).json() == {"success": True}
    assert (await anna.http.get(path)).status_code == (await anna.http.delete(path)).status_code == 404
    assert await names(anna, directory) == []


@each
async def test_what_is_wrong_is_refused_by_field_and_nothing_is_saved(anna, directory):
    row = await add(anna, directory)
    for verb, path in (("POST", directory.path), ("PATCH", f"{directory.path}/{row['id']}")):
        for field, value in directory.wrong.items():
            body = {directory.name: "Else", field: value}
            refused = await anna.http.request(verb, path, json=body)
            assert refused.status_code == 422, (field, refused.text)
            assert refused.json()["errors"][0]["field"].split(".")[0] == field
    assert (await anna.http.post(directory.path, json={})).status_code == 422
    assert (await anna.http.patch(f"{directory.path}/{row['id']}", json={directory.name: None})).status_code == 422
    assert await names(anna, directory) == ["Lumen"]


@each
async def test_a_name_stands_once_in_whatever_case_until_it_is_removed(anna, directory):
    first, other = await add(anna, directory), await add(anna, directory, "Other")

    twice = await anna.http.post(directory.path, json={directory.name: "LUMEN"})
    renamed = await anna.http.patch(f"{directory.path}/{other['id']}", json={directory.name: "lumen"})
    await anna.http.delete(f"{directory.path}/{first['id']}")

    assert twice.status_code == renamed.status_code == 409
    assert twice.json()["code"] == renamed.json()["code"] == "name_taken"
    assert (await add(anna, directory, "lumen"))["id"] != first["id"]


@each
async def test_a_list_comes_by_page_and_by_part_of_a_name_taken_as_it_is(anna, directory):
    for name in ("beta", "Alpha", "100% silk", "10_0"):
        await add(anna, directory, name)

    page = (await anna.http.get(directory.path, params={"limit": 3, "page": 2})).json()

    assert page["total"] == 4 and page["pages"] == 2 and page["page"] == 2
    assert [row[directory.name] for row in page[directory.noun]] == ["beta"]
    assert await names(anna, directory) == ["100% silk", "10_0", "Alpha", "beta"]
    assert await names(anna, directory, q="AL") == ["Alpha"]
    assert await names(anna, directory, q="%") == ["100% silk"] and await names(anna, directory, q="_") == ["10_0"]
    assert (await anna.http.get(directory.path, params={"q": "\0"})).status_code == 422
    assert (await anna.http.get(directory.path, params={"limit": 101})).status_code == 422


@each
async def test_a_directory_is_its_organization_s(person, directory):
    organization = uuid4()
    anna, ben, mallory = person(organization=organization), person(organization=organization), person()
    row = await add(anna, directory)
    path = f"{directory.path}/{row['id']}"

    assert await names(ben, directory) == ["Lumen"] and await names(mallory, directory) == []
    assert (await ben.http.patch(path, json={directory.name: "Lumen"})).json()["version"] == 1
    unknown_path = f"{directory.path}/{uuid4()}"
    for verb, body in (("GET", {}), ("PATCH", {"json": {directory.name: "Mine"}}), ("DELETE", {})):
        foreign = await mallory.http.request(verb, path, **body)
        unknown = await mallory.http.request(verb, unknown_path, **body)
        assert foreign.status_code == unknown.status_code == 404 and foreign.content == unknown.content
    await add(mallory, directory)


async def test_a_sponsor_removed_stays_with_its_event_and_named_again_at_publishing_is_a_new_one(person):
    anna = person()
    event = (await anna.publish(await anna.filled())).json()["event_id"]
    old = (await anna.http.get("/sponsors")).json()["sponsors"][0]
    await anna.http.delete(f"/sponsors/{old['id']}")

    second = (await anna.publish(await anna.filled())).json()["event_id"]

    assert (await anna.http.get(f"/events/{event}/sponsors")).json()["sponsors"][0]["company_name"] == "Prada"
    new = (await anna.http.get(f"/events/{second}/sponsors")).json()["sponsors"][0]
    assert new["company_name"] == "Prada" and new["sponsor_id"] != old["id"]
    assert await names(anna, DIRECTORIES[0]) == ["Prada"]
