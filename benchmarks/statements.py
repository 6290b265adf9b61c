"""Which statements Postgres was sent, by its own log (log_statement = all), transaction by transaction."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from benchmarks.product import Product

# Process, virtual transaction; what follows is the level.
_PREFIX = "%p %v~"
_LINE = re.compile(r"(?P<transaction>\d+ \d+/\d+)~LOG:  (?:statement|execute [^:]+): (?P<text>.*)")
_CONTROL = re.compile(r"(begin|commit|rollback|savepoint|release)\b", re.IGNORECASE)
# Work of the process, not of a run: the writer of all event logs, the leases, the sweep.
_OF_THE_PROCESS = ("app.append_run_events", "app.keep_runs", "app.sweep_runs", "log_statement", "pg_reload_conf")
_OF_A_TOOL = "app.write_session"


@dataclass
class Statements:
    """`texts` holds a transaction's statements, in order; `turns` is how many turns sent them."""

    turns: int
    texts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def per_turn(self) -> dict[str, float]:
        """Of a run without its tools: transaction control, role and claims, the rest; and what its tools sent."""
        counted: dict[str, int] = dict.fromkeys(("control", "role", "rest", "tools"), 0)
        for transaction in self.texts.values():
            is_tool = any(_OF_A_TOOL in text for text in transaction)
            for text in transaction:
                counted["tools" if is_tool else _kind(text)] += 1
        return {kind: count / self.turns for kind, count in counted.items()}


@asynccontextmanager
async def recorded(product: Product, turns: int) -> AsyncIterator[Statements]:
    """Filled once the context has ended."""
    found = Statements(turns)
    _log(product, "all")
    since = product.log.stat().st_size
    try:
        yield found
    finally:
        _log(product, "none")
        with product.log.open() as log:
            log.seek(since)
            _sort(found, log)


def _log(product: Product, level: str) -> None:
    product.sql(f"alter system set log_line_prefix = '{_PREFIX}'")
    product.sql(f"alter system set log_statement = '{level}'")
    product.sql("select pg_reload_conf()::int")
    # Every session reads the change before its next command, a moment later.
    product.sql("select 1 from pg_sleep(0.2)")


def _sort(found: Statements, log: Iterable[str]) -> None:
    """A statement's further lines begin with a tab."""
    newest: list[str] = []
    for line in log:
        if said := _LINE.match(line):
            newest = found.texts[said["transaction"]]
            newest.append(said["text"].strip())
        elif line.startswith("\t") and newest:
            newest[-1] += " " + line.strip()
    for transaction, texts in list(found.texts.items()):
        if any(name in text for text in texts for name in _OF_THE_PROCESS) or texts == [_PAUSE]:
            del found.texts[transaction]


_PAUSE = "select 1 from pg_sleep(0.2)"


def _kind(text: str) -> str:
    if _CONTROL.match(text):
        return "control"
    return "role" if "set_config('role'" in text else "rest"
