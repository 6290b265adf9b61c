"""Sponsors, designers and budget of an event."""

from __future__ import annotations

from uuid import UUID, uuid4

import psycopg
import pytest


def told(answer) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("code")


def error(answer) -> tuple[int, str, str]:
    first = answer.json()["errors"][0]
    return answer.status_code, first["field"], first["code"]


@pytest.fixture
async def sponsor(lead, event) -> str:
    made = await lead.http.post("/sponsors", json={"company_name": f"Lumen {uuid4()}"})
    return made.json()["id"]


@pytest.fixture
async def designer(lead, event) -> str:
    made = await lead.http.post("/designers", json={"name": f"Giulia {uuid4()}", "brand_name": "Rossi"})
    return made.json()["id"]


async def test_a_sponsor_supports_an_event_with_an_amount_in_major_units(lead, event, sponsor):
    body = {"sponsor_id": sponsor, "tier": "title", "sponsorship_amount": 15000, "currency": "EUR", "status": "signed"}
    made = await lead.http.post(f"{event}/sponsors", json=body)
    path = f"{event}/sponsors/{made.json()['id']}"

    assert made.status_code == 201 and made.headers["etag"] == '"1"'
    shown = {"tier": "title", "sponsorship_amount": "15000.00", "currency": "EUR", "status": "signed", "version": 1}
    assert made.json().items() >= shown.items() and made.json()["company_name"].startswith("Lumen")
    listed = (await lead.http.get(f"{event}/sponsors")).json()["sponsors"]
    assert made.json() in listed and len(listed) == 2
    changed = await lead.http.patch(path, json={"sponsorship_amount": "0.5"}, headers={"If-Match": '"1"'})
    assert changed.json()["sponsorship_amount"] == "0.50" and changed.json()["version"] == 2
    assert told(await lead.http.put(path, json={"tier": "gold"}, headers={"If-Match": "1"})) == (
        409,
        "version_mismatch",
    )
    assert told(await lead.http.post(f"{event}/sponsors", json=body)) == (409, "already_sponsor")
    assert (await lead.http.delete(path)).json() == {"success": True}
    assert (await lead.http.get(path)).status_code == 404 == (await lead.http.delete(path)).status_code


async def test_an_amount_keeps_its_value_when_the_currency_changes_and_fits_it(lead, event, sponsor):
    made = await lead.http.post(
        f"{event}/sponsors", json={"sponsor_id": sponsor, "tier": "gold", "sponsorship_amount": "80.50"}
    )
    path = f"{event}/sponsors/{made.json()['id']}"  # fmt: skip

    assert made.json()["currency"] == "EUR", "the event's own"
    assert error(await lead.http.patch(path, json={"currency": "JPY"})) == (
        422,
        "sponsorship_amount",
        "too_many_decimals",
    )
    kept = await lead.http.patch(path, json={"currency": "KWD"})
    assert (kept.json()["sponsorship_amount"], kept.json()["currency"]) == ("80.500", "KWD")
    yen = await lead.http.patch(path, json={"currency": "JPY", "sponsorship_amount": "80"})
    assert (yen.json()["sponsorship_amount"], yen.json()["currency"]) == ("80", "JPY")
    none = await lead.http.patch(path, json={"sponsorship_amount": None})
    assert (none.json()["sponsorship_amount"], none.json()["currency"]) == (None, None)


async def test_a_sponsor_or_designer_of_another_directory_is_as_unknown_as_one_that_never_was(
    person, lead, event, member
):
    other = uuid4()
    guest = await member("edit", organization=other)
    theirs = (await guest.http.post("/sponsors", json={"company_name": "Elsewhere"})).json()["id"]
    them = (await guest.http.post("/designers", json={"name": "Elsewhere"})).json()["id"]

    for who in (lead, guest):
        for path, field, ids in (
            ("sponsors", "sponsor_id", (theirs, uuid4())),
            ("designers", "designer_id", (them, uuid4())),
        ):
            more = {"tier": "gold"} if path == "sponsors" else {}
            refused = [await who.http.post(f"{event}/{path}", json={field: str(each), **more}) for each in ids]
            assert [error(each)[:2] for each in refused] == [(422, field)] * 2  # fmt: skip
            assert error(refused[0])[2] == error(refused[1])[2]


async def test_a_designer_shows_in_order_and_invitation_and_answer_are_dated(lead, event, designer):
    first = await lead.http.post(f"{event}/designers", json={"designer_id": designer, "number_of_looks": 24})
    path = f"{event}/designers/{first.json()['id']}"

    assert first.json()["invitation_status"] == "no_response" and first.json()["invited_at"] is None
    sent = (await lead.http.patch(path, json={"invitation_status": "sent", "show_order": 2})).json()
    accepted = (await lead.http.patch(path, json={"invitation_status": "accepted"})).json()
    assert sent["invited_at"] and sent["responded_at"] is None
    assert accepted["invited_at"] == sent["invited_at"] and accepted["responded_at"]
    assert accepted.items() >= {"name": first.json()["name"], "brand_name": "Rossi", "show_order": 2}.items()
    assert told(await lead.http.post(f"{event}/designers", json={"designer_id": designer})) == (409, "already_invited")
    assert error(await lead.http.patch(path, json={"show_order": 0}))[:2] == (422, "show_order")
    other = (await lead.http.post("/designers", json={"name": "Ada"})).json()["id"]
    await lead.http.post(f"{event}/designers", json={"designer_id": other, "show_order": 1})
    listed = (await lead.http.get(f"{event}/designers")).json()["designers"]
    assert [each["show_order"] for each in listed] == [1, 2]
    assert (await lead.http.delete(path)).json() == {"success": True}


async def category(lead, event: str, name: str) -> dict:
    budget = (await lead.http.get(f"{event}/budget")).json()["budget"]
    return next(each for each in budget if each["category"] == name)


async def test_a_budget_tells_what_was_planned_and_spent(lead, event, database_url):
    venue = await category(lead, event, "venue")
    path = f"{event}/budget/{venue['id']}"
    assert venue.items() >= {"budgeted_amount": "0.00", "actual_amount": "0.00", "variance_percentage": None}.items()
    with psycopg.connect(database_url) as connection:
        for deleted in (None, "now"):
            connection.execute(
                "insert into expenses (event_id, category, name, amount, currency, deleted_at) "
                "values (%s, 'venue', 'Hall', 106700, 'EUR', %s::timestamptz)",
                [event.removeprefix("/events/"), deleted],
            )

    over = await lead.http.patch(path, json={"budgeted_amount": "1000"}, headers={"If-Match": "1"})

    assert over.json() == venue | {
        "budgeted_amount": "1000.00", "actual_amount": "1067.00", "variance_percentage": 6.7, "version": 2
    }  # fmt: skip
    assert (await lead.http.get(f"{event}/budget")).json()["totals"] == [
        {"currency": "EUR", "total_budgeted": "1000.00", "total_actual": "1067.00", "variance_percentage": 6.7}
    ]
    assert told(await lead.http.delete(path)) == (409, "category_in_use")
    assert told(await lead.http.put(path, json={"budgeted_amount": 1}, headers={"If-Match": "1"})) == (
        409,
        "version_mismatch",
    )
    assert error(await lead.http.patch(path, json={"budgeted_amount": "1.005"})) == (
        422,
        "budgeted_amount",
        "too_many_decimals",
    )
    assert error(await lead.http.patch(path, json={"currency": "USD"}))[:2] == (422, "currency")


async def test_a_category_is_added_when_it_is_not_there(lead, event):
    buffer = await category(lead, event, "buffer")
    body = {"category": "buffer", "budgeted_amount": "8000", "currency": "JPY"}
    assert told(await lead.http.post(f"{event}/budget", json=body)) == (409, "category_exists")

    await lead.http.delete(f"{event}/budget/{buffer['id']}")
    made = await lead.http.post(f"{event}/budget", json=body)

    assert made.status_code == 201 and made.json()["budgeted_amount"] == "8000"
    budget = (await lead.http.get(f"{event}/budget")).json()
    assert [each["category"] for each in budget["budget"]][-1] == "buffer" and len(budget["budget"]) == 8
    assert [each["currency"] for each in budget["totals"]] == ["EUR", "JPY"]


@pytest.mark.parametrize("path", ["team", "sponsors", "designers", "budget", "activity"])
async def test_of_an_event_nobody_knows_nothing_is_listed(lead, event, path):
    assert (await lead.http.get(f"/events/{uuid4()}/{path}")).status_code == 404
    assert (await lead.http.get(f"/events/nonsense/{path}")).status_code == 422


async def test_an_archived_event_is_read_and_not_changed(lead, event, sponsor, database_url):
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "update events set status = 'archived' where id = %s", [UUID(event.removeprefix("/events/"))]
        )

    refused = await lead.http.post(f"{event}/sponsors", json={"sponsor_id": sponsor, "tier": "gold"})

    assert told(refused) == (409, "event_archived")
    assert (await lead.http.get(f"{event}/sponsors")).status_code == 200
