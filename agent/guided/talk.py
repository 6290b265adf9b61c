"""Guided mode's words: what was noted, what was refused and why, and the next question."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import orjson

from agent.guided.briefed import Briefed
from agent.guided.questions import ARRIVALS, EXTRAS, NAMES, QUESTIONS, SPONSORS_ASK
from agent.guided.understanding import IntentKind, Understood
from state.wizard.stages import REVIEW, STAGES, Stage, resolve

_HELLO = "Hello! I help you set up your fashion event, step by step."
_WORDS: dict[IntentKind, str] = {
    IntentKind.GREETING: _HELLO,
    IntentKind.THANKS: "You are welcome!",
    IntentKind.HELP: "Just tell me about your event in your own words; you can correct anything at any time, "
    "ask what is missing, or go back to an earlier part.",
    IntentKind.START_OVER: "To start from scratch, begin a new conversation; this one keeps what you have told me.",
    IntentKind.PUBLISH: "We can publish as soon as everything needed is there.",
    IntentKind.PAUSE: "No hurry: everything so far is saved, and you can go on whenever you like.",
}


def words(known: Briefed, heard: Understood) -> tuple[str, str | None]:
    """What to say now, and `stage.field` of the question it ends with."""
    told = _once([*_told(known), *_small_talk(known, heard)])
    if heard.unclear:
        question, asked = _which(heard)
    else:
        question, asked = _question(known)
    if not told and known.said and not known.outcomes and known.asked is not None and not heard.unclear:
        told = ["Sorry, I did not catch that."]
    if not told and known.asked is None and not known.outcomes:
        told = [_HELLO]
    return " ".join([*told, question]).strip(), asked


def _once(parts: list[str]) -> list[str]:
    """A problem may come up in several outcomes; it is said in the first only."""
    return [part for index, part in enumerate(parts) if not any(part in earlier for earlier in parts[:index])]


def closed(known: Briefed) -> str:
    """The last word of a session that takes no more changes."""
    for outcome in known.outcomes:
        if outcome.get("published"):
            event = orjson.loads(outcome["event"])
            return f"Congratulations, your event is published! Its page will be at {event['public_url']}."
    if known.facts["status"] == "completed":
        return "This event is published. To set up another one, start a new conversation."
    return "This setup is closed. Start a new conversation to set up an event."


def _told(known: Briefed) -> Iterator[str]:
    if noted := [fact for outcome in known.outcomes for fact in _saved(outcome)]:
        yield f"I have noted {_listed(noted)}."
    for outcome in known.outcomes:
        for speak in _TELLERS:
            if text := speak(outcome):
                yield text
    yield from (problem["message"] for problem in known.problems(known.stage.id))


def _saved(outcome: Mapping[str, Any]) -> list[str]:
    stage = resolve(outcome["stage"]) if outcome.get("saved") else None
    return [_fact(stage, name, value) for name, value in outcome["saved"].items()] if stage else []


def _fact(stage: Stage, name: str, value: Any) -> str:
    title = stage.title_of(name).lower()
    return f"{title} ({_shown(value)})" if value is not None else f"that there is no {title}"


def _listed(parts: list[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_shown(item) for item in value)
    if not isinstance(value, dict):
        return (
            str(value).replace("_", " ")
            if isinstance(value, str) and value.islower() and "@" not in value and "/" not in value
            else str(value)
        )
    if "price" in value:
        return f"{value['name']} at {value['price']} x {value['quantity']}"
    if "tier" in value:
        return f"{value['name']} ({value['tier']})"
    return "put off until later" if value.get("deferred") else "now"


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


def _error(outcome: Mapping[str, Any]) -> str:
    if "error" not in outcome:
        return ""
    reasons = " ".join(error["message"] for error in outcome.get("refused", ()))
    return f"{outcome['message']} {reasons}".strip()


def _moved(outcome: Mapping[str, Any]) -> str:
    return ARRIVALS[outcome["current_stage"]] if "finished" in outcome else ""


def _elsewhere(outcome: Mapping[str, Any]) -> str:
    """A change here can upset another part: say so at once."""
    return " ".join(f"{resolve(name).title}: {text}" for name, text in outcome.get("elsewhere", ()))


def _undone(outcome: Mapping[str, Any]) -> str:
    """What is back, and what is gone again."""
    parts = [
        _back(resolve(change["stage"]), name, value)
        for change in outcome.get("undone", ())
        for name, value in change["restored"].items()
    ]
    return f"I have taken that back: {_listed(parts)}." if parts else ""


def _back(stage: Stage, name: str, value: Any) -> str:
    title = stage.title_of(name).lower()
    return f"{title} is {_shown(value)} again" if value is not None else f"{title} is open again"


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


_TELLERS: tuple[Callable[[Mapping[str, Any]], str], ...] = (
    _refused,
    _error,
    _elsewhere,
    _moved,
    _undone,
    _progress,
    _not_published,
)


def _small_talk(known: Briefed, heard: Understood) -> Iterator[str]:
    if known.outcomes:
        return
    for intent in heard.intents:
        if intent.kind is IntentKind.WHY:
            yield _why(known)
        elif intent.kind in _WORDS:
            yield _WORDS[intent.kind]


def _why(known: Briefed) -> str:
    asked = known.asked
    question = QUESTIONS.get((asked.stage, asked.field)) if asked else None
    return question.why if question else "It helps to plan the event and to tell your guests about it."


_ASK_BACK = {
    "tier_needs_price": "What does a ticket of “{said}” cost?",
    "tier_needs_quantity": "How many tickets are there of “{said}”?",
    "tier_needs_name": "What is that tier called: “{said}”?",
    "sponsor_needs_tier": "At which level does {said} support you: {choices}?",
    "several_currencies": "You named more than one currency; which one are all prices in: {choices}?",
    "day_missing": "Which day do you mean by “{said}”?",
}


def _which(heard: Understood) -> tuple[str, str]:
    unclear = heard.unclear[0]
    default = "You said “{said}”: do you mean {choices}?" if unclear.choices else "What do you mean by “{said}”?"
    question = _ASK_BACK.get(unclear.reason, default)
    asked = f"{unclear.stage}.{unclear.field}"
    return question.format(said=unclear.said, choices=_either(unclear.choices)), asked


def _either(choices: tuple[str, ...]) -> str:
    return " or ".join([", ".join(choices[:-1]), choices[-1]] if len(choices) > 1 else choices)


def _question(known: Briefed) -> tuple[str, str]:
    stage = known.stage
    if stage is REVIEW:
        return _review(known)
    if missing := known.missing(stage.id):
        return QUESTIONS[stage.id, missing[0]].ask, f"{stage.id}.{missing[0]}"
    if known.problems(stage.id):
        return "What would you like to change?", f"{stage.id}.{known.problems(stage.id)[0]['field'].split('.')[0]}"
    if stage.optional and not known.facts["stages"][stage.id]["data"]:
        return SPONSORS_ASK, f"{stage.id}.sponsors"
    following = NAMES[STAGES[STAGES.index(stage) + 1].id]
    return (
        f"Anything to add, such as {EXTRAS[stage.id]}? Otherwise say “next” and we go on to {following}.",
        f"{stage.id}.",
    )


def _review(known: Briefed) -> tuple[str, str]:
    """The first gap of any stage, or the summary and the question that leads to the approval."""
    for stage in STAGES:
        if stage is not REVIEW and not known.is_valid(stage.id):
            missing = known.missing(stage.id)
            if not missing:
                problem = known.problems(stage.id)[0]
                return f"{stage.title}: {problem['message']}", f"{stage.id}.{problem['field'].split('.')[0]}"
            return QUESTIONS[stage.id, missing[0]].ask, f"{stage.id}.{missing[0]}"
    return (
        f"{_summary(known)} Say “publish” and I ask for your approval, or tell me what to change.",
        f"{REVIEW.id}.confirmed",
    )


def _summary(known: Briefed) -> str:
    event = known.facts["stages"]["eventSetup"]["data"]
    venue = known.facts["stages"]["venueSetup"]["data"]
    tickets = known.facts["stages"]["ticketSetup"]["data"]
    place = venue.get("city") or venue.get("streaming_url")
    tiers = _shown(tickets["tiers"])
    when = f"{event['date']} at {event['start_time']} ({event['timezone']})"
    return (
        f"Here is your event: {event['title']}, {event['type'].replace('_', ' ')} on {when}, {place}; tickets: {tiers}."
    )
