"""`wizard eval run`: what was asked for becomes a world, models with their records, a bar on the screen, and a run."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from agent.models import GUIDED, ModelChoice
from evals import models, world
from evals.cases import Case
from evals.estimates import estimate
from evals.models import NoModel
from evals.replay import Meter, Mode, Records
from evals.reports import figures
from evals.running import Limits, Subject, bench, run
from evals.stores import Results, Store
from evals.tone import Grader
from evals.transcripts import Sample
from server import logs
from server.settings import LogFormat, Settings, load


@dataclass(frozen=True)
class Talk:
    """How conversations are had: how often each, by whom, judged by whom, how long, how many at a time."""

    epochs: int = 1
    played: bool = False
    tone: bool = False
    patience: float = 120
    at_once: int = 4


@dataclass(frozen=True)
class Wish:
    """The options of the command: what is measured, where to, and at what cost in US dollars."""

    label: str
    to: Path
    model: str | None = None
    prompts: Path | None = None
    talk: Talk = Talk()
    budget: float | None = None
    records: Path = Path("replies")
    replies: Mode = Mode.auto
    inspect: bool = False


async def measured(cases: Sequence[Case], wish: Wish) -> Results:
    """Runs with the settings of the environment; tells on standard error what it will cost, goes on, and came to."""
    logs.configure(LogFormat.console)
    console = Console(stderr=True)
    choice = _choice(load(), wish)
    console.print(
        f"{len(cases)} cases × {wish.talk.epochs}: {estimate(cases, wish.talk.epochs, choice.name, wish.prompts)}."
    )
    meter = Meter(None if wish.budget is None else round(wish.budget * 1_000_000))
    async with _subject(choice, wish, meter) as subject, world.opened() as where:
        with _Bar(console, len(cases) * wish.talk.epochs, wish.inspect) as tell:
            at = bench(where, cases, subject, Limits(wish.talk.patience, wish.talk.at_once, meter))
            results = await _engine(wish)(at, Store(wish.to), wish.label, tell)
    _tell(console, results, meter, wish.to)
    return results


def _engine(wish: Wish) -> Callable[..., Awaitable[Results]]:
    if not wish.inspect:
        return run
    from evals import inspecting

    return inspecting.run


def _choice(settings: Settings, wish: Wish) -> ModelChoice:
    name = wish.model or settings.model
    return ModelChoice(name, settings.google_api_key, settings.gemini_base_url, settings.model_timeout_seconds)


@asynccontextmanager
async def _subject(choice: ModelChoice, wish: Wish, meter: Meter) -> AsyncIterator[Subject]:
    """Raises NoModel when somebody has to be played, or graded, and there is no model for it."""
    if choice.name == GUIDED and (wish.talk.played or wish.talk.tone):
        raise NoModel("Guided mode can neither play an organizer nor grade; name a model with --model or MODEL.")
    async with models.opened(choice, Records(wish.records, wish.replies, meter), wish.talk.epochs) as measured:
        subject = Subject(choice.name, measured, wish.prompts)
        if wish.talk.played:
            subject = replace(subject, players=measured)
        yield replace(subject, grader=Grader(measured[0])) if wish.talk.tone else subject


class _Bar:
    """A bar where a person looks on, nothing where a file does; inspect-ai draws its own."""

    def __init__(self, console: Console, total: int, is_quiet: bool) -> None:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[told]}"),
            TimeRemainingColumn(),
        )
        self.progress = Progress(*columns, console=console, disable=is_quiet or not sys.stderr.isatty())
        self.task = self.progress.add_task("Conversations", total=total, told="")
        self.missed = self.broken = 0

    def __enter__(self) -> Callable[[Sample], None]:
        self.progress.start()
        return self._tell

    def __exit__(self, *_: object) -> None:
        self.progress.stop()

    def _tell(self, sample: Sample) -> None:
        self.broken += sample.error is not None
        self.missed += sample.error is None and not sample.passed
        self.progress.update(self.task, advance=1, told=f"{self.missed} missed, {self.broken} broken")


def _tell(console: Console, results: Results, meter: Meter, folder: Path) -> None:
    console.print(
        f"{figures.passed(results)} conversations passed; {meter.live} live replies for ${meter.micros / 1e6:.4f}, "
        f"{meter.replayed} from the records. Written to {folder}."
    )
    if not results.is_whole:
        console.print(f"{results.gaps()}. Run the same command to go on.", style="red")
