"""Who talks to the wizard: a script, an organizer who answers from his facts, or a model that plays one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from evals.cases import NO, YES, Case, Told
from evals.phrases import ASKS, said
from evals.sameness import is_right

Key = tuple[str, str]
_REVIEW, _GO_ON, _PUBLISH = "reviewPublish", "next", "publish"
_END = "[end]"


@dataclass(frozen=True)
class Heard:
    """What the organizer has before him: the last reply, the session beside it, and whether an approval is open."""

    text: str
    session: Any
    approval: bool


class Organizer(Protocol):
    async def says(self, heard: Heard) -> str | None:
        """His next words; YES or NO answer the open approval; None when he is done."""
        ...


@dataclass
class Script:
    """Says his lines whatever he hears. An answer to an approval that is not open is left out."""

    lines: Iterator[str]

    async def says(self, heard: Heard) -> str | None:
        return next((line for line in self.lines if line not in (YES, NO) or heard.approval), None)


@dataclass
class FromFacts:
    """Deterministic: answers what he is asked from the facts that the session does not hold yet, then goes on."""

    case: Case
    told: dict[Key, Told]
    seen: list[tuple[int, str]] = field(default_factory=list)
    wanted: bool = False

    async def says(self, heard: Heard) -> str | None:
        """Gives up, saying nothing, after `patience` answers that changed nothing."""
        play = self.case.simulated
        assert play, self.case.id
        self.seen.append((heard.session.revision, heard.session.current_stage))
        if heard.approval:
            return YES if play.consents else NO
        if len(self.seen) > play.patience and len(set(self.seen[-play.patience - 1 :])) == 1:
            return None
        if self._is_done(heard):
            return None
        return self._answer(heard, play.gives)

    def _is_done(self, heard: Heard) -> bool:
        if heard.session.status != "in_progress":
            return True
        stage, play = heard.session.current_stage, self.case.simulated
        if play and play.consents is None:
            return stage == self.case.expect.stage and not self._open(heard, stage)
        return self.wanted and not (play and play.consents) and stage == _REVIEW

    def _answer(self, heard: Heard, gives: int) -> str:
        stage = heard.session.current_stage
        if stage == _REVIEW:
            self.wanted = True
            return _PUBLISH
        if (offered := self._offered(heard)) is not None:
            return offered
        asked = [key for key in _asked(heard.text) if key in self._open(heard)]
        known = [*asked, *(key for key in self._open(heard, stage) if key not in asked)]
        if not known:
            return _GO_ON
        return ", ".join(said(*key, self.told[key]) for key in known[:gives])

    def _offered(self, heard: Heard) -> str | None:
        """A question that names a fact he has: yes."""
        question = _last_question(heard.text)
        for key in self._open(heard):
            value = self.told[key].value
            if isinstance(value, str) and "/" in value and value in question:
                return "yes"
        return None

    def _open(self, heard: Heard, stage: str | None = None) -> list[Key]:
        """Facts the session does not hold yet."""
        stages = heard.session.stages
        return [
            key
            for key, told in self.told.items()
            if stage in (None, key[0]) and told.value is not None and not _holds(stages, key, told)
        ]


def _holds(stages: Mapping[str, Any], key: Key, told: Told) -> bool:
    return is_right(stages[key[0]].data.get(key[1]), told.right)


def _last_question(text: str) -> str:
    sentences = [part for part in re.split(r"(?<=[.?!])\s+", text) if part.strip()]
    questions = [part for part in sentences if part.endswith("?")]
    return (questions or sentences or [""])[-1]


def _asked(text: str) -> list[Key]:
    question = _last_question(text)
    return [key for key, words in ASKS.items() if re.search(words, question, re.IGNORECASE)]


@dataclass
class Played:
    """A model plays the organizer. It sees its facts and the conversation, nothing of the session."""

    case: Case
    told: Mapping[Key, Told]
    model: BaseChatModel
    talk: list[BaseMessage] = field(default_factory=list)

    async def says(self, heard: Heard) -> str | None:
        play = self.case.simulated
        assert play, self.case.id
        if heard.approval:
            return YES if play.consents else NO
        if heard.session.status != "in_progress":
            return None
        self.talk.append(HumanMessage(heard.text or "(The copilot waits for your first words.)"))
        reply = str((await self.model.ainvoke([SystemMessage(self._part()), *self.talk])).text).strip()
        self.talk.append(AIMessage(reply))
        return None if not reply or _END in reply else reply

    def _part(self) -> str:
        play = self.case.simulated
        assert play, self.case.id
        facts = "\n".join(f"- {stage}.{name}: {told.value}" for (stage, name), told in self.told.items())
        wish = "You do not publish." if play.consents is None else "When all is said, ask to publish."
        return (
            f"You play an organizer who sets up a fashion event by talking to a copilot. {play.persona or ''}\n"
            "You know these facts and no others. Answer what you are asked, in your own short words, with "
            f"{'all that fits' if play.gives > 1 else 'one fact at a time'}; what you do not know you say you have not "
            f"got. Never break your part. Speak {self.case.language}. {wish} When you are done or get nowhere, answer "
            f"{_END} alone.\n\n{facts}"
        )


def organizer_of(case: Case, model: BaseChatModel | None = None) -> Organizer:
    """Fresh for each conversation. With a model, it plays the organizers that are not scripted."""
    if case.says is not None:
        return Script(iter(case.says))
    told = {(stage, name): fact for stage, fields in case.facts.items() for name, fact in fields.items()}
    return Played(case, told, model) if model else FromFacts(case, told)
