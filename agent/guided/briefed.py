"""What guided mode knows when it speaks: the session facts of its briefing and the current turn of the conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import orjson
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from agent import agreement
from agent.briefing import FACTS
from agent.guided.offers import Facts
from agent.guided.understanding import Asked, Intent, IntentKind, Setting, Unclear, Understood
from state.wizard.stages import STAGES, Stage, resolve

# Stands for a field in `asked` while the question is whether to clear everything.
TO_CLEAR = "start_over"


@dataclass(frozen=True)
class Briefed:
    """`said` is the person's last message, `heard` how it was understood if it has been acted on already; `outcomes`
    are the results of all calls made since, oldest first; `offer` holds the facts that a yes would tell, `offered` the
    tools that may be called; `asked_to_clear` says that the open question is whether to clear everything."""

    facts: Mapping[str, Any]
    said: str
    outcomes: tuple[Mapping[str, Any], ...]
    asked: Asked | None
    unclear: Unclear | None
    offer: Facts | None
    heard: Understood | None
    offered: frozenset[str]
    asked_to_clear: bool

    @property
    def agreed_to_clear(self) -> bool:
        return self.asked_to_clear and agreement.agrees(self.said)

    @property
    def stage(self) -> Stage:
        return resolve(self.facts["stage"])

    def missing(self, stage: str) -> list[str]:
        return self.facts["stages"][stage]["missing"]

    def problems(self, stage: str) -> list[Mapping[str, str]]:
        return self.facts["stages"][stage]["problems"]

    def is_valid(self, stage: str) -> bool:
        return not self.missing(stage) and not self.problems(stage)

    @property
    def data(self) -> Facts:
        return {stage.id: self.facts["stages"][stage.id]["data"] for stage in STAGES}

    def setting(self) -> Setting:
        today = date.fromisoformat(self.facts["today"].split()[-1])
        return Setting(stage=self.stage.id, data=self.data, today=today, asked=self.asked)


def read(messages: Sequence[BaseMessage], offered: Sequence[str]) -> Briefed:
    facts = next(
        m.additional_kwargs[FACTS] for m in messages if isinstance(m, SystemMessage) and FACTS in m.additional_kwargs
    )
    turn = max(
        (i for i, message in enumerate(messages) if isinstance(message, HumanMessage)), default=len(messages) - 1
    )
    outcomes = tuple(_outcome(message) for message in messages[turn:] if isinstance(message, ToolMessage))
    said = messages[turn].text if isinstance(messages[turn], HumanMessage) else ""
    to_clear = agreement.is_asked_for(messages)
    return Briefed(
        facts,
        str(said),
        outcomes,
        *_open(messages[:turn], facts, to_clear),
        _heard(messages[turn:]),
        frozenset(offered),
        to_clear,
    )


def _open(
    before: Sequence[BaseMessage], facts: Mapping[str, Any], to_clear: bool
) -> tuple[Asked | None, Unclear | None, Facts | None]:
    """What the last question was for, what it asked back and what it offered; after a rebuilt conversation, what it
    must have been for."""
    spoken = next((m for m in reversed(before) if isinstance(m, AIMessage) and m.text), None)
    if spoken is None:
        return None, None, None
    if to_clear:
        return Asked(facts["stage"], TO_CLEAR), None, None
    if "asked" not in spoken.additional_kwargs:
        missing = facts["stages"][facts["stage"]]["missing"]
        return Asked(facts["stage"], missing[0] if missing else ""), None, None
    stage, field = spoken.additional_kwargs["asked"].split(".", 1)
    unclear = spoken.additional_kwargs.get("unclear")
    return Asked(stage, field), _unclear(unclear) if unclear else None, spoken.additional_kwargs.get("offer")


def remembered(heard: Understood) -> dict[str, Any]:
    """Wishes and open questions as plain JSON; the facts have gone into calls."""
    return {
        "intents": [[intent.kind.value, intent.stage] for intent in heard.intents],
        "unclear": [asdict(unclear) for unclear in heard.unclear],
    }


def _heard(turn: Sequence[BaseMessage]) -> Understood | None:
    kept = next((m.additional_kwargs["heard"] for m in turn if "heard" in m.additional_kwargs), None)
    if kept is None:
        return None
    intents = tuple(Intent(IntentKind(kind), stage) for kind, stage in kept["intents"])
    return Understood({}, intents, tuple(_unclear(unclear) for unclear in kept["unclear"]))


def _unclear(kept: Mapping[str, Any]) -> Unclear:
    return Unclear(**{**kept, "choices": tuple(kept["choices"])})


def _outcome(message: ToolMessage) -> Mapping[str, Any]:
    try:
        body = orjson.loads(str(message.content))
    except orjson.JSONDecodeError:
        body = {"error": "tool_error", "message": str(message.content)}
    return {"tool": message.name} | (body if isinstance(body, dict) else {})
