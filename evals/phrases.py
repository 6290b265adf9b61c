"""How a simulated organizer says a fact that brings no words of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from evals.cases import Told


def said(stage: str, field: str, told: Told) -> str:
    return told.say or _SAYINGS[stage, field](told.value)


def _as(pattern: str) -> Callable[[Any], str]:
    return lambda value: pattern.format(value)


def _words(pattern: str) -> Callable[[Any], str]:
    return lambda value: pattern.format(str(value).replace("_", " "))


def _day(pattern: str) -> Callable[[Any], str]:
    def say(value: Any) -> str:
        day = date.fromisoformat(str(value))
        return pattern.format(f"{day.day} {day:%B %Y}")

    return say


def _listed(pattern: str) -> Callable[[Any], str]:
    return lambda value: pattern.format(" and ".join(map(str, value)))


def _tiers(value: list[Mapping[str, Any]]) -> str:
    return ", ".join(f"{tier['name']} {_price(tier['price'])} x {tier['quantity']}" for tier in value)


def _price(price: Any) -> str:
    return "free" if float(price) == 0 else f"{price} each"


def _sponsors(value: list[Mapping[str, Any]]) -> str:
    return " and ".join(f"{sponsor['name']} as {sponsor['tier']} sponsor" for sponsor in value)


def _payment(value: Mapping[str, Any]) -> str:
    return "payment is set up later" if value["deferred"] else "payment is set up now"


_SAYINGS: Mapping[tuple[str, str], Callable[[Any], str]] = {
    ("organizerSetup", "name"): _as("my name is {}"),
    ("organizerSetup", "email"): _as("my e-mail is {}"),
    ("organizerSetup", "organization"): _as("my organization is {}"),
    ("organizerSetup", "role"): _words("I am a {}"),
    ("eventSetup", "title"): _as("the title is {}"),
    ("eventSetup", "type"): _words("it is a {}"),
    ("eventSetup", "date"): _day("it is on {}"),
    ("eventSetup", "start_time"): _as("it starts at {}"),
    ("eventSetup", "end_time"): _as("it ends at {}"),
    ("eventSetup", "timezone"): _as("the time zone is {}"),
    ("eventSetup", "description"): _as("the description is {}"),
    ("eventSetup", "goals"): _listed("the goals are {}"),
    ("eventSetup", "target_attendees"): _as("we expect {} guests"),
    ("venueSetup", "mode"): _words("it is {}"),
    ("venueSetup", "name"): _as("the venue is called {}"),
    ("venueSetup", "address"): _as("the address is {}"),
    ("venueSetup", "city"): _as("the venue is in {}"),
    ("venueSetup", "capacity"): _as("the capacity is {}"),
    ("venueSetup", "streaming_url"): _as("the stream is at {}"),
    ("ticketSetup", "tiers"): _tiers,
    ("ticketSetup", "currency"): _as("prices are in {}"),
    ("ticketSetup", "total_capacity"): _as("{} tickets in total"),
    ("ticketSetup", "sales_start_date"): _day("sales start on {}"),
    ("ticketSetup", "sales_end_date"): _day("sales end on {}"),
    ("ticketSetup", "payment"): _payment,
    ("sponsorsMedia", "sponsors"): _sponsors,
    ("sponsorsMedia", "media_partners"): _listed("our media partners are {}"),
    ("sponsorsMedia", "press_release"): _as("the press text is: {}"),
}

# What a question is about, where it says so in English; the first that fits the last question counts first.
ASKS: Mapping[tuple[str, str], str] = {
    ("organizerSetup", "name"): r"your (?:full )?name|who (?:are|am i)",
    ("organizerSetup", "email"): r"e-?mail",
    ("organizerSetup", "role"): r"your role|fashion designer",
    ("organizerSetup", "organization"): r"organi[sz]ation|company",
    ("eventSetup", "title"): r"called|title|name of the event",
    ("eventSetup", "type"): r"kind of event|type of event|pop-up",
    ("eventSetup", "date"): r"which day|what day|date|when is",
    ("eventSetup", "start_time"): r"start|what time",
    ("eventSetup", "timezone"): r"time ?zone",
    ("eventSetup", "end_time"): r"\bend",
    ("venueSetup", "mode"): r"physical|stream,? or both|in person",
    ("venueSetup", "address"): r"address|street",
    ("venueSetup", "city"): r"which city|what city",
    ("venueSetup", "capacity"): r"how many guests|capacity",
    ("venueSetup", "streaming_url"): r"web address|link|stream\b",
    ("ticketSetup", "tiers"): r"which tickets|tiers",
    ("ticketSetup", "currency"): r"currency",
    ("ticketSetup", "total_capacity"): r"in total",
    ("ticketSetup", "payment"): r"payment|later",
    ("sponsorsMedia", "sponsors"): r"sponsor",
    ("sponsorsMedia", "media_partners"): r"media",
    ("sponsorsMedia", "press_release"): r"press",
}
