"""Whole conversations: how they are said, line by line, and how the session they end with is judged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from tests.agent.conversation import Conversation, Run

CONVERSATIONS: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("conversations.yaml").read_text(encoding="utf-8")
)
ANSWERS = {"!yes": True, "!no": False}


async def told(chat: Conversation, says: list[str]) -> Run:
    """Say all lines; each must be answered. The run of the last one."""
    run = None
    for line in says:
        run = await said(chat, line, run)
        assert run.error is None and (run.text or run.interrupts), line
    assert run
    return run


async def said(chat: Conversation, line: str, before: Run | None) -> Run:
    """One line of the person's; "!yes" and "!no" answer the approval that the run before opened."""
    if line not in ANSWERS:
        return await chat.say(line)
    assert before and before.interrupts, f"no approval was open before {line}"
    payload = {"confirmed": ANSWERS[line], "terms_accepted": ANSWERS[line]}
    return await chat.answer(before.interrupts[0]["id"], payload)


def judge(session: dict[str, Any], case: dict[str, Any]) -> None:
    """What was said is there, and nothing was published that should not be."""
    for stage, expected in case["data"].items():
        data = session["stages"][stage]["data"]
        assert {name: data.get(name) for name in expected} == expected
    if case["published"]:
        assert session["status"] == "completed" and session["completion_percentage"] == 100
    else:
        assert (session["status"], session["event_id"]) == ("in_progress", None)
        assert session["current_stage"] == case.get("stage", session["current_stage"])
