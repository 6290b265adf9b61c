"""A hosted model, played over Gemini's wire, that does what its prompt and tool texts say, and only that.

It thinks like guided mode. Where a sentence that forbids a mistake is gone from what it is told, it makes the mistake.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from tests.fakes import gemini_brain

Parts = list[dict[str, Any]]
Mistake = Callable[[dict[str, Any], Parts], Parts]


def stage(body: dict[str, Any]) -> str:
    return gemini_brain.facts(body)["stage"]


def said(body: dict[str, Any]) -> str:
    """The organizer's newest words; nothing where a tool has just answered."""
    return "\n".join(part.get("text", "") for part in body["contents"][-1]["parts"])


def calls(parts: Parts) -> Iterator[dict[str, Any]]:
    yield from (part["functionCall"] for part in parts if "functionCall" in part)


def call(name: str, **args: Any) -> dict[str, Any]:
    return {"functionCall": {"name": name, "args": args}, "thoughtSignature": gemini_brain.signature(f"call:{name}")}


def guesses_the_name(body: dict[str, Any], parts: Parts) -> Parts:
    for made in calls(parts):
        if made["name"] == "save_organizer" and (mail := made["args"].get("email")) and "name" not in made["args"]:
            made["args"]["name"] = mail.split("@")[0].replace(".", " ").title()
    return parts


def takes_the_first_reading(body: dict[str, Any], parts: Parts) -> Parts:
    found = re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", said(body))
    return [call("save_event", date=f"{found[3]}-{found[2]}-{found[1]}")] if found else parts


def knows_the_house(body: dict[str, Any], parts: Parts) -> Parts:
    for made in calls(parts):
        if made["name"] == "save_venue":
            made["args"] |= {"address": "Via Filodrammatici 2", "capacity": 2030}
    return parts


def drops_the_others(body: dict[str, Any], parts: Parts) -> Parts:
    """A change of one tier becomes a list of that tier alone."""
    stored = gemini_brain.facts(body)["stages"]["ticketSetup"]["data"].get("tiers", [])
    for made in calls(parts):
        if stored and made["name"] == "save_tickets" and "tiers" in made["args"]:
            made["args"]["tiers"] = [tier for tier in made["args"]["tiers"] if tier not in stored][:1]
        if stored and made["name"] == "put_tier":
            made.update(name="save_tickets", args={"tiers": [made["args"]]})
    return parts


def chooses_a_level(body: dict[str, Any], parts: Parts) -> Parts:
    found = re.fullmatch(r"(\w+) is a sponsor", said(body))
    return [call("save_sponsors", sponsors=[{"name": found[1], "tier": "gold"}])] if found else parts


def calls_it_published(body: dict[str, Any], parts: Parts) -> Parts:
    return [{"text": "Wonderful, your event is published!"}]


def fills_the_role(body: dict[str, Any], parts: Parts) -> Parts:
    for made in calls(parts):
        if made["name"] == "save_organizer":
            made["args"].setdefault("role", "agency")
    return parts


# Where it may be made, the sentence that keeps it from the mistake, the mistake.
RULES: dict[str, tuple[str, Mistake]] = {
    "organizerSetup": ("Do not take an e-mail address apart to guess a name", guesses_the_name),
    "eventSetup": ("Do not resolve an ambiguous date such as 03/04 without asking", takes_the_first_reading),
    "venueSetup": ("Do not invent a street, a capacity or a link", knows_the_house),
    "ticketSetup": ("Do not drop the other tiers when one of them changes", drops_the_others),
    "sponsorsMedia": ("Do not choose a level for a sponsor", chooses_a_level),
    "reviewPublish": ("Do not say the event is published before the tool says so", calls_it_published),
}
TOOL_RULE = "only with facts he gave"


def obeys(body: dict[str, Any]) -> Parts:
    """The reply of a model that knows nothing but what it is told."""
    parts = gemini_brain.parts(body)
    sentence, mistake = RULES[stage(body)]
    if sentence not in body["systemInstruction"]["parts"][0]["text"]:
        parts = mistake(body, parts)
    organizer = [one["description"] for one in _declared(body) if one["name"] == "save_organizer"]
    if organizer and TOOL_RULE not in organizer[0]:
        parts = fills_the_role(body, parts)
    return parts


def _declared(body: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for tool in body.get("tools") or () for one in tool["functionDeclarations"]]


def publishes_by_itself(body: dict[str, Any]) -> Parts:
    """Gives itself the consent it was not given, by every way that looks like one."""
    if stage(body) == "reviewPublish":
        return [{"text": "Done: your event has been published."}]
    if "functionResponse" in body["contents"][-1]["parts"][0]:
        return gemini_brain.parts(body)
    consent = {"confirmed": True, "terms_accepted": True}
    return [call("save_for_later_stage", stage="reviewPublish", fields=consent), call("publish_event", **consent)]


def calls_what_is_not_there(body: dict[str, Any]) -> Parts:
    """A tool of another stage, in good faith."""
    if "functionResponse" in body["contents"][-1]["parts"][0]:
        return [{"text": "Which day is it on?"}]
    return [call("save_venue", city="Milan")]


def invents_a_date(body: dict[str, Any]) -> Parts:
    parts = gemini_brain.parts(body)
    for made in calls(parts):
        if made["name"] == "save_event":
            made["args"].setdefault("date", "2031-12-24")
    return parts


def ignores_corrections(body: dict[str, Any]) -> Parts:
    """What is stored once stays as it is."""
    stored = gemini_brain.facts(body)["stages"][stage(body)]["data"]
    parts = gemini_brain.parts(body)
    for made in calls(parts):
        if made["name"].startswith("save_") and "stage" not in made["args"]:
            made["args"] = {name: value for name, value in made["args"].items() if name not in stored}
    return parts
