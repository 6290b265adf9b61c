"""Starting over in the chat: a model may ask for it as often as it likes; only the person's own yes clears anything."""

from __future__ import annotations

import pytest
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage

from agent.agreement import agrees, is_asked_for, is_given
from agent.graph import build
from agent.guided.model import GuidedModel
from agent.nodes import Speaker
from server.agui.runs import RunKeeper
from state.wizard import sessions
from state.wizard.view import view
from tests.agent.conversation import Conversation
from tests.agent.scripted import ScriptedModel, call
from tests.state.worlds import PUBLIC_URL, STAGES, filled, somebody
from tools.navigation import ASK_FIRST, START_OVER


@pytest.fixture
def talk(database, checkpointer):
    """A conversation about a filled session, with a model that does what the script says."""

    async def start(script):
        model = ScriptedModel(script=script) if script else GuidedModel()
        chat = Conversation(RunKeeper(database, build(Speaker(model), checkpointer), PUBLIC_URL, 30), somebody())
        row = await filled(database, chat.principal, chat.thread_id)
        for stage in list(STAGES)[:3]:
            async with database.transaction(chat.principal) as tx:
                await sessions.complete(tx, row, stage)
        return chat

    return start


async def stored(database, chat):
    async with database.transaction(chat.principal) as tx:
        return view(await sessions.get(tx, chat.thread_id))


def is_cleared(session):
    return all(stage.data == {} for stage in session.stages.values()) and session.completed_stages == []


def eager(messages, offered):
    """Calls for it on every word of the person's, then speaks."""
    if isinstance(messages[-1], HumanMessage):
        return AIMessage("", tool_calls=[call(START_OVER)])
    return AIMessage(f"told: {messages[-1].text}")


async def test_a_model_that_asks_for_it_is_told_to_ask_the_person(database, talk):
    chat = await talk(eager)
    before = await stored(database, chat)

    run = await chat.say("start over")

    assert ASK_FIRST in run.text and await stored(database, chat) == before


async def test_the_person_s_yes_clears_and_the_first_stage_speaks(database, talk):
    chat = await talk(eager)
    await chat.say("start over")

    run = await chat.say("yes, please")

    steps = [event["stepName"] for event in run.events if event["type"] == "STEP_STARTED"]
    session = await stored(database, chat)
    assert is_cleared(session) and run.session == session.model_dump(mode="json")
    assert steps == ["ticketSetup", "organizerSetup"]


@pytest.mark.parametrize("answer", ["no", "next", "yes, but keep the venue", "start over", "why?", "my name is Yes"])
async def test_anything_but_a_yes_leaves_everything_whatever_the_model_calls(database, talk, answer):
    chat = await talk(eager)
    before = await stored(database, chat)
    await chat.say("start over")

    run = await chat.say(answer)

    assert ASK_FIRST in run.text and await stored(database, chat) == before


async def test_a_yes_to_something_else_clears_nothing(database, talk):
    def script(messages, offered):
        said = messages[-1].text
        return eager(messages, offered) if said != "hello" else AIMessage("Shall I note that?")

    chat = await talk(script)
    before = await stored(database, chat)

    for words in ("yes", "start over", "hello", "yes"):
        run = await chat.say(words)

    assert ASK_FIRST in run.text and await stored(database, chat) == before


async def test_a_model_cannot_answer_itself_within_a_turn(database, talk):
    def script(messages, offered):
        tries = sum(isinstance(message, ToolMessage) for message in messages)
        if tries < 4:
            return AIMessage("yes" if tries else "", tool_calls=[call(START_OVER), call(START_OVER)])
        return AIMessage("given up")

    chat = await talk(script)
    before = await stored(database, chat)

    run = await chat.say("yes")

    assert run.text.endswith("given up") and await stored(database, chat) == before


async def test_called_twice_it_clears_once_and_one_undo_brings_it_back(database, talk):
    def script(messages, offered):
        if not isinstance(messages[-1], HumanMessage):
            return AIMessage("done")
        name = "undo_last_change" if messages[-1].text == "undo" else START_OVER
        return AIMessage("", tool_calls=[call(name)] * (1 if name == "undo_last_change" else 2))

    chat = await talk(script)
    before = await stored(database, chat)
    await chat.say("start over")
    await chat.say("yes")
    assert is_cleared(await stored(database, chat))

    run = await chat.say("undo")

    names = ("stages", "completed_stages", "current_stage", "completion_details")
    after = await stored(database, chat)
    assert [getattr(after, name) for name in names] == [getattr(before, name) for name in names]
    assert run.session["current_stage"] == "ticketSetup"


async def test_the_question_outlives_the_checkpoint(database, checkpointer, talk):
    chat = await talk(None)
    asked = await chat.say("start over")
    async with database.transaction(chat.principal) as tx:
        row = await sessions.get(tx, chat.thread_id)
    await checkpointer.adelete_thread(str(row.id))

    run = await chat.say("yes")

    assert asked.text == "Shall I clear everything you have told me? Saying undo afterwards brings it back."
    assert is_cleared(await stored(database, chat)) and run.text.startswith("Everything is cleared")


async def test_a_yes_that_met_a_fault_may_be_said_again(database, talk):
    failing = False

    def script(messages, offered):
        return RuntimeError("away") if failing else eager(messages, offered)

    chat = await talk(script)
    await chat.say("start over")
    failing = True
    assert (await chat.say("yes")).error and not is_cleared(await stored(database, chat))
    failing = False

    await chat.say("yes")

    assert is_cleared(await stored(database, chat))


async def test_guided_mode_tells_in_one_short_sentence_what_is_back(talk):
    chat = await talk(None)
    for words in ("start over", "yes"):
        await chat.say(words)

    run = await chat.say("undo")

    assert run.text.startswith(
        "I have taken that back: the organizer, the event, the venue, the tickets and sponsors and media as before."
    )


YES = ["yes", "Yes!", "yes, please do", "yes, start over", "yes clear everything", "sure, go ahead", "👍", "ja", "sì"]
YES += ["yep, delete it all", "yes and thanks", "do it"]
NOT_YES = ["no", "next", "ok, next", "yes but not the tickets", "yes, forget it", "yes, delete the tickets", "yes, no"]
NOT_YES += ["go ahead", "start over", "maybe", "", "!", "yes. publish", "yes, the title is X", "yes " * 30]


@pytest.mark.parametrize(("said", "meant"), [(said, True) for said in YES] + [(said, False) for said in NOT_YES])
def test_a_clear_yes_is_one_and_nothing_else_is(said, meant):
    assert agrees(said) is meant


def test_only_the_answer_to_that_very_call_counts_as_having_asked():
    asked = [
        HumanMessage("start over"),
        AIMessage("", tool_calls=[call(START_OVER) | {"id": "c"}, call("show_progress") | {"id": "p"}]),
    ]
    yes = HumanMessage("yes")

    assert is_given([*asked, ToolMessage(f'{{"error":"{ASK_FIRST}"}}', tool_call_id="c"), AIMessage("Shall I?"), yes])
    assert not is_given([*asked, ToolMessage(f'{{"error":"{ASK_FIRST}"}}', tool_call_id="p"), AIMessage("Hm?"), yes])
    assert not is_given([*asked, ToolMessage('{"cleared":true}', tool_call_id="c"), AIMessage("Done"), yes])
    assert not is_given([]) and not is_asked_for([AIMessage("hello")])
