"""A thread keeps its newest checkpoint and nothing before it, however long it gets; what waits for a person stays."""

from __future__ import annotations

import asyncio

import psycopg
from langchain_core.messages import AIMessage, HumanMessage

from agent.graph import build
from agent.nodes import Speaker
from server import checkpoints
from server.agui.runs import RunKeeper
from state.wizard import sessions
from tests.agent.conversation import Conversation
from tests.agent.scripted import ScriptedModel, call
from tests.state.worlds import PUBLIC_URL, STAGES, filled, somebody

TABLES = ("checkpoints", "checkpoint_blobs", "checkpoint_writes")
YES_PAYLOAD = {"confirmed": True, "terms_accepted": True}


def talking(database, saver, script, principal=None):
    graph = build(Speaker(ScriptedModel(script=script)), saver)
    return Conversation(RunKeeper(database, graph, PUBLIC_URL, 30), principal or somebody())


def saves(messages, _):
    """A fact is saved for each thing the person says."""
    if isinstance(messages[-1], HumanMessage):
        return AIMessage("", tool_calls=[call("save_organizer", name=str(messages[-1].text))])
    return AIMessage("noted")


def asks(messages, _):
    if isinstance(messages[-1], HumanMessage) and "publish" in str(messages[-1].text):
        return AIMessage("", tool_calls=[call("request_publish")])
    return AIMessage("what else?")


async def thread(database, chat):
    async with database.transaction(chat.principal) as tx:
        return str((await sessions.get(tx, chat.thread_id)).id)


def kept(database_url, thread_id):
    """How many rows of each table are this thread's."""
    with psycopg.connect(database_url) as connection:
        counts = [f"(select count(*) from checkpoints.{table} where thread_id = %(t)s)" for table in TABLES]
        row = connection.execute("select " + ", ".join(counts), {"t": thread_id}).fetchone()  # pyright: ignore[reportArgumentType]
    assert row
    return dict(zip(TABLES, row, strict=True))


async def ready_to_publish(database, chat):
    row = await filled(database, chat.principal, chat.thread_id)
    for stage in STAGES:
        async with database.transaction(chat.principal) as tx:
            await sessions.complete(tx, row, stage)


async def test_thirty_turns_leave_one_checkpoint_and_no_more_blobs_than_one(database, database_url, checkpointer):
    chat = talking(database, checkpointer, saves)
    await chat.say("turn 0")
    after_one = kept(database_url, await thread(database, chat))

    for turn in range(1, 30):
        assert (await chat.say(f"turn {turn}")).error is None

    after_thirty = kept(database_url, await thread(database, chat))
    assert after_thirty["checkpoints"] == 1
    assert after_thirty == after_one


async def test_a_thread_is_not_pruned_for_another(database, database_url, checkpointer):
    quiet, busy = talking(database, checkpointer, saves), talking(database, checkpointer, saves)
    await quiet.say("I am Anna")
    before = kept(database_url, await thread(database, quiet))

    for turn in range(3):
        await busy.say(f"turn {turn}")

    assert kept(database_url, await thread(database, quiet)) == before


async def test_an_open_approval_survives_pruning_and_is_answered_at_another_process(
    database, database_url, checkpointer
):
    chat = talking(database, checkpointer, asks)
    await ready_to_publish(database, chat)
    for turn in range(5):
        await chat.say(f"turn {turn}")
    asked = await chat.say("publish it")
    waiting = kept(database_url, await thread(database, chat))

    async with checkpoints.opened(database_url, 2) as second:
        elsewhere = talking(database, second, asks, chat.principal)
        elsewhere.thread_id = chat.thread_id
        done = await elsewhere.answer(asked.interrupts[0]["id"], YES_PAYLOAD)

    assert waiting["checkpoints"] == 1 and waiting["checkpoint_writes"] > 0
    assert done.error is None and done.session["status"] == "completed"
    answered = kept(database_url, await thread(database, chat))
    assert (answered["checkpoints"], answered["checkpoint_writes"]) == (1, 0)


class Late(checkpoints.Saver):
    """Its checkpoints are written after their pending writes: LangGraph sends both at once at the end of a run."""

    async def aput(self, *arguments):
        await asyncio.sleep(0.1)
        return await super().aput(*arguments)


async def test_pending_writes_that_come_before_their_checkpoint_are_not_pruned_by_it(database, checkpointer):
    chat = talking(database, Late(checkpointer.pool), asks)
    await ready_to_publish(database, chat)
    await chat.say("hello")
    asked = await chat.say("publish it")

    done = await chat.answer(asked.interrupts[0]["id"], YES_PAYLOAD)

    assert done.error is None and done.session["status"] == "completed"


async def test_what_older_versions_left_behind_goes_with_the_next_turn(database, database_url, checkpointer):
    chat = talking(database, checkpointer, saves)
    await chat.say("I am Anna")
    thread_id = await thread(database, chat)
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "insert into checkpoints.checkpoints (thread_id, checkpoint_id, checkpoint) values (%s, '1', '{}')",
            [thread_id],
        )
        connection.execute(
            "insert into checkpoints.checkpoint_blobs (thread_id, channel, version, type)"
            " values (%s, 'messages', '1', 'null')",
            [thread_id],
        )

    await chat.say("I am Bruno")

    assert kept(database_url, thread_id)["checkpoints"] == 1
    with psycopg.connect(database_url) as connection:
        left = connection.execute(
            "select 1 from checkpoints.checkpoint_blobs where thread_id = %s and version = '1'", [thread_id]
        )
        assert left.fetchone() is None
