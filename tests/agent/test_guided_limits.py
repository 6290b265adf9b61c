"""Guided mode reads a message up to a length: one endless message must not hold up everybody else."""

from __future__ import annotations

from langchain_core.messages import HumanMessage

from agent.briefing import brief
from agent.guided.reply import respond
from agent.stages import STAGES
from prompts import Prompt

TOOLS = [tool.name for tool in STAGES[0].tools]


def saved(text: str) -> list[str]:
    stage = {"data": {}, "missing": ["name", "email", "role"], "problems": []}
    facts = {
        "today": "Saturday 2026-11-21",
        "stage": STAGES[0].id,
        "status": "in_progress",
        "stages": {row.id: stage for row in STAGES},
    }
    reply = respond(brief(Prompt("p", "p", "d"), facts, [HumanMessage(text, id="1")]), TOOLS)
    return [value for call in reply.calls for value in map(str, call.args.values())]


def test_a_fact_within_the_limit_is_read_and_one_beyond_it_is_not():
    address = "My email is anna@rossi.example. "

    assert "anna@rossi.example" in saved(address + "and so on. " * 50)
    assert "anna@rossi.example" not in saved("and so on. " * 500 + address)


def test_an_endless_message_is_answered():
    assert saved("and " * 8_000) == []
