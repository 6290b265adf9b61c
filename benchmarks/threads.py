"""One thread of the real product, its early turns against its late ones: wire, CPU, Postgres.

A turn is one sentence of a person with one fact, which guided mode saves by a tool call and answers. Everything but
HTTP is real: embedded Postgres, checkpoints, ledger, transcript, event log. CPU is measured in turns: the fifth turn of
a new thread, then the next turn of the old one, again and again.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from statistics import median

import psutil

from benchmarks.product import Product, opened
from benchmarks.statements import Statements, recorded
from benchmarks.tables import Goal, goals, number, table
from server.agui.runs import RunKeeper
from tests.agent.conversation import Conversation
from tests.state.worlds import somebody

EARLY, MIDDLE, LATE, PAIRS, COUNTED = 5, 100, 200, 20, 5
_NAMES = ("Anna Rossi", "Bruno Conti")


@dataclass(frozen=True)
class Turn:
    """What one turn cost: bytes on the wire, CPU milliseconds of this process and of Postgres."""

    size: int
    cpu: float
    postgres: float


@dataclass
class Thread:
    """A conversation that goes on and on."""

    keeper: RunKeeper
    turns: int = 0
    chat: Conversation = field(init=False)

    def __post_init__(self) -> None:
        self.chat = Conversation(self.keeper, somebody())

    async def upto(self, turn: int) -> Thread:
        while self.turns < turn:
            await self.say()
        return self

    async def say(self) -> int:
        """The next turn; bytes on the wire."""
        text = f"My name is {_NAMES[self.turns % 2]}"
        message = {"id": f"{self.chat.thread_id}-{self.turns}", "role": "user", "content": text}
        self.turns += 1
        live = await self.keeper.start(self.chat.principal, self.chat.request(messages=[message]))
        told = b"".join([part async for part in live.follow()])
        assert b"RUN_FINISHED" in told and b"TOOL_CALL_RESULT" in told, told[-500:]
        return len(told)


@dataclass
class Measured:
    early: list[Turn] = field(default_factory=list)
    late: list[Turn] = field(default_factory=list)
    sizes: dict[int, int] = field(default_factory=dict)
    statements: dict[str, Statements] = field(default_factory=dict)

    def growth(self, since: int, until: int) -> float:
        """KB per turn in Postgres."""
        return (self.sizes[until] - self.sizes[since]) / 1024 / (until - since)


async def measure() -> str:
    """Markdown: the figures, and the goals they meet or miss."""
    async with opened() as product:
        await Thread(product.keeper).upto(10)
        measured, thread = Measured(), Thread(product.keeper)
        for turn in (1, MIDDLE, LATE):
            await thread.upto(turn)
            measured.sizes[turn] = await product.size()
        for _ in range(PAIRS):
            young = await Thread(product.keeper).upto(EARLY - 1)
            measured.early.append(await _turn(young.say))
            measured.late.append(await _turn(thread.say))
        for name, old in (("early", 0), ("late", thread.turns)):
            measured.statements[name] = await _statements(product, thread, old)
    return _report(measured)


async def _turn(say: Callable[[], Awaitable[int]]) -> Turn:
    cpu, postgres = time.process_time(), _children()
    size = await say()
    return Turn(size, (time.process_time() - cpu) * 1000, (_children() - postgres) * 1000)


def _children() -> float:
    """CPU seconds of the embedded Postgres, by the kernel's clock of 10 ms: only sums of many turns mean something."""
    seconds = 0.0
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            seconds += sum(child.cpu_times()[:2])
    return seconds


async def _statements(product: Product, thread: Thread, turns: int) -> Statements:
    """Of turns early in threads of their own, or of the old thread's next ones."""
    told = [thread] * COUNTED if turns else [await Thread(product.keeper).upto(EARLY - 1) for _ in range(COUNTED)]
    async with recorded(product, COUNTED) as statements:
        for each in told:
            await each.say()
        await asyncio.sleep(0.3)
    return statements


def _report(measured: Measured) -> str:
    kinds = {name: each.per_turn() for name, each in measured.statements.items()}
    return "\n".join(["### One thread\n", goals(_goals(measured, kinds)), _turns(measured), _sent(measured, kinds)])


def _goals(measured: Measured, kinds: dict[str, dict[str, float]]) -> list[Goal]:
    early, late = measured.early, measured.late
    sizes = median(turn.size for turn in late) / median(turn.size for turn in early)
    cpu = median(turn.cpu for turn in late) / median(turn.cpu for turn in early)
    return [
        Goal(f"bytes of turn {LATE} / turn {EARLY}", sizes, 1.05),
        Goal(f"CPU of turn {LATE} / turn {EARLY}", cpu, 1.25, 1),
        Goal(f"Postgres KB per turn after turn {MIDDLE}", measured.growth(MIDDLE, LATE), 4, 3),
        Goal("statements per run, control and role apart", kinds["late"]["rest"], 8),
    ]


def _turns(measured: Measured) -> str:
    rows = []
    for name, turns in ((f"turn {EARLY}", measured.early), (f"turn {LATE} on", measured.late)):
        postgres = sum(turn.postgres for turn in turns) / len(turns)
        middle = [median(getattr(turn, what) for turn in turns) for what in ("size", "cpu")]
        rows.append([name, *map(number, [*middle, postgres])])
    growth = [["growth, KB per turn", *(number(measured.growth(*span)) for span in ((1, MIDDLE), (MIDDLE, LATE)))]]
    return (
        table(["", "bytes", "CPU ms", "Postgres CPU ms"], rows)
        + "\n"
        + table(["", f"turns 1 to {MIDDLE}", f"turns {MIDDLE} to {LATE}"], growth)
    )


def _sent(measured: Measured, kinds: dict[str, dict[str, float]]) -> str:
    head = ["statements per run", "transaction control", "role and claims", "rest", "its tool's transaction"]
    return table(head, [[name, *map(number, kinds[name].values())] for name in measured.statements])


if __name__ == "__main__":
    print(asyncio.run(measure()))
