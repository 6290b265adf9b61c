"""Whole conversations in guided mode, judged by the session row: what was said is there, what was not is not."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from agent.graph import build
from agent.guided.model import GuidedModel
from agent.nodes import Speaker
from server.agui.runs import RunKeeper
from tests.agent.conversation import Conversation, Run
from tests.state.worlds import PUBLIC_URL, somebody

CONVERSATIONS = yaml.safe_load(Path(__file__).with_name("conversations.yaml").read_text(encoding="utf-8"))
ANSWERS = {"!yes": True, "!no": False}


@pytest.fixture
def chat(database, checkpointer):
    return Conversation(RunKeeper(database, build(Speaker(GuidedModel()), checkpointer), PUBLIC_URL, 30), somebody())


async def told(chat: Conversation, says: list[str]) -> Run:
    run = None
    for line in says:
        if line in ANSWERS:
            assert run and run.interrupts, f"no approval was open before {line}"
            run = await chat.answer(
                run.interrupts[0]["id"], {"confirmed": ANSWERS[line], "terms_accepted": ANSWERS[line]}
            )
        else:
            run = await chat.say(line)
        assert run.error is None and (run.text or run.interrupts), line
    assert run
    return run


@pytest.mark.parametrize("case", CONVERSATIONS, ids=lambda case: case["temper"])
async def test_a_conversation_ends_with_exactly_what_was_said(chat, case):
    run = await told(chat, case["says"])

    stages = run.session["stages"]
    for stage, expected in case["data"].items():
        data = stages[stage]["data"]
        assert {name: data.get(name) for name in expected} == expected
    if case["published"]:
        assert run.session["status"] == "completed" and run.session["completion_percentage"] == 100
    else:
        assert (run.session["status"], run.session["event_id"]) == ("in_progress", None)
        assert run.session["current_stage"] == case.get("stage", run.session["current_stage"])
