"""Edits through the shared state of a client: saved like a form's, judged against the revision they were made from."""

from __future__ import annotations

import pytest
from langchain_core.messages import AIMessage

from agent.graph import build
from agent.nodes import Speaker
from server.agui.runs import RunKeeper
from state.wizard import sessions
from state.wizard.sessions import Source
from tests.agent.conversation import Conversation
from tests.agent.scripted import ScriptedModel
from tests.state.worlds import PUBLIC_URL, STAGES, filled, somebody


@pytest.fixture
async def chat(database, checkpointer):
    model = ScriptedModel(script=lambda messages, offered: AIMessage("seen"))
    conversation = Conversation(RunKeeper(database, build(Speaker(model), checkpointer), PUBLIC_URL, 30), somebody())
    await filled(database, conversation.principal, conversation.thread_id)
    return conversation


def edited(session, stage, **fields):
    data = session["stages"][stage]["data"] | fields
    stages = session["stages"] | {stage: session["stages"][stage] | {"data": data}}
    return {"session": session | {"stages": stages}}


def data(run, stage):
    return run.session["stages"][stage]["data"]


async def test_a_changed_field_is_saved_and_unchanged_ones_are_not_written(chat):
    before = (await chat.run()).session

    run = await chat.run(state=edited(before, "eventSetup", title="Rome Nights"))

    assert data(run, "eventSetup")["title"] == "Rome Nights"
    assert run.session["revision"] == before["revision"] + 1


async def test_sending_the_state_back_unchanged_writes_nothing(chat):
    before = (await chat.run()).session

    run = await chat.run(state={"session": before})

    assert run.session["revision"] == before["revision"]


async def test_a_stale_state_never_overwrites_what_is_newer(chat, database):
    old = (await chat.run()).session
    async with database.transaction(chat.principal) as tx:
        await sessions.save(tx, chat.thread_id, "eventSetup", {"title": "Newest"}, source=Source.form)

    run = await chat.run(state=edited(old, "eventSetup", description="A night in silk"))

    assert data(run, "eventSetup")["title"] == "Newest"
    assert data(run, "eventSetup")["description"] == "A night in silk"
    clash = await chat.run(state=edited(old, "eventSetup", title="Slow"))
    assert data(clash, "eventSetup")["title"] == "Newest"
    errors = clash.events[1]["snapshot"]["errors"]
    assert [(e["stage"], e["field"], e["code"]) for e in errors] == [("eventSetup", "title", "stale_revision")]


async def test_a_bad_value_comes_back_as_an_error_and_the_good_one_is_kept(chat):
    before = (await chat.run()).session

    run = await chat.run(state=edited(before, "eventSetup", date="2020-01-01", title="Rome Nights"))

    assert data(run, "eventSetup")["title"] == "Rome Nights"
    assert data(run, "eventSetup")["date"] == STAGES["eventSetup"]["date"]
    errors = run.events[1]["snapshot"]["errors"]
    assert [(e["stage"], e["field"], e["code"]) for e in errors] == [("eventSetup", "date", "date_past")]


@pytest.mark.parametrize(
    "forge",
    [
        lambda s: {"session": s | {"revision": 999, "stages": {"eventSetup": {"data": {"title": "Forged"}}}}},
        lambda s: {"session": s | {"revision": "1", "stages": {"eventSetup": {"data": {"title": "Forged"}}}}},
        lambda s: {"session": s | {"revision": True, "stages": {"eventSetup": {"data": {"title": "Forged"}}}}},
        lambda s: {
            "session": s | {"current_stage": "reviewPublish", "status": "completed", "completion_percentage": 100}
        },
        lambda s: edited(s, "reviewPublish", confirmed=True, terms_accepted=True),
        lambda s: {"session": s | {"stages": [1, 2]}},
        lambda s: {"session": s | {"stages": {"eventSetup": "x", "nowhere": {"data": {"a": 1}}}}},
        lambda s: {"session": "x"},
        lambda s: "x",
        lambda s: [s],
        lambda s: None,
    ],
)
async def test_whatever_else_stands_in_the_state_is_ignored(chat, forge):
    before = (await chat.run()).session

    run = await chat.run(state=forge(before))

    assert run.error is None
    assert run.session | {"updated_at": 0} == before | {"updated_at": 0}


async def test_an_edit_and_a_message_in_one_run_are_both_taken(chat):
    before = (await chat.run()).session
    said = [{"id": "m1", "role": "user", "content": "changed the title"}]

    run = await chat.run(state=edited(before, "eventSetup", title="Rome Nights"), messages=said)

    assert run.text == "seen" and data(run, "eventSetup")["title"] == "Rome Nights"
