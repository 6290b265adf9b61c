"""What guided mode knows when it speaks: the session facts of its briefing and the current turn of the conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from agent.briefing import FACTS
from agent.guided.understanding import Asked, Setting
from state.wizard.stages import STAGES, Stage, resolve


@dataclass(frozen=True)
class Briefed:
    """`said` is the person's last message; `outcomes` are the results of all calls made since, oldest first."""

    facts: Mapping[str, Any]
    said: str
    outcomes: tuple[Mapping[str, Any], ...]
    asked: Asked | None
    offered: frozenset[str]

    @property
    def stage(self) -> Stage:
        return resolve(self.facts["stage"])

    def missing(self, stage: str) -> list[str]:
        return self.facts["stages"][stage]["missing"]

    def problems(self, stage: str) -> list[Mapping[str, str]]:
        return self.facts["stages"][stage]["problems"]

    def is_valid(self, stage: str) -> bool:
        return not self.missing(stage) and not self.problems(stage)

    def setting(self) -> Setting:
        data = {stage.id: self.facts["stages"][stage.id]["data"] for stage in STAGES}
        today = date.fromisoformat(self.facts["today"].split()[-1])
        return Setting(stage=self.stage.id, data=data, today=today, asked=self.asked)


def read(messages: Sequence[BaseMessage], offered: Sequence[str]) -> Briefed:
    facts = next(
        m.additional_kwargs[FACTS] for m in messages if isinstance(m, SystemMessage) and FACTS in m.additional_kwargs
    )
    turn = max(
        (i for i, message in enumerate(messages) if isinstance(message, HumanMessage)), default=len(messages) - 1
    )
    outcomes = tuple(_outcome(message) for message in messages[turn:] if isinstance(message, ToolMessage))
    said = messages[turn].text if isinstance(messages[turn], HumanMessage) else ""
    return Briefed(facts, str(said), outcomes, _asked(messages[:turn], facts), frozenset(offered))


def _asked(before: Sequence[BaseMessage], facts: Mapping[str, Any]) -> Asked | None:
    """What the last question was for; after a rebuilt conversation, what it must have been for."""
    spoken = next((m for m in reversed(before) if isinstance(m, AIMessage) and m.text), None)
    if spoken is None:
        return None
    if "asked" in spoken.additional_kwargs:
        stage, field = spoken.additional_kwargs["asked"].split(".", 1)
        return Asked(stage, field)
    missing = facts["stages"][facts["stage"]]["missing"]
    return Asked(facts["stage"], missing[0] if missing else "")


def _outcome(message: ToolMessage) -> Mapping[str, Any]:
    try:
        body = orjson.loads(str(message.content))
    except orjson.JSONDecodeError:
        body = {"error": "tool_error", "message": str(message.content)}
    return {"tool": message.name} | (body if isinstance(body, dict) else {})
