"""Moments in which a run's life once went wrong: joined, stopped or shut down just then, and what models may stream."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGenerationChunk

from agent.faults import Kind, ModelFault
from agent.graph import build
from agent.nodes import Speaker
from server.agui import connect, event_log
from server.agui.connect import follow, join
from server.agui.runs import RunKeeper
from server.live import ALL, Listener
from state import run_events, runs
from state.database import Database
from state.errors import Conflict, Unavailable
from state.run_events import NEWS, Batch
from state.wizard import interactions, sessions
from tests.agent.conversation import Conversation, frames, legal_join
from tests.agent.scripted import ScriptedModel, call
from tests.agent.test_page_tools import HIGHLIGHT, result
from tests.state.worlds import PUBLIC_URL, STAGES, filled, somebody


class Gate:
    """Holds a model back until it is opened; open to begin with."""

    def __init__(self) -> None:
        self._open = asyncio.Event()
        self._open.set()

    async def pause(self) -> None:
        await self._open.wait()

    def close(self) -> None:
        self._open.clear()

    def open(self) -> None:
        self._open.set()


@pytest.fixture
def gate():
    return Gate()


@pytest.fixture
def talk(database, checkpointer, gate):
    def start(script: Any, model: Any = None, lease: float = 30) -> Conversation:
        speaker = Speaker(model or ScriptedModel(script=script, pause=gate.pause))
        return Conversation(RunKeeper(database, build(speaker, checkpointer), PUBLIC_URL, lease), somebody())

    return start


def hello(*_: Any) -> AIMessage:
    return AIMessage("hi there")


def publisher(messages: Any, offered: Any) -> AIMessage:
    asks = "request_publish" in offered and isinstance(messages[-1], HumanMessage)
    return AIMessage("Shall I?", tool_calls=[call("request_publish")]) if asks else AIMessage("well done")


class Streaming(ScriptedModel):
    """Streams exactly these pieces, once for each model call."""

    pieces: Any = None

    async def _astream(self, messages: Any, stop: Any = None, run_manager: Any = None, **kwargs: Any) -> Any:
        async for piece in self.pieces():
            yield ChatGenerationChunk(message=piece)


async def begun(chat: Conversation, words: str = "hello") -> asyncio.Task[Any]:
    """A run that is on."""
    task = asyncio.create_task(chat.say(words))
    while not chat.keeper.driven:
        await asyncio.sleep(0.005)
    return task


async def told(chat: Conversation, joined: Any) -> list[dict[str, Any]]:
    listener = Listener("postgresql://nowhere", (NEWS,))
    stream = follow(chat.keeper, listener, chat.principal, joined, "mine")
    return legal_join(frames(b"".join([part async for part in stream])))


async def row_of(database: Database, chat: Conversation) -> UUID:
    async with database.transaction(chat.principal) as tx:
        return (await sessions.get(tx, chat.thread_id)).id


async def ready(database: Database, chat: Conversation) -> None:
    row = await filled(database, chat.principal, chat.thread_id)
    for stage in list(STAGES)[:5]:
        async with database.transaction(chat.principal) as tx:
            await sessions.complete(tx, row, stage)


async def joined_as_it_ends(database: Database, chat: Conversation, gate: Gate, task: Any, monkeypatch: Any) -> Any:
    """Join so that the run ends between two of the joining's own reads."""
    real = runs.is_alive

    async def late(tx: Any, run: UUID) -> bool:
        gate.open()
        await task
        return await real(tx, run)

    monkeypatch.setattr(runs, "is_alive", late)
    joined = await join(database, chat.principal, chat.thread_id)
    monkeypatch.setattr(runs, "is_alive", real)
    return joined


async def test_who_joins_while_a_run_ends_sees_it_end_well(talk, database, gate, monkeypatch):
    chat = talk(hello)
    gate.close()
    task = await begun(chat)
    async with chat.keeper.opened():
        joined = await joined_as_it_ends(database, chat, gate, task, monkeypatch)
        events = await told(chat, joined)

    assert events[-1]["type"] == "RUN_FINISHED"
    assert "".join(e.get("delta", "") for e in events if e["type"] == "TEXT_MESSAGE_CONTENT").strip() == "hi there"


async def test_an_approval_that_opens_while_somebody_joins_reaches_him(talk, database, gate, monkeypatch):
    chat = talk(publisher)
    await ready(database, chat)
    gate.close()
    task = await begun(chat, "publish")
    async with chat.keeper.opened():
        joined = await joined_as_it_ends(database, chat, gate, task, monkeypatch)
        events = await told(chat, joined)

    assert events[-1]["outcome"]["interrupts"] == task.result().interrupts != []


async def test_who_joins_sees_no_words_of_a_run_he_does_not_follow(talk, database, gate, monkeypatch):
    chat = talk(hello)
    await chat.say("one")
    real = interactions.newest

    async def late(*arguments: Any) -> Any:
        monkeypatch.setattr(interactions, "newest", real)
        gate.close()
        late.task = await begun(chat, "two")
        return await real(*arguments)

    monkeypatch.setattr(interactions, "newest", late)
    joined = await join(database, chat.principal, chat.thread_id)
    gate.open()
    await late.task

    assert not joined.is_live and [str(m.text).strip() for m in joined.messages] == ["one", "hi there"]


async def test_what_a_run_has_said_already_reaches_who_joins_once(talk, database, gate):
    """Its first reply is in the transcript, its second under way: only the words before the run are a snapshot's."""

    def script(messages: Any, _: Any) -> AIMessage:
        if isinstance(messages[-1], HumanMessage):
            return AIMessage("let me see", tool_calls=[call("save_organizer", name="Anna Rossi")])
        gate.close()
        return AIMessage("done")

    held = asyncio.Event()

    async def pause() -> None:
        if len(held_calls) == 1:
            held.set()
            await go_on.wait()
        held_calls.append(1)

    held_calls: list[int] = []
    go_on = asyncio.Event()
    chat = talk(None, ScriptedModel(script=script, pause=pause))
    task = await begun(chat)
    await held.wait()

    joined = await join(database, chat.principal, chat.thread_id)
    reading = asyncio.create_task(told(chat, joined))
    go_on.set()
    events, run = await reading, await task

    ids = [message["id"] for message in events[1]["messages"]]
    streamed = [e["messageId"] for e in events if e["type"] in ("TEXT_MESSAGE_START", "TOOL_CALL_RESULT")]
    assert len([*ids, *streamed]) == len({*ids, *streamed}) and [m["role"] for m in events[1]["messages"]] == ["user"]
    assert streamed == [e["messageId"] for e in run.events if e["type"] in ("TEXT_MESSAGE_START", "TOOL_CALL_RESULT")]


async def test_a_result_of_the_page_reaches_who_joins_once(talk, database, gate):
    def script(messages: Any, _: Any) -> AIMessage:
        shows = isinstance(messages[-1], HumanMessage)
        return AIMessage("", tool_calls=[call("highlight_field", field="t")]) if shows else AIMessage("done")

    chat = talk(script)
    run = await chat.say("show", tools=[HIGHLIGHT])
    made = next(e["toolCallId"] for e in run.events if e["type"] == "TOOL_CALL_START")
    gate.close()
    task = asyncio.create_task(chat.run(messages=[result(made)], tools=[HIGHLIGHT]))
    while not chat.keeper.driven:
        await asyncio.sleep(0.005)

    joined = await join(database, chat.principal, chat.thread_id)
    reading = asyncio.create_task(told(chat, joined))
    await asyncio.sleep(0.02)
    gate.open()
    events, again = await reading, await task

    answers = [m["toolCallId"] for m in events[1]["messages"] if m["role"] == "tool"]
    answers += [e["toolCallId"] for e in events if e["type"] == "TOOL_CALL_RESULT"]
    assert answers == [made] and again.results == [], "who sent it does not get it back"


async def test_who_joins_while_an_approval_is_acted_on_is_not_told_it_was_cut_off(talk, database, gate):
    chat = talk(publisher)
    await ready(database, chat)
    asked = (await chat.say("publish")).interrupts[0]
    gate.close()
    payload = {"confirmed": True, "terms_accepted": True}
    task = asyncio.create_task(chat.answer(asked["id"], payload))
    while not chat.keeper.driven:
        await asyncio.sleep(0.005)

    joined = await join(database, chat.principal, chat.thread_id)
    reading = asyncio.create_task(told(chat, joined))
    await asyncio.sleep(0.02)
    gate.open()
    events, _ = await reading, await task

    answers = [m for m in events[1]["messages"] if m["role"] == "tool"]
    answers += [e for e in events if e["type"] == "TOOL_CALL_RESULT"]
    assert len(answers) == 1 and "event_id" in answers[0]["content"]


async def test_an_approval_that_comes_up_while_its_run_is_stopped_is_not_offered(talk, database, checkpointer):
    chat = talk(publisher)
    await ready(database, chat)
    writing, go_on = asyncio.Event(), asyncio.Event()
    real = type(checkpointer).aput

    async def slow(*arguments: Any) -> Any:
        writing.set()
        await go_on.wait()
        return await real(*arguments)

    type(checkpointer).aput = slow
    try:
        task = await begun(chat, "publish")
        await writing.wait()
        stopping = asyncio.create_task(chat.keeper.stop(chat.principal, await row_of(database, chat)))
        await asyncio.sleep(0.05)
        go_on.set()
        assert await stopping
        run = await task
    finally:
        type(checkpointer).aput = real

    assert run.error is None and run.interrupts == [] and (await chat.say("hello")).error is None


def refused_then_broken(messages: Any, _: Any) -> Any:
    wrong = isinstance(messages[-1], HumanMessage)
    return AIMessage("", tool_calls=[call("save_organizer", email="nonsense")]) if wrong else ModelFault(Kind.cut_off)


def saved_then_broken(messages: Any, _: Any) -> Any:
    right = isinstance(messages[-1], HumanMessage)
    return AIMessage("", tool_calls=[call("save_organizer", name="Anna Rossi")]) if right else ModelFault(Kind.cut_off)


@pytest.mark.parametrize(("script", "is_done"), [(refused_then_broken, False), (saved_then_broken, True)])
async def test_done_and_saved_is_said_of_what_is_and_to_who_joins_later_too(talk, database, script, is_done):
    chat = talk(script)

    run = await chat.say("this is what I tell you")
    later = await told(chat, await join(database, chat.principal, chat.thread_id))

    for words in (run.error["message"], later[-1]["message"]):
        assert ("done and saved" in words) is is_done and ("again" in words) is not is_done


async def test_an_end_that_cannot_be_recorded_does_not_ask_to_repeat_what_is_done(talk, monkeypatch):
    async def away(*_: Any) -> bool:
        raise Unavailable

    def script(messages: Any, _: Any) -> AIMessage:
        tells = isinstance(messages[-1], HumanMessage)
        return AIMessage("", tool_calls=[call("save_organizer", name="Anna Rossi")]) if tells else AIMessage("saved")

    monkeypatch.setattr(runs, "end", away)
    run = await talk(script).say("I am Anna Rossi")

    assert "done and saved" in run.error["message"]


async def test_a_number_beyond_all_bounds_neither_breaks_the_thread_nor_who_joins_it(talk, database):
    huge = '{"name": "Anna Rossi", "phone": 1000000000000000000000000000000}'
    replies: list[int] = []

    async def pieces() -> Any:
        replies.append(1)
        message_id = str(uuid4())
        if len(replies) == 1:
            made = tool_call_chunk(name="save_organizer", args=huge, id=f"call_{uuid4().hex}", index=0)
            yield AIMessageChunk("", id=message_id, tool_call_chunks=[made])
        else:
            yield AIMessageChunk("noted", id=message_id)
        yield AIMessageChunk("", id=message_id, chunk_position="last")

    chat = talk(None, Streaming(script=hello, pieces=pieces))

    run, again = await chat.say("I am Anna Rossi"), await chat.say("and then?")
    events = await told(chat, await join(database, chat.principal, chat.thread_id))

    assert run.error is None and again.error is None and events[-1]["type"] == "RUN_FINISHED"


@pytest.mark.parametrize("parts", [("One ", "tw\x00o ", "three"), ("One ", "two \ud83d", "\ude00 three")], ids=ascii)
async def test_text_that_no_store_takes_is_streamed_and_stopped_without_harm(talk, database, parts):
    go_on = asyncio.Event()

    async def pieces() -> Any:
        message_id = str(uuid4())
        for part in parts:
            yield AIMessageChunk(part, id=message_id)
        await go_on.wait()
        yield AIMessageChunk("", id=message_id, chunk_position="last")

    chat = talk(None, Streaming(script=hello, pieces=pieces))
    task = await begun(chat)
    await asyncio.sleep(0.1)
    assert await chat.keeper.stop(chat.principal, await row_of(database, chat))
    stopped = await task
    go_on.set()
    whole = await chat.say("again")

    assert stopped.error is None and stopped.text.startswith("One") and stopped.text.endswith("three")
    assert whole.error is None and whole.text.endswith("three")


async def test_stopping_a_run_whose_process_is_gone_frees_the_thread(talk, database, gate):
    """A run in the ledger that nobody drives."""
    chat = talk(hello)
    await chat.say("one")
    session = await row_of(database, chat)
    async with database.transaction(chat.principal) as tx:
        row = await sessions.get(tx, session)
        await runs.start(tx, row, "lost", chat.keeper.leases.lease, None)

    assert await chat.keeper.stop(chat.principal, session)
    assert (await chat.say("two")).error is None


async def test_the_end_of_a_run_is_logged_even_if_the_server_is_told_to_end(talk, database, gate, monkeypatch):
    """Postgres is some milliseconds away, so that the writer is cancelled in mid-statement."""
    real = database.service

    @asynccontextmanager
    async def far() -> Any:
        await asyncio.sleep(0.02)
        async with real() as tx:
            yield tx

    monkeypatch.setattr(database, "service", far)
    chat = talk(hello)
    gate.close()
    async with chat.keeper.opened():
        task = await begun(chat)
        run = next(iter(chat.keeper.driven))
        await asyncio.sleep(0.3)
        asyncio.get_running_loop().call_later(0.1, gate.open)
    await task

    async with database.transaction(chat.principal) as tx:
        stored = await run_events.after(tx, run, 0)
    numbers = [number for batch in stored for number in range(batch.first, batch.last + 1)]
    assert numbers == list(range(len(numbers))) and stored[-1].ends


async def test_what_the_log_had_to_drop_stays_to_be_seen_as_a_gap(database, monkeypatch):
    monkeypatch.setattr(event_log, "_MOST_BYTES", 100)
    away = asyncio.Event()

    class Away:
        @asynccontextmanager
        async def service(self) -> Any:
            await away.wait()
            raise Unavailable
            yield

    log = event_log.EventLog(Away())  # pyright: ignore[reportArgumentType]
    run, sink = uuid4(), None
    sink = log.sink(run)
    sink(0, [b"a" * 10], False)
    writing = asyncio.create_task(log._write())
    await asyncio.sleep(0.01)
    sink(1, [b"b" * 95], False)
    sink(2, [b"c" * 10], True)
    away.set()
    assert await writing is False

    waiting = log._waiting[run]
    assert [(batch.first, batch.last) for batch in waiting] == [(2, 2)] and connect._has_gap(waiting, 0)


async def test_a_batch_that_comes_again_with_more_replaces_what_stands(talk, database):
    chat = talk(hello)
    await chat.say("one")
    async with database.transaction(chat.principal) as tx:
        row = await sessions.get(tx, chat.thread_id)
        last = await runs.newest(tx, row.id)
    for batch in (Batch(last.id, 0, 1, False, "a\n\nb\n\n"), Batch(last.id, 0, 2, True, "a\n\nb\n\nc\n\n")):
        async with database.service() as tx:
            await run_events.append(tx, [batch])

    async with database.transaction(chat.principal) as tx:
        stored = await run_events.after(tx, last.id, 2)
    assert [batch.last for batch in stored] == [2] and connect._from(stored, 2) == b"c\n\n"


async def test_a_follower_waits_for_the_end_that_is_still_to_be_written(talk, database, gate):
    chat = talk(hello)
    gate.close()
    task = await begun(chat)
    run = next(iter(chat.keeper.driven))
    listener = Listener("postgresql://nowhere", (NEWS,))
    heard: list[bytes] = []

    async def read() -> None:
        async for part in connect._elsewhere(chat.keeper, listener, chat.principal, run):
            heard.append(part)

    reading = asyncio.create_task(read())
    await asyncio.sleep(0.05)
    gate.open()
    await task
    for _ in range(5):
        listener._tell(NEWS, ALL)
        await asyncio.sleep(0.05)
    assert not reading.done()
    await chat.keeper.log.close()
    listener._tell(NEWS, ALL)
    await asyncio.wait_for(reading, 5)

    events = frames(b"".join(heard))
    assert "".join(e.get("delta", "") for e in events if e["type"] == "TEXT_MESSAGE_CONTENT") == "hi there "
    assert events[-1]["type"] == "RUN_FINISHED"


async def test_one_call_that_waits_does_not_hold_up_the_leases_of_others(talk, database, gate):
    one, two = talk(hello), talk(hello)
    two.keeper = one.keeper
    gate.close()
    tasks = [await begun(one), await begun(two)]
    while len(one.keeper.driven) < 2:
        await asyncio.sleep(0.005)
    blocked = next(run for run, driven in one.keeper.driven.items() if driven.principal == one.principal)

    async with database.transaction(one.principal) as tx:
        await runs.hold(tx, blocked)
        await asyncio.wait_for(one.keeper.leases.renew(and_sweep=True), 3)
    gate.open()

    assert [run.error for run in await asyncio.gather(*tasks)] == [None, None]


async def test_a_beat_hears_of_a_stop_that_no_notification_told(talk, database, gate):
    chat = talk(hello)
    gate.close()
    task = await begun(chat)
    async with database.transaction(chat.principal) as tx:
        assert await runs.ask_to_stop(tx, (await sessions.get(tx, chat.thread_id)).id)

    await chat.keeper.leases.renew()
    run = await asyncio.wait_for(task, 5)

    assert run.error is None and run.text == ""


async def test_a_sweep_ends_what_nobody_holds_and_drops_the_log_of_what_ended_long_ago(talk, database, database_url):
    import psycopg

    chat = talk(hello)
    await chat.say("one")
    await chat.keeper.log.close()
    async with database.transaction(chat.principal) as tx:
        row = await sessions.get(tx, chat.thread_id)
        old = await runs.newest(tx, row.id)
        lost = await runs.start(tx, row, "lost", chat.keeper.leases.lease, None)
    with psycopg.connect(database_url) as connection:
        connection.execute("update runs set lease_expires_at = now() - interval '1 s' where id = %s", [lost])
        connection.execute("update runs set ended_at = now() - interval '2 minutes' where id = %s", [old.id])

    await chat.keeper.leases.renew(and_sweep=True)

    async with database.transaction(chat.principal) as tx:
        assert not await run_events.after(tx, old.id, 0)
        assert (await runs.newest(tx, row.id)).status == "failed"


async def test_a_checkpoint_is_not_written_in_the_name_of_a_run_that_lost_its_thread(talk, checkpointer, database):
    chat = talk(hello)
    await chat.say("one")
    thread = {"configurable": {"thread_id": str(await row_of(database, chat)), "checkpoint_ns": ""}}
    stands = await checkpointer.aget_tuple(thread)
    stale: Any = {"configurable": thread["configurable"] | {"run": str(uuid4())}}

    with pytest.raises(Conflict):
        await checkpointer.aput(stale, stands.checkpoint | {"id": "ffffffff-ffff-6fff-bfff-ffffffffffff"}, {}, {})

    assert (await checkpointer.aget_tuple(thread)).checkpoint["id"] == stands.checkpoint["id"]


async def test_a_listener_survives_nonsense_and_a_lost_connection(database_url):
    import psycopg

    from server.keeping import kept_up

    heard: list[str] = []
    listener = Listener(database_url, (NEWS,))
    listener.add(NEWS, lambda payload: heard.append(payload) if payload != "boom" else 1 / 0)
    async with kept_up("listener", listener.run), listener.news(NEWS, "key") as news:
        await asyncio.wait_for(news.wait(), 5)
        async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as connection:
            for disturb in (
                "select pg_notify('run_events', 'boom')",
                "select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%' "
                "and datname = current_database()",
            ):
                news.clear()
                await connection.execute(disturb)
                await asyncio.wait_for(news.wait(), 8)
            news.clear()
            await connection.execute("select pg_notify('run_events', 'other,key')")
            await asyncio.wait_for(news.wait(), 5)

    assert heard.count(ALL) == 3


@pytest.mark.parametrize("message_id", ["page-call_1", "lost-call_1"])
async def test_a_message_cannot_take_the_id_of_a_result(talk, message_id):
    from state.errors import InvalidData

    with pytest.raises(InvalidData) as refusal:
        await talk(hello).run(messages=[{"id": message_id, "role": "user", "content": "hello"}])

    assert refusal.value.errors[0].field == "messages.0.id"


async def test_answers_that_are_asked_for_at_the_same_moment_count_before_they_begin(talk, gate):
    chats = [talk(hello) for _ in range(6)]
    for chat in chats:
        chat.keeper = chats[0].keeper
    chats[0].keeper.at_once = 2
    gate.close()
    asking = [asyncio.create_task(chat.say("hello")) for chat in chats]
    await asyncio.sleep(0.3)
    gate.open()

    answers = await asyncio.gather(*asking, return_exceptions=True)

    assert sum(isinstance(answer, Unavailable) for answer in answers) == 4
