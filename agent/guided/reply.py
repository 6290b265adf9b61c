"""Guided mode's next move: which tools to call for what the person said, or what to say once they have answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from langchain_core.messages import BaseMessage, HumanMessage

from agent.guided import talk
from agent.guided.asking import asking
from agent.guided.briefed import Briefed, read, remembered
from agent.guided.offers import Facts
from agent.guided.understanding import Intent, IntentKind, Unclear, Understood, settle, understand
from state.wizard.stages import REVIEW, STAGES
from tools.navigation import CONTINUE, GO_TO, START_OVER
from tools.review import REQUEST_PUBLISH
from tools.tickets import CONNECT


@dataclass(frozen=True)
class Call:
    name: str
    args: Mapping[str, Any]


@dataclass(frozen=True)
class Reply:
    """Either calls or words; `asked` is `stage.field` of the question in the words, `unclear` what it asks back and
    `offer` what a yes would tell."""

    text: str = ""
    calls: tuple[Call, ...] = ()
    asked: str | None = None
    unclear: Unclear | None = None
    offer: Facts | None = None
    heard: Understood | None = None

    def remembered(self) -> dict[str, Any]:
        """What later replies must know of this one; it travels with the message. Words must not be understood anew
        once their facts are saved: the same sentence means something else beside them."""
        asked = {"asked": self.asked} if self.asked is not None else {}
        unclear = {"unclear": asdict(self.unclear)} if self.unclear else {}
        offer = {"offer": self.offer} if self.offer else {}
        return asked | unclear | offer | ({"heard": remembered(self.heard)} if self.heard else {})


_OWN = {
    "organizerSetup": "save_organizer",
    "eventSetup": "save_event",
    "venueSetup": "save_venue",
    "ticketSetup": "save_tickets",
    "sponsorsMedia": "save_sponsors",
}
# Longer messages are stories; reading them whole would hold up every other conversation of the process.
READ_AT_MOST = 4_000
_ORDER = [stage.id for stage in STAGES]
_GO_ON = {IntentKind.GO_ON, IntentKind.SKIP}
_LOOK_UPS = {IntentKind.PROGRESS: "show_progress", IntentKind.UNDO: "undo_last_change"}
_ELSEWHERE = {IntentKind.GO_TO, IntentKind.GO_BACK}


def respond(messages: Sequence[BaseMessage], offered: Sequence[str]) -> Reply:
    known = read(messages, offered)
    if known.facts["status"] != "in_progress":
        return Reply(talk.closed(known))
    heard = known.heard or _heard(known)
    fresh = isinstance(messages[-1], HumanMessage)
    calls = _first_calls(known, heard) if fresh else _further_calls(known, heard)
    if calls:
        return Reply(calls=tuple(call for call in calls if call.name in known.offered), heard=heard)
    question = asking(known, heard)
    unclear = heard.unclear[0] if heard.unclear else None
    return Reply(talk.words(known, heard, question), asked=question.field, unclear=unclear, offer=question.offer)


def _heard(known: Briefed) -> Understood:
    """What he said, as an answer to what was asked back, if something was; a yes to an offer is the fact it offers."""
    setting, said = known.setting(), known.said[:READ_AT_MOST]
    heard = settle(said, known.unclear, setting) if known.unclear else understand(said, setting)
    if known.offer and IntentKind.YES in _kinds(heard) and not heard.facts:
        return replace(heard, facts=known.offer)
    return heard


def _first_calls(known: Briefed, heard: Understood) -> list[Call]:
    """Every fact to where it belongs; then the one move that was asked for."""
    calls = [_saving(known, stage, fields) for stage, fields in heard.facts.items() if fields]
    return calls + _move(known, heard)


def _saving(known: Briefed, stage: str, fields: Mapping[str, Any]) -> Call:
    if stage == known.stage.id:
        return Call(_OWN[stage], fields)
    earlier = _ORDER.index(stage) < _ORDER.index(known.stage.id)
    return Call("correct_earlier_stage" if earlier else "save_for_later_stage", {"stage": stage, "fields": fields})


def _move(known: Briefed, heard: Understood) -> list[Call]:
    kinds = _kinds(heard)
    if wanted := next((_wanted(known, intent) for intent in heard.intents if intent.kind in _ELSEWHERE), None):
        return [Call(GO_TO, {"stage": wanted})]
    for kind, tool in _LOOK_UPS.items():
        if kind in kinds:
            return [Call(tool, {})]
    if IntentKind.START_OVER in kinds or known.agreed_to_clear:
        return [Call(START_OVER, {})]
    if known.stage is REVIEW:
        return _publish(known, heard)
    if _connects(known, heard):
        return [Call(CONNECT, {})]
    if heard.unclear:
        return []
    return [Call(CONTINUE, {})] if _wants_on(known, heard) else []


def _connects(known: Briefed, heard: Understood) -> bool:
    """He says so, or will not have it put off; not when the same words put it off."""
    put_off = "payment" in heard.facts.get(known.stage.id, {})
    rather_now = known.asked is not None and known.asked.field == "payment" and IntentKind.NO in _kinds(heard)
    return CONNECT in known.offered and not put_off and (rather_now or IntentKind.CONNECT in _kinds(heard))


def _wants_on(known: Briefed, heard: Understood) -> bool:
    """Told so; or everything here is there and he already talks of what comes later, or wants to publish."""
    none = known.asked is not None and known.asked.field == "sponsors" and IntentKind.NO in _kinds(heard)
    if none or any(intent.kind in _GO_ON and intent.stage in (None, known.stage.id) for intent in heard.intents):
        return True
    later = any(_ORDER.index(stage) > _ORDER.index(known.stage.id) for stage in heard.facts)
    here = known.stage.id in heard.facts
    return known.is_valid(known.stage.id) and not here and (later or IntentKind.PUBLISH in _kinds(heard))


def _further_calls(known: Briefed, heard: Understood) -> list[Call]:
    """After the tools answered: on towards publishing if that was asked for and nothing stands in the way."""
    if heard.unclear or any("error" in outcome or outcome.get("refused") for outcome in known.outcomes):
        return []
    if IntentKind.PUBLISH not in _kinds(heard) or any("published" in outcome for outcome in known.outcomes):
        return []
    if known.stage is REVIEW:
        return _publish(known, heard)
    return [Call(CONTINUE, {})] if known.is_valid(known.stage.id) else []


def _publish(known: Briefed, heard: Understood) -> list[Call]:
    others_valid = all(known.is_valid(stage.id) for stage in STAGES if stage is not REVIEW)
    agreed = IntentKind.PUBLISH in _kinds(heard) or (
        known.asked is not None
        and known.asked.field == "confirmed"
        and _kinds(heard) & {IntentKind.YES, IntentKind.GO_ON}
    )
    return [Call(REQUEST_PUBLISH, {})] if agreed and others_valid else []


def _wanted(known: Briefed, intent: Intent) -> str:
    """The stage he named, else the one before this."""
    return intent.stage or _ORDER[max(_ORDER.index(known.stage.id) - 1, 0)]


def _kinds(heard: Understood) -> set[IntentKind]:
    return {intent.kind for intent in heard.intents}
