"""Changes, undo, transcript and rating over HTTP."""

from __future__ import annotations

from uuid import uuid4

import psycopg


async def started(anna):
    session_id = (await anna.http.post("/wizard/sessions", json={})).json()["session_id"]
    for patch in ({"title": "One"}, {"title": "Two", "type": "panel"}):
        saved = await anna.http.patch(f"/wizard/sessions/{session_id}/stages/event", json=patch)
        assert saved.status_code == 200
    return f"/wizard/sessions/{session_id}"


async def test_changes_tell_what_each_field_was_and_undo_brings_it_back(anna):
    path = await started(anna)

    newest, first = (await anna.http.get(f"{path}/changes")).json()["changes"]
    undone = await anna.http.post(f"{path}/undo", json={})

    assert newest["fields"] == {"title": {"from": "One", "to": "Two"}, "type": {"from": None, "to": "panel"}}
    assert (newest["source"], newest["stage"], newest["undoable"], newest["user_id"]) == (
        "form", "eventSetup", True, str(anna.user),
    )  # fmt: skip
    assert undone.json()["undone"] == [newest["id"]]
    assert undone.json()["session"]["stages"]["eventSetup"]["data"] == {"title": "One"}
    after = (await anna.http.get(f"{path}/changes")).json()["changes"]
    assert [(c["source"], c["undoable"]) for c in after] == [("undo", False), ("form", False), ("form", True)]
    assert (await anna.http.post(f"{path}/undo", json={"to": first["id"]})).status_code == 200
    assert (await anna.http.post(f"{path}/undo")).json()["code"] == "nothing_to_undo"


async def test_undo_refuses_unknown_changes_and_members_by_name(anna):
    path = await started(anna)

    assert (await anna.http.post(f"{path}/undo", json={"to": str(uuid4())})).status_code == 404
    assert (await anna.http.post(f"{path}/undo", json={"to": "x"})).status_code == 422
    assert (await anna.http.post(f"{path}/undo", json={"too": None})).status_code == 422


async def test_starting_over_clears_the_session_and_one_undo_brings_it_back(anna):
    session_id = await anna.filled()
    path = f"/wizard/sessions/{session_id}"
    before = (await anna.http.get(path)).json()

    cleared = await anna.http.post(f"{path}/start-over")
    listed = (await anna.http.get(f"{path}/changes")).json()["changes"]
    undone = await anna.http.post(f"{path}/undo")

    session, changed = cleared.json()["session"], cleared.json()["changes"]
    assert cleared.status_code == 200 and session["completion_percentage"] == 0
    assert all(stage["data"] == {} for stage in session["stages"].values())
    assert [each["id"] for each in listed[: len(changed)]] == changed
    assert len({each["group_id"] for each in listed[: len(changed)]}) == 1 and listed[-1]["group_id"] is None
    assert undone.json()["undone"] == changed
    assert undone.json()["session"]["stages"] == before["stages"]
    assert (await anna.http.post(f"{path}/start-over")).status_code == 200
    await anna.http.delete(path)
    assert (await anna.http.post(f"{path}/start-over")).json()["code"] == "session_abandoned"


async def test_a_rating_is_kept_with_the_conversation(anna, database_url):
    path = await started(anna)

    good = await anna.http.post(f"{path}/feedback", json={"csat": 5, "comment": "Quick and kind."})
    bad = [
        await anna.http.post(f"{path}/feedback", json=body) for body in ({"csat": 0}, {"csat": 6}, {"csat": "5"}, {})
    ]

    assert good.status_code == 204 and {each.status_code for each in bad} == {422}
    listed = (await anna.http.get(f"{path}/interactions")).json()["interactions"]
    assert [(each["role"], each["text"]) for each in listed] == [("system", "Quick and kind.")]
    with psycopg.connect(database_url) as connection:
        assert connection.execute("select csat from wizard_interactions where csat is not null").fetchall() == [(5,)]


async def test_the_conversation_can_be_read_on_from_a_message(anna):
    path = await started(anna)
    body = {
        "threadId": path.rsplit("/", 1)[1],
        "runId": "r",
        "messages": [{"id": "m1", "role": "user", "content": "I am Anna Rossi"}],
    }
    await anna.http.post(anna.address + "/agui", json=body)

    whole = (await anna.http.get(f"{path}/interactions")).json()["interactions"]
    rest = (await anna.http.get(f"{path}/interactions?after={whole[0]['id']}")).json()["interactions"]

    assert [each["role"] for each in whole] == ["user", "assistant", "tool", "assistant"]
    assert whole[0]["message_id"] == "m1" and rest == whole[1:]
    assert whole[1]["tool_calls"][0]["name"] == "save_organizer" and whole[1]["model"] == "guided"
