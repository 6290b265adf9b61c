"""`wizard eval capture`: from the rows of a session to a case, redacted, for a person to look over."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import yaml
from sqlmodel import col, select

from evals.capturing.redaction import Redaction, harmless_words
from evals.cases import JOURNEY, NO, YES, load
from evals.sameness import same
from evals.stores import BadRun
from server import schema
from server.settings import Settings
from state.database import Database, Transaction
from state.values import Principal
from state.wizard import changes, interactions, sessions
from state.wizard.changes import WizardChange
from state.wizard.interactions import WizardInteraction
from state.wizard.record import WizardSession
from state.wizard.view import SessionView, view
from tools.review import REQUEST_PUBLISH

_MOST_ROWS, _LISTED = 2_000, 20
_HEAD = (
    "# Captured from life, and redacted. Look it over before it is used: the facts are what was stored in the end,\n"
    "# which may be just what went wrong; say what was right, and what must not happen.\n"
)
# What names, or may name, somebody or something.
_PERSONAL = {"name", "organization", "title", "description", "goals", "address", "press_release", "sponsors"}
_PERSONAL |= {"media_partners"}


@dataclass(frozen=True)
class Stored:
    """A session as its rows tell it."""

    session: SessionView
    said: Sequence[WizardInteraction]
    changed: Sequence[WizardChange]


async def captured(settings: Settings, who: Principal, session_id: str, to: Path) -> str:
    """Adds the case to the file, and says so. Raises NotFound, and BadRun where nothing is left to make a case of."""
    async with _opened(settings, who) as tx:
        row = await sessions.get(tx, session_id)
        rows = await interactions.since(tx, row.id, 0, _MOST_ROWS)
        stored = Stored(view(row), rows, [change for change, _ in await changes.history(tx, row.id)])
    number = len(load([to])) + 1 if to.exists() else 1
    text = redacted(stored, f"captured-{number}")
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_text((to.read_text(encoding="utf-8") if to.exists() else _HEAD) + text, encoding="utf-8")
    load([to])
    return f"captured-{number} is in {to}. Look it over: what was stored may be just what went wrong."


async def worst_rated(settings: Settings, who: Principal) -> str:
    """Sessions of this organization with a rating, the lowest first."""
    async with _opened(settings, who) as tx:
        rated = (
            select(WizardSession.session_id, WizardInteraction.csat)
            .join(WizardSession, col(WizardSession.id) == WizardInteraction.wizard_session_id)
            .where(col(WizardInteraction.csat).is_not(None))
            .order_by(col(WizardInteraction.csat), col(WizardInteraction.id).desc())
            .limit(_LISTED)
        )
        found = (await tx.execute(rated)).all()
    return "\n".join(f"{csat}  {session_id}" for session_id, csat in found) or "No conversation has been rated."


def redacted(stored: Stored, name: str) -> str:
    """The case as YAML. Raises BadRun when there are no words left, or something personal would stay."""
    lines = list(_lines(stored.said))
    if not lines or any(row.redacted_at for row in stored.said):
        raise BadRun("What was said is not all there: nothing was, or it has been redacted after 30 days.")
    facts = {stage: _facts(stage, it.data, stored.changed) for stage, it in stored.session.stages.items() if it.data}
    facts.pop("reviewPublish", None)
    hide = Redaction(harmless_words() | _towns(stored.session), _factor(facts, lines))
    hide.learn(_personal(facts))
    csat = [row.csat for row in stored.said if row.csat]
    case = {
        "id": name,
        "title": f"Captured from life, rated {min(csat)} of 5" if csat else "Captured from life, never rated",
        "about": JOURNEY,
        "says": [line if line in (YES, NO) else hide.text(line) for line in lines],
        "facts": {stage: _hidden(of, hide) for stage, of in facts.items()},
        "expect": {"stage": stored.session.current_stage, "published": stored.session.event_id is not None},
    }
    text = yaml.safe_dump([case], allow_unicode=True, sort_keys=False, width=110)
    if left := hide.leaks(text):
        raise BadRun(f"{len(left)} personal words would stay in the case; it was not written.")
    return "\n" + text


def _lines(rows: Sequence[WizardInteraction]) -> Iterator[str]:
    """What the person said, and his answers to approvals; words said while one is open decline it by themselves."""
    open_calls: set[str] = set()
    for row in rows:
        if row.role == "user":
            open_calls.clear()
            yield row.text
        elif row.role == "assistant":
            open_calls |= {call["id"] for call in row.tool_calls or () if call["name"] == REQUEST_PUBLISH}
        elif row.role == "tool" and row.tool_call_id in open_calls and (answer := _answer(row.text)):
            yield answer


def _answer(text: str) -> str | None:
    told: Mapping[str, Any] = orjson.loads(text) if text.startswith("{") else {}
    if "published" not in told or "not_ready" in told:
        return None
    return YES if told["published"] else NO


def _facts(stage: str, data: Mapping[str, Any], changed: Sequence[WizardChange]) -> dict[str, dict[str, Any]]:
    """Each value, with those that stood there before."""
    facts: dict[str, dict[str, Any]] = {}
    for name, value in data.items():
        before = [change.fields[name]["to"] for change in changed if change.stage == stage and name in change.fields]
        was = [each for each in before if each is not None and not same(each, value)]
        facts[name] = {"value": value} | ({"was": was} if was else {})
    return facts


def _hidden(facts: Mapping[str, Mapping[str, Any]], hide: Redaction) -> dict[str, Any]:
    """Choices, days and zones stay as they are; a fact that never changed is written as its bare value."""
    hidden = {name: hide.value(told) if _may_tell(name) else dict(told) for name, told in facts.items()}
    return {name: told if "was" in told else told["value"] for name, told in hidden.items()}


def _may_tell(name: str) -> bool:
    return name in _PERSONAL | {"email", "streaming_url", "tiers", "total_capacity", "capacity", "target_attendees"}


def _personal(facts: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Iterator[str]:
    for fields in facts.values():
        for name, told in fields.items():
            if name in _PERSONAL:
                yield from _texts([told["value"], *told.get("was", ())])


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        # A sponsor's level is no name.
        yield from _texts([each for name, each in value.items() if name != "tier"])
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)


def _towns(session: SessionView) -> set[str]:
    """The words of the town and of its zone, without which nobody could tell what time it is there."""
    town = str(session.stages["venueSetup"].data.get("city", ""))
    zone = str(session.stages["eventSetup"].data.get("timezone", ""))
    return {word.casefold() for word in re.findall(r"\w+", f"{town} {zone}".replace("_", " "))}


def _factor(facts: Mapping[str, Mapping[str, Mapping[str, Any]]], lines: Sequence[str]) -> int:
    """The largest that the limits allow; 1 where an amount was told in words, which could not follow."""
    names = ("capacity", "total_capacity", "target_attendees")
    amounts = [told["value"] for fields in facts.values() for name, told in fields.items() if name in names]
    said = "\n".join(lines)
    if any(str(amount) not in said.replace(",", "").replace(".", "") for amount in amounts):
        return 1
    return next((factor for factor in (3, 2) if max(amounts, default=0) * factor <= 10_000), 1)


@asynccontextmanager
async def _opened(settings: Settings, who: Principal) -> AsyncIterator[Transaction]:
    with schema.database_url(settings) as url:
        database = Database(url, pool_size=1)
        try:
            async with database.transaction(who) as tx:
                yield tx
        finally:
            await database.close()
