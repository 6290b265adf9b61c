"""What guided mode asks next: what it did not understand, else the first gap, else whether to go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from agent.guided.briefed import TO_CLEAR, Briefed
from agent.guided.offers import Facts, offer
from agent.guided.questions import CLEAR_ASK, EXTRAS, NAMES, QUESTIONS, SPONSORS_ASK
from agent.guided.understanding import IntentKind, Understood
from state.wizard.stages import REVIEW, STAGES
from tools.navigation import ASK_FIRST


@dataclass(frozen=True)
class Asking:
    """The words of a question; `field` is `stage.field`, `offer` the facts that a yes tells."""

    text: str
    field: str
    offer: Facts | None = None


def asking(known: Briefed, heard: Understood) -> Asking:
    """The question that a reply ends with."""
    if any(outcome.get("error") == ASK_FIRST for outcome in known.outcomes):
        return Asking(CLEAR_ASK, f"{known.stage.id}.{TO_CLEAR}")
    return _which(heard) if heard.unclear else _question(known, heard)


def shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(shown(item) for item in value)
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


_ASK_BACK = {
    "tier_needs_price": "What does a ticket of “{said}” cost?",
    "tier_needs_quantity": "How many tickets are there of “{said}”?",
    "tier_needs_name": "What is that tier called: “{said}”?",
    "sponsor_needs_tier": "At which level does {said} support you: {choices}?",
    "several_currencies": "You named more than one currency; which one are all prices in: {choices}?",
    "day_missing": "Which day do you mean by “{said}”?",
}


def _which(heard: Understood) -> Asking:
    unclear = heard.unclear[0]
    default = "You said “{said}”: do you mean {choices}?" if unclear.choices else "What do you mean by “{said}”?"
    question = _ASK_BACK.get(unclear.reason, default)
    text = question.format(said=unclear.said, choices=_either(unclear.choices))
    return Asking(text, f"{unclear.stage}.{unclear.field}")


def _either(choices: tuple[str, ...]) -> str:
    return " or ".join([", ".join(choices[:-1]), choices[-1]] if len(choices) > 1 else choices)


def _question(known: Briefed, heard: Understood) -> Asking:
    stage = known.stage
    if stage is REVIEW:
        return _review(known, heard)
    if missing := known.missing(stage.id):
        return _gap(known, heard, stage.id, missing[0])
    if known.problems(stage.id):
        return Asking("What would you like to change?", _first_problem(known, stage.id))
    if stage.optional and not known.data[stage.id]:
        return Asking(SPONSORS_ASK, f"{stage.id}.sponsors")
    following = NAMES[STAGES[STAGES.index(stage) + 1].id]
    text = f"Anything to add, such as {EXTRAS[stage.id]}? Otherwise say “next” and we go on to {following}."
    return Asking(text, f"{stage.id}.")


def _gap(known: Briefed, heard: Understood, stage: str, field: str) -> Asking:
    """An offer where one can be made; one that was just declined is not made again."""
    made = offer(stage, field, known.data)
    declined = made and made.facts == known.offer and any(i.kind is IntentKind.NO for i in heard.intents)
    if made and not declined:
        return Asking(made.ask, f"{stage}.{field}", made.facts)
    return Asking(QUESTIONS[stage, field].ask, f"{stage}.{field}")


def _first_problem(known: Briefed, stage: str) -> str:
    return f"{stage}.{known.problems(stage)[0]['field'].split('.')[0]}"


def _review(known: Briefed, heard: Understood) -> Asking:
    """The first gap of any stage, or the summary and the question that leads to the approval."""
    for stage in STAGES:
        if stage is REVIEW or known.is_valid(stage.id):
            continue
        if missing := known.missing(stage.id):
            return _gap(known, heard, stage.id, missing[0])
        return Asking(f"{stage.title}: {known.problems(stage.id)[0]['message']}", _first_problem(known, stage.id))
    text = f"{_summary(known)} Say “publish” and I ask for your approval, or tell me what to change."
    return Asking(text, f"{REVIEW.id}.confirmed")


def _summary(known: Briefed) -> str:
    event = known.facts["stages"]["eventSetup"]["data"]
    venue = known.facts["stages"]["venueSetup"]["data"]
    tickets = known.facts["stages"]["ticketSetup"]["data"]
    place = venue.get("city") or venue.get("streaming_url")
    tiers = shown(tickets["tiers"])
    when = f"{event['date']} at {event['start_time']} ({event['timezone']})"
    return (
        f"Here is your event: {event['title']}, {event['type'].replace('_', ' ')} on {when}, {place}; tickets: {tiers}."
    )
