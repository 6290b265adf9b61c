"""Publishing in the chat: its steps in the shared state, the switch, and an edit that comes between yes and lock."""

from __future__ import annotations

import json

import jsonpatch
import psycopg
import pytest
from sqlalchemy import event

from agent.graph import build
from agent.nodes import Speaker
from server.agui.runs import RunKeeper
from state import rollout
from state.wizard.publish_steps import STEPS
from tests.agent.conversation import Conversation
from tests.agent.scripted import ScriptedModel
from tests.agent.test_graph import YES_PAYLOAD, asks, complete_all, stored
from tests.state.worlds import PUBLIC_URL, somebody


@pytest.fixture
def chat(database, checkpointer):
    keeper = RunKeeper(database, build(Speaker(ScriptedModel(script=asks)), checkpointer), PUBLIC_URL, 30)
    return Conversation(keeper, somebody())


def states(run) -> list[dict]:
    """The shared state after each of its events."""
    found = []
    for each in run.events:
        if each["type"] == "STATE_SNAPSHOT":
            found.append(each["snapshot"])
        elif each["type"] == "STATE_DELTA":
            found.append(jsonpatch.apply_patch(found[-1], each["delta"]))
    return found


async def test_each_step_is_told_in_the_shared_state_beside_the_session(database, chat):
    await complete_all(database, chat)
    asked = await chat.say("publish it")

    done = await chat.answer(asked.interrupts[0]["id"], YES_PAYLOAD)

    seen = states(done)
    told = [state["publishing"]["steps"] for state in seen if "publishing" in state]
    assert [step["id"] for step in told[0]] == [step.id for step in STEPS]
    assert [step["status"] for step in told[0]] == ["running", *["waiting"] * (len(STEPS) - 1)]
    assert all(step["status"] == "done" and step["title"] for step in told[-1])
    assert "publishing" not in seen[0] and "publishing" not in seen[0]["session"]
    assert seen[-1]["session"] == json.loads((await stored(database, chat)).model_dump_json())


async def test_where_publishing_is_off_the_person_is_told_and_not_asked(database, chat):
    await complete_all(database, chat)
    async with database.service() as tx:
        await rollout.switch(tx, chat.principal.organization_id, False)

    run = await chat.say("publish it")

    assert run.interrupts == [] and "publishing_off" in run.results[0]
    assert "Publishing is not switched on for your organization yet" in run.results[0]


async def test_an_edit_between_the_yes_and_the_lock_is_shown_and_asked_about_again(database, database_url, chat):
    await complete_all(database, chat)
    asked = await chat.say("publish it")
    edits = []

    def edit(_, __, statement, *___) -> None:
        # The run is held, and then the session locked: this is the moment between.
        if "FOR SHARE" in statement and not edits:
            edits.append(statement)
            with psycopg.connect(database_url) as connection:
                connection.execute(
                    "update wizard_sessions set revision = revision + 1, event_data = event_data || %s "
                    "where session_id = %s",
                    ['{"title": "Rome Nights"}', chat.thread_id],
                )

    event.listen(database.engine.sync_engine, "before_cursor_execute", edit)
    try:
        again = await chat.answer(asked.interrupts[0]["id"], YES_PAYLOAD)
    finally:
        event.remove(database.engine.sync_engine, "before_cursor_execute", edit)

    assert edits and (await stored(database, chat)).event_id is None
    assert again.interrupts[0]["metadata"]["dry_run"]["would_create"]["event"]["name"] == "Rome Nights"
    await chat.answer(again.interrupts[0]["id"], YES_PAYLOAD)
    assert (await stored(database, chat)).event_id
