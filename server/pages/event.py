"""A published event in the words of its page: dates, places, prices and partners as people read them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from state.events.published import PublishedEvent

LOCALE = "en"
# What link previews take of a description.
SUMMARY_LENGTH = 500
_TIERS_OF_SPONSORS = {
    "title": "Title sponsor",
    "platinum": "Platinum",
    "gold": "Gold",
    "silver": "Silver",
    "bronze": "Bronze",
    "custom": "Supporters",
}


@dataclass(frozen=True)
class Ticket:
    """One tier: `price` in words, `note` on whether it can be had (None: free for all), `link` to where it is sold."""

    name: str
    description: str | None
    price: str
    note: str | None
    link: str | None


@dataclass(frozen=True)
class Place:
    """Where it happens; `stream` is there for virtual and hybrid events, whose `stream_link` may be missing."""

    name: str | None
    address: str | None
    city: str | None
    is_streamed: bool
    stream_link: str | None

    @property
    def lines(self) -> list[str]:
        """As on an envelope; a city that the address names already does not stand there twice."""
        is_named = self.city and self.address and re.search(rf"\b{re.escape(self.city)}\b", self.address, re.IGNORECASE)
        return [line for line in (self.name, self.address, None if is_named else self.city) if line]


@dataclass(frozen=True)
class EventPage:
    """All that the template says; every member is plain text, escaped where it is put into the page."""

    title: str
    kind: str
    organizer: str | None
    summary: str
    paragraphs: list[str]
    weekday: str
    date: str
    times: str
    ends: str | None
    zone: str
    start_iso: str
    end_iso: str | None
    place: Place
    tickets: list[Ticket]
    partners: list[tuple[str, list[str]]]
    has_ended: bool
    has_picture: bool


def page_of(event: PublishedEvent, now: datetime) -> EventPage:
    """Without a picture the page draws its own."""
    place = place_of(event.venue)
    times, ends = _times(event.start, event.end)
    has_ended = event.status == "completed" or (event.end is not None and event.end <= now)
    return EventPage(
        title=event.name,
        kind=event.type.replace("_", " ").capitalize(),
        organizer=event.organizer_name,
        summary=_summary(event, place),
        paragraphs=paragraphs(event.description or ""),
        weekday=f"{event.start:%A}",
        date=_date(event.start),
        times=times,
        ends=ends,
        zone=_zone(event.start, event.timezone),
        start_iso=event.start.isoformat(),
        end_iso=event.end.isoformat() if event.end else None,
        place=place,
        tickets=[_ticket(tier, has_ended) for tier in event.ticket_tiers],
        partners=_partners(event.sponsors, event.media_partners),
        has_ended=has_ended,
        has_picture=event.cover is not None,
    )


def place_of(venue: Mapping[str, Any]) -> Place:
    is_room, is_streamed = venue.get("mode") != "virtual", venue.get("mode") in {"virtual", "hybrid"}
    room = {name: venue.get(name) if is_room else None for name in ("name", "address", "city")}
    return Place(**room, is_streamed=is_streamed, stream_link=link(venue.get("streaming_url")) if is_streamed else None)


def link(address: object) -> str | None:
    """The address if a page may lead there: http or https, with a host. Everything else is text nobody asked for."""
    if not isinstance(address, str):
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in {"http", "https"} and parts.hostname else None


def sold_at(tier: Mapping[str, Any]) -> str | None:
    """Where money changes hands nothing goes in the clear."""
    address = link(tier.get("url"))
    return address if address and urlsplit(address).scheme == "https" else None


def paragraphs(text: str) -> list[str]:
    """Cut at blank lines; single line ends stay within."""
    lines = "\n".join(line.strip() for line in text.replace("\r", "").split("\n"))
    return [part.strip() for part in lines.split("\n\n") if part.strip()]


def price_of(tier: Mapping[str, Any]) -> Decimal:
    return Decimal(str(tier["price"]))


def _summary(event: PublishedEvent, place: Place) -> str:
    """The description on one line, else the event in a sentence."""
    where = place.city or ("online" if place.is_streamed else None)
    facts = f"{event.type.replace('_', ' ').capitalize()}, {_day(event.start)}" + (f", {where}" if where else "")
    text = " ".join((event.description or f"{facts}.").split())
    return text if len(text) <= SUMMARY_LENGTH else text[: SUMMARY_LENGTH - 1].rstrip() + "…"


def _date(moment: datetime) -> str:
    return f"{moment.day} {moment:%B} {moment.year}"


def _day(moment: datetime) -> str:
    return f"{moment:%A} {_date(moment)}"


def _times(start: datetime, end: datetime | None) -> tuple[str, str | None]:
    """Hours of the first day, and when it ends if that is another day."""
    if end is None or end.date() == start.date():
        return f"{start:%H:%M}" + (f" to {end:%H:%M}" if end else ""), None
    if (end.date() - start.date()).days == 1:
        return f"{start:%H:%M} to {end:%H:%M}", f"Ends the next day, {end:%A} {end.day} {end:%B}"
    return f"From {start:%H:%M}", f"Until {_day(end)}, {end:%H:%M}"


def _zone(moment: datetime, name: str) -> str:
    """Rome time (UTC+2)."""
    minutes = round((moment.utcoffset() or timedelta()).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    difference = f"UTC{'+' if minutes >= 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")
    return f"{name.split('/')[-1].replace('_', ' ')} time ({difference})" if "/" in name else name


def _ticket(tier: Mapping[str, Any], has_ended: bool) -> Ticket:
    is_free = price_of(tier) == 0
    is_open = bool(tier.get("on_sale")) and not has_ended
    # A link is made within moments of publishing; until then nobody can buy.
    opened = None if is_free else "On sale shortly"
    closed = "No longer available" if has_ended else "Not on sale yet"
    return Ticket(
        name=str(tier["name"]),
        description=tier.get("description"),
        price="Free" if is_free else _price(price_of(tier), tier.get("currency")),
        note=opened if is_open else closed,
        link=sold_at(tier) if is_open else None,
    )


def _price(amount: Decimal, currency: str | None) -> str:
    """150 euros, 79.50 euros, 12,000 Japanese yen."""
    # Takes a moment to import; an event without prices never needs it.
    from babel.numbers import format_currency

    if currency is None:
        return f"{amount:,}"
    if amount == amount.to_integral_value():
        return format_currency(amount, currency, "#,##0", LOCALE, currency_digits=False, format_type="name")
    return format_currency(amount, currency, locale=LOCALE, format_type="name")


def _partners(sponsors: Sequence[tuple[str, str]], media: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Groups in the order of what they give; groups without a name are left out."""
    groups = [
        (title, [company for tier, company in sponsors if tier == kind]) for kind, title in _TIERS_OF_SPONSORS.items()
    ]
    return [(title, names) for title, names in [*groups, ("Media partners", list(media))] if names]
