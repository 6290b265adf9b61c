"""What models say wrongly: broken arguments are refused, repeated ids made unique, empty replies never stored."""

from __future__ import annotations

import json

import pytest
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGenerationChunk

from agent.faults import TREATMENTS, Kind
from agent.graph import build
from agent.nodes import Speaker
from server.agui.runs import RunKeeper
from state.wizard import interactions, sessions
from tests.agent.conversation import Conversation
from tests.agent.hosted import with_guided
from tests.agent.scripted import ScriptedModel, call
from tests.state.worlds import PUBLIC_URL, somebody


class Broken(ScriptedModel):
    """Makes the calls of `raw` (name, arguments as text) for a person's message, then speaks."""

    raw: tuple[tuple[str, str], ...]

    async def _astream(self, messages, stop=None, run_manager=None, **kwargs):
        if not isinstance(messages[-1], HumanMessage):
            yield ChatGenerationChunk(message=AIMessageChunk(f"told: {[m.text for m in messages[-len(self.raw) :]]}"))
            return
        for index, (name, args) in enumerate(self.raw):
            chunk = tool_call_chunk(name=name, args=args, id="same", index=index)
            yield ChatGenerationChunk(message=AIMessageChunk(content="", tool_call_chunks=[chunk]))
        yield ChatGenerationChunk(message=AIMessageChunk(content="", chunk_position="last"))


@pytest.fixture
def talk(database, checkpointer):
    def start(model):
        graph = build(Speaker(with_guided(model)), checkpointer)
        return Conversation(RunKeeper(database, graph, PUBLIC_URL, 30), somebody())

    return start


async def transcript(database, chat):
    async with database.transaction(chat.principal) as tx:
        row = await sessions.get(tx, chat.thread_id)
        return row, await interactions.newest(tx, row.id, 100)


@pytest.mark.parametrize("broken", ["no json", "[1]", "7", "null", '"name"', ""])
@pytest.mark.parametrize("beside", [False, True])
async def test_arguments_that_are_no_object_are_refused_and_the_calls_beside_are_carried_out(
    database, talk, broken, beside
):
    raw = [("continue_to_next_stage" if broken else "save_organizer", broken)]
    raw += [("save_organizer", '{"name": "Anna"}')] if beside else []
    chat = talk(Broken(script=lambda messages, offered: AIMessage(""), raw=tuple(raw)))

    run = await chat.say("go")

    row, rows = await transcript(database, chat)
    assert run.error is None and run.text.startswith("told: ")
    assert len(run.results) == len(raw) and row.current_stage == "organizerSetup"
    assert row.organizer_data == ({"name": "Anna"} if beside else {})
    if broken:
        assert json.loads(run.results[0])["error"] == "bad_arguments"
    made = [each["id"] for message in rows for each in message.tool_calls or ()]
    wire = [event["toolCallId"] for event in run.events if event["type"] == "TOOL_CALL_START"]
    answered = [event["toolCallId"] for event in run.events if event["type"] == "TOOL_CALL_RESULT"]
    assert sorted(made) == sorted(wire) == sorted(answered) and "same" not in made
    assert sorted(message.tool_call_id for message in rows if message.role == "tool") == sorted(made)


async def test_an_id_repeated_in_every_message_is_a_new_one_each_time_on_the_wire_and_in_the_transcript(database, talk):
    def again(messages, offered):
        answers = [message for message in messages if message.type == "tool"]
        return (
            AIMessage("done") if len(answers) == 3 else AIMessage("", tool_calls=[call("show_progress") | {"id": "x"}])
        )

    chat = talk(ScriptedModel(script=again))

    run = await chat.say("go")

    _, rows = await transcript(database, chat)
    stored = [each["id"] for message in rows for each in message.tool_calls or ()]
    wire = [event["toolCallId"] for event in run.events if event["type"] == "TOOL_CALL_START"]
    assert run.text == "done" and len(set(stored)) == 3 and stored == wire


@pytest.mark.parametrize("hosted", [True, False])
async def test_an_empty_reply_is_never_stored(database, checkpointer, talk, hosted):
    """Of a hosted model it is a fault that comes too late for guided mode, since something had been streamed."""
    empty = ScriptedModel(script=lambda messages, offered: AIMessage(""))
    chat = talk(empty)
    if not hosted:
        chat.keeper.graph = build(Speaker(empty), checkpointer)

    run = await chat.say("go")

    _, rows = await transcript(database, chat)
    assert run.error and run.error["message"] == TREATMENTS[Kind.empty].words
    assert [row.role for row in rows] == ["user"]
