"""Share of the phrasings understood by stage, and the misses: python -m tests.agent.understanding.report [table]."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from agent.guided.understanding import Asked, Setting, Understood, understand

TODAY = date(2026, 11, 21)
# The same values, by C where the machine has it: the tables are long.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
TABLES = (
    "phrasings",
    "held_out",
    "blind",
    "blind_again",
    "blind_third",
    "blind_fourth",
    "blind_fifth",
    "blind_sixth",
    "more",
)
STAGES = ("organizerSetup", "eventSetup", "venueSetup", "ticketSetup", "sponsorsMedia", "reviewPublish")


@dataclass(frozen=True)
class Phrasing:
    """One row of the table: what is said in which setting, and what it means."""

    section: str
    say: str
    setting: Setting
    facts: Mapping[str, Mapping[str, object]]
    intents: tuple[tuple[str, str | None], ...]
    unclear: tuple[str, ...]

    def miss(self) -> str | None:
        """What was understood instead, or None if it is what was meant."""
        got = understand(self.say, self.setting)
        if (got.facts, _kinds(got), tuple(u.field for u in got.unclear)) == (self.facts, self.intents, self.unclear):
            return None
        unclear = [(u.field, u.reason, u.said) for u in got.unclear]
        return f"{dict(got.facts)} {[kind for kind, _ in _kinds(got)]} unclear={unclear}"


def _kinds(got: Understood) -> tuple[tuple[str, str | None], ...]:
    return tuple((str(intent.kind), intent.stage) for intent in got.intents)


def phrasings(table: str = "phrasings") -> Iterator[Phrasing]:
    """Every row of a table."""
    sections = yaml.load(Path(__file__).with_name(f"{table}.yaml").read_text(encoding="utf-8"), _Loader)
    for section, rows in sections.items():
        for row in rows:
            yield _phrasing(section, row)


def _phrasing(section: str, row: Mapping[str, Any]) -> Phrasing:
    stage = row.get("stage", section if section in STAGES else "eventSetup")
    asked = Asked(stage, row["asked"]) if "asked" in row else None
    facts = dict(row.get("also", {})) | ({section: row["is"]} if row.get("is") else {})
    intents = tuple((i, None) if isinstance(i, str) else (i["kind"], i["stage"]) for i in row.get("intents", ()))
    return Phrasing(
        section,
        row["say"],
        Setting(stage, row.get("data", {}), TODAY, asked),
        facts,
        intents,
        tuple(row.get("unclear", ())),
    )


def shares(table: str = "phrasings") -> dict[str, tuple[int, int]]:
    """Section -> rows understood, rows in all."""
    counted: dict[str, tuple[int, int]] = {}
    for phrasing in phrasings(table):
        good, rows = counted.get(phrasing.section, (0, 0))
        counted[phrasing.section] = (good + (phrasing.miss() is None), rows + 1)
    return counted


def main(table: str = "phrasings") -> None:
    """Print the shares and the misses."""
    for phrasing in phrasings(table):
        if miss := phrasing.miss():
            print(f"{phrasing.section}: {phrasing.say!r}\n    got {miss}")
    counted = shares(table)
    for section, (good, rows) in counted.items():
        print(f"{section:16} {good:4}/{rows:<4} {good / rows:6.1%}")
    print(f"{'all':16} {sum(g for g, _ in counted.values()):4}/{sum(r for _, r in counted.values())}")


if __name__ == "__main__":
    main(*sys.argv[1:])
