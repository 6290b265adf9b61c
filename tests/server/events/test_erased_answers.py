"""Erasing a person empties the stored answers of others that show him; nobody is given them again."""

from __future__ import annotations

from uuid import uuid4

from server import persons
from tests.server.events.test_replays import post
from tests.server.galleries import gallery
from tests.state.test_outbox import run

TASK = {
    "name": "Sew",
    "phase": "creative_design",
    "workflow_category": "operations",
    "deadline": "2031-05-01T10:00:00Z",
}


async def test_answers_to_others_that_show_him_are_emptied_and_their_keys_stay_used(
    database, database_url, checkpointer, lead, event, person
):
    anna, other = person(organization=lead.organization), uuid4()
    shows = {
        f"{event}/team": {"user_id": str(anna.user), "role": "custom"},
        f"{event}/tasks": TASK | {"assignee_id": str(anna.user)},
    }
    first = {path: await post(lead, path, body) for path, body in shows.items()}
    assert all(answer.status_code == 201 and str(anna.user) in answer.text for answer in first.values())
    kept = await lead.http.post(
        f"{event}/team", headers={"Idempotency-Key": "b-key"}, json={"user_id": str(other), "role": "custom"}
    )

    await persons.erase_in(database, checkpointer, gallery().storage, anna.user)

    for path, body in shows.items():
        again = await post(lead, path, body)
        assert again.status_code == 409 and again.json()["code"] == "answer_erased"
    stored = run(database_url, "select a::text from wizard_actions a where user_id = %s", lead.user)
    assert len(stored) == 3 and not any(str(anna.user) in row for (row,) in stored)
    replayed = await lead.http.post(
        f"{event}/team", headers={"Idempotency-Key": "b-key"}, json={"user_id": str(other), "role": "custom"}
    )
    assert replayed.content == kept.content and replayed.headers["idempotency-replayed"] == "true"
