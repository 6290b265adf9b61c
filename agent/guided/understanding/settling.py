"""The answer to something asked back: one of its choices, or the part of a tier that lacked."""

import re
from dataclasses import replace
from datetime import date

from .dates import find_days
from .meaning import Asked, Setting, Unclear, Understood
from .readers import understand

_ORDINALS = (
    re.compile(r"\b(?:1st|first|former|1|a)\b", re.IGNORECASE),
    re.compile(r"\b(?:2nd|second|latter|2|b)\b", re.IGNORECASE),
    re.compile(r"\b(?:3rd|third|3|c)\b", re.IGNORECASE),
    re.compile(r"\b(?:4th|fourth|4|d)\b", re.IGNORECASE),
)
_MORNING = re.compile(r"\b(?:a\.?m|morning|early|noon)\b", re.IGNORECASE)
_EVENING = re.compile(r"\b(?:p\.?m|evening|afternoon|night|later?)\b", re.IGNORECASE)
_JOINS = {
    "tier_needs_quantity": "{said}, {text} seats",
    "tier_needs_price": "{said} at {text}",
    "tier_needs_name": "{text} {said}",
}


def settle(text: str, unclear: Unclear, setting: Setting) -> Understood:
    """Read the answer to an open `unclear`; an answer about something else is read as any message."""
    setting = replace(setting, asked=Asked(unclear.stage, unclear.field) if unclear.field else setting.asked)
    if choice := chosen(text, unclear) or _dated(text, unclear, setting.today):
        return understand(choice, setting)
    if join := _JOINS.get(unclear.reason):
        joined = understand(join.format(said=unclear.said, text=text.strip(" .!")), setting)
        if unclear.field in joined.facts.get(unclear.stage, {}) and len(text.split()) <= 6:
            return joined
    return understand(text, setting)


def chosen(text: str, unclear: Unclear) -> str | None:
    """The choice that a short answer points at: by its own words, by number, or as morning or evening."""
    if len(text) > 60:
        return None
    said = text.strip(" .!,").casefold()
    named = [choice for choice in unclear.choices if said == choice.casefold()] or [
        choice for choice in unclear.choices if len(said) > 2 and said in choice.casefold()
    ]
    if len(named) == 1:
        return named[0]
    if unclear.reason == "morning_or_evening" and (half := _half(said)) is not None:
        return sorted(unclear.choices)[half]
    counted = [n for n, ordinal in enumerate(_ORDINALS[: len(unclear.choices)]) if ordinal.search(said)]
    return unclear.choices[counted[0]] if len(counted) == 1 and len(said.split()) <= 4 else None


def _dated(text: str, unclear: Unclear, today: date) -> str | None:
    """A day and month alone, in the year that was said before: 03/04/2031, then "3 April"."""
    years = {choice[:4] for choice in unclear.choices if re.fullmatch(r"\d{4}-\d\d-\d\d", choice)}
    year = next(iter(years)) if len(years) == 1 else ""
    if not year or year not in unclear.said or len(text) > 60:
        return None
    now, then = find_days(text, today), find_days(text, date(int(year), 1, 1))
    # "Tomorrow" and "Friday" depend on today; a day and month differ by the year alone.
    yearless = (
        len(now) == len(then) == 1 and now[0].value[5:] == then[0].value[5:] and str(now[0].value[:4]) not in text
    )
    return then[0].value if yearless and now[0].value else None


def _half(said: str) -> int | None:
    if re.search(r"\d", said):
        return None
    return 0 if _MORNING.search(said) else 1 if _EVENING.search(said) else None
