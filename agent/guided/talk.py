"""Guided mode's words: what was noted, what was refused and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from agent.guided.asking import Asking, shown
from agent.guided.briefed import TO_CLEAR, Briefed
from agent.guided.questions import ARRIVALS, NAMES, QUESTIONS
from agent.guided.understanding import IntentKind, Understood
from state.wizard.stages import REVIEW, Stage, resolve
from tools.navigation import ASK_FIRST

# A sentence with more facts than this is not listened to.
_MOST_TOLD = 6
_HELLO = "Hello! I help you set up your fashion event, step by step."
_WORDS: dict[IntentKind, str] = {
    IntentKind.GREETING: _HELLO,
    IntentKind.THANKS: "You are welcome!",
    IntentKind.HELP: "Just tell me about your event in your own words; you can correct anything at any time, "
    "ask what is missing, or go back to an earlier part.",
    IntentKind.PUBLISH: "We can publish as soon as everything needed is there.",
    IntentKind.CONNECT: "Taking money is set up together with the tickets; we come to that there.",
    IntentKind.PAUSE: "No hurry: everything so far is saved, and you can go on whenever you like.",
}


def words(known: Briefed, heard: Understood, question: Asking) -> str:
    """What to say now, ending with the question."""
    told = _once([*_told(known, question), *_small_talk(known, heard)])
    if not told and known.said and not known.outcomes and known.asked is not None and not heard.unclear:
        told = ["Sorry, I did not catch that."]
    if not told and known.asked is None and not known.outcomes:
        told = [_HELLO]
    return " ".join([*told, question.text]).strip()


def _once(parts: list[str]) -> list[str]:
    """A problem may come up in several outcomes; it is said in the first only."""
    return [part for index, part in enumerate(parts) if not any(part in earlier for earlier in parts[:index])]


def closed(known: Briefed) -> str:
    """The last word of a session that takes no more changes."""
    for outcome in known.outcomes:
        if outcome.get("published"):
            event = outcome["event"]
            return f"Congratulations, your event is published! Its page is at {event['public_url']}."
    if known.facts["status"] == "completed":
        return "This event is published. To set up another one, start a new conversation."
    return "This setup is closed. Start a new conversation to set up an event."


def _told(known: Briefed, question: Asking) -> Iterator[str]:
    if known.asked_to_clear and not known.agreed_to_clear and not question.field.endswith(f".{TO_CLEAR}"):
        yield "All right, nothing is cleared."
    if noted := [fact for outcome in known.outcomes for fact in _saved(outcome)]:
        yield f"I have noted {_listed(noted)}."
    for outcome in known.outcomes:
        for text in (_gaps_left(outcome, question), *(speak(outcome) for speak in _TELLERS)):
            if text:
                yield text
    yield from (problem["message"] for problem in known.problems(known.stage.id))


def _saved(outcome: Mapping[str, Any]) -> list[str]:
    stage = resolve(outcome["stage"]) if outcome.get("saved") else None
    return [_fact(stage, name, value) for name, value in outcome["saved"].items()] if stage else []


def _fact(stage: Stage, name: str, value: Any) -> str:
    title = stage.title_of(name).lower()
    return f"{title} ({shown(value)})" if value is not None else f"that there is no {title}"


def _listed(parts: list[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _refused(outcome: Mapping[str, Any]) -> str:
    stage = resolve(outcome["stage"]) if "stage" in outcome else None
    lines = [
        f"I could not take {_name(stage, error['field'])}: {error['message']}"
        for error in outcome.get("refused", ())
        if stage
    ]
    return " ".join(lines)


def _name(stage: Stage, path: str) -> str:
    top = path.split(".")[0]
    return stage.title_of(top).lower() if top in stage.field_names else f"“{path}”"


def _gaps_left(outcome: Mapping[str, Any], question: Asking) -> str:
    """What a stage still lacks, beside the gap that the question is for."""
    if not _lacks(outcome):
        return ""
    gaps = [error for error in outcome["refused"] if not question.field.endswith(f".{error['field']}")]
    fields = _listed([error["message"].removesuffix(" is still missing.").lower() for error in gaps])
    return f"Not quite there yet; still open after this: {fields}." if gaps else "Just one thing first."


def _lacks(outcome: Mapping[str, Any]) -> bool:
    refused = outcome.get("refused", ())
    return "error" in outcome and bool(refused) and all(error["code"] == "missing" for error in refused)


def _error(outcome: Mapping[str, Any]) -> str:
    if outcome.get("error") in {None, ASK_FIRST} or _lacks(outcome):
        return ""
    reasons = " ".join(error["message"] for error in outcome.get("refused", ()))
    return f"{outcome['message']} {reasons}".strip()


def _moved(outcome: Mapping[str, Any]) -> str:
    return ARRIVALS[outcome["current_stage"]] if "finished" in outcome else ""


def _elsewhere(outcome: Mapping[str, Any]) -> str:
    """A change here can upset another part: say so at once."""
    return " ".join(f"{resolve(name).title}: {text}" for name, text in outcome.get("elsewhere", ()))


def _cleared(outcome: Mapping[str, Any]) -> str:
    if "cleared" not in outcome:
        return ""
    return "Everything is cleared; say “undo” to bring it back." if outcome["cleared"] else str(outcome["message"])


def _undone(outcome: Mapping[str, Any]) -> str:
    """What is back, and what is gone again; after a change of many fields, which parts are."""
    parts = [
        _back(resolve(change["stage"]), name, value)
        for change in outcome.get("undone", ())
        for name, value in change["restored"].items()
    ]
    if len(parts) > _MOST_TOLD:
        stages = [stage for stage in NAMES if any(change["stage"] == stage for change in outcome["undone"])]
        return f"I have taken that back: {_listed([NAMES[stage] for stage in stages])} as before."
    return f"I have taken that back: {_listed(parts)}." if parts else ""


def _back(stage: Stage, name: str, value: Any) -> str:
    title = stage.title_of(name).lower()
    return f"{title} is {shown(value)} again" if value is not None else f"{title} is open again"


def _progress(outcome: Mapping[str, Any]) -> str:
    if "percent" not in outcome:
        return ""
    lines = [
        f"{resolve(name).title}: {_gaps(resolve(name), state)}"
        for name, state in outcome["stages"].items()
        if _open(name, state)
    ]
    return f"We are at {outcome['percent']}%. {' '.join(lines)}"


def _open(name: str, state: Mapping[str, Any]) -> bool:
    return name != REVIEW.id and bool(state["missing"] or state["problems"])


def _gaps(stage: Stage, state: Mapping[str, Any]) -> str:
    missing = ", ".join(stage.title_of(name).lower() for name in state["missing"])
    problems = " ".join(problem["message"] for problem in state["problems"])
    return f"{missing} missing. {problems}".strip() if missing else problems


def _not_published(outcome: Mapping[str, Any]) -> str:
    if outcome.get("published") is not False:
        return ""
    if "not_ready" in outcome:
        return "It is not ready yet: " + " ".join(problem["message"] for problem in outcome["not_ready"])
    return "All right, nothing is published. Tell me what you would like to change."


def _link(outcome: Mapping[str, Any]) -> str:
    if url := outcome.get("onboarding_url"):
        again = "It works once and for a few minutes; say “connect Stripe” for a new one."
        return f"Here you can set up taking money with Stripe: {url} – {again}"
    return str(outcome["message"]) if outcome.get("charges_enabled") else ""


_TELLERS: tuple[Callable[[Mapping[str, Any]], str], ...] = (
    _refused,
    _error,
    _elsewhere,
    _moved,
    _cleared,
    _undone,
    _progress,
    _not_published,
    _link,
)


def _small_talk(known: Briefed, heard: Understood) -> Iterator[str]:
    if known.outcomes:
        return
    for intent in heard.intents:
        if intent.kind is IntentKind.WHY:
            yield _why(known)
        elif intent.kind is IntentKind.SKIP and intent.stage:
            yield f"{NAMES[intent.stage].capitalize()} are optional: just say “skip” when we come to them."
        elif intent.kind in _WORDS:
            yield _WORDS[intent.kind]


def _why(known: Briefed) -> str:
    asked = known.asked
    question = QUESTIONS.get((asked.stage, asked.field)) if asked else None
    return question.why if question else "It helps to plan the event and to tell your guests about it."
