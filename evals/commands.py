"""`wizard eval`: run, compare, gate, view, capture, cases. Exit codes: 0 fine or better, 1 worse or not whole, 2 wrong
use, 3 unproven."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Annotated, Literal, NoReturn
from uuid import UUID

import typer

from evals.cases import CASES, load
from evals.models import NoModel
from evals.reading import BadCases
from evals.replay import Mode
from evals.stores import BadRun, Store

FOLDER = Path(".data/evals")
BASELINE = Path(__file__).with_name("baseline")
USAGE_ERROR = 2

app = typer.Typer(
    name="wizard eval",
    help="Measure prompts, tool texts and models on whole conversations.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
Run = Annotated[Path, typer.Argument(help="Folder of a run.")]
Places = Annotated[list[Path] | None, typer.Argument(help="Files or folders of cases; all if left out.")]


@app.command()
def cases(
    places: Places = None,
    schema: Annotated[bool, typer.Option("--schema", help="Write schema.json beside the shipped cases.")] = False,
) -> None:
    """Check the cases, and count them."""
    from evals.listing import counted, write_schema

    if schema:
        write_schema(CASES / "schema.json")
    print(counted(load(places or [CASES])))


@app.command()
def run(  # noqa: PLR0913  options of a command line
    places: Places = None,
    only: Annotated[str | None, typer.Option(help="Only cases with this in their id, stage or patterns.")] = None,
    label: Annotated[str, typer.Option(help="Names the run.")] = "run",
    to: Annotated[Path | None, typer.Option(help="Folder of the run; .data/evals/<label> if left out.")] = None,
    model: Annotated[str | None, typer.Option(help="MODEL to measure instead of the configured one.")] = None,
    prompts: Annotated[Path | None, typer.Option(help="Folder of other prompts.", exists=True, file_okay=False)] = None,
    epochs: Annotated[int, typer.Option(help="How often each case is told.", min=1, max=100)] = 1,
    organizer: Annotated[Literal["facts", "model"], typer.Option(help="Who plays simulated organizers.")] = "facts",
    tone: Annotated[bool, typer.Option("--tone", help="Have a model grade the tone, too.")] = False,
    budget: Annotated[float | None, typer.Option(help="US dollars the live replies may cost.", min=0)] = None,
    patience: Annotated[float, typer.Option(help="Seconds one conversation may take.", min=1)] = 120,
    at_once: Annotated[int, typer.Option(help="Conversations at a time.", min=1, max=50)] = 4,
    replies: Annotated[Mode, typer.Option(help="auto, replay (never live) or record (always live).")] = Mode.auto,
    inspect: Annotated[bool, typer.Option("--inspect", help="Run by inspect-ai, with a log for its viewer.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin anew: forget what the folder holds of a run.")] = False,
) -> None:
    """Have every case's conversation and judge it. Called again, it goes on where it stopped."""
    from evals.measuring import Talk, Wish, measured

    chosen = [case for case in load(places or [CASES]) if only is None or only in _labels(case)]
    if not chosen:
        raise BadRun(f"No case has “{only}” in its id, stage or patterns.")
    where, played = to or FOLDER / label, organizer == "model"
    talk = Talk(epochs, played, tone, patience, at_once)
    wish = Wish(label, where, model, prompts, talk, budget, FOLDER / "replies", replies, inspect)
    if fresh:
        Store(wish.to).forget()
    results = asyncio.run(measured(chosen, wish))
    raise typer.Exit(0 if results.is_whole else 1)


@app.command()
def compare(
    before: Run,
    after: Annotated[Path | None, typer.Argument(help="Folder of the run to hold against it.")] = None,
    to: Annotated[Path | None, typer.Option(help="Folder for the reports; the second run's if left out.")] = None,
    by: Annotated[list[str] | None, typer.Option(help="Judge by this metric alone; may be repeated.")] = None,
    null: Annotated[int, typer.Option("--aa", help="Split one run so often, and count false alarms.", min=0)] = 0,
) -> None:
    """Say better (0), worse (1) or unproven (3), and write compare.html, .md, .json and junit.xml."""
    from evals import verdicts

    if null:
        raise typer.Exit(verdicts.tell_false_alarms(Store(before).read(), null))
    if after is None:
        raise BadRun("Name a second run, or --aa with the number of repetitions.")
    raise typer.Exit(verdicts.tell_comparison(Store(before).read(), Store(after).read(), to or after, by or ()))


@app.command()
def gate(
    measured: Run,
    baseline: Annotated[Path, typer.Option(help="Run to be no worse than.")] = BASELINE,
) -> None:
    """Pass (0) or not (1): whole, no violation, no worse than the baseline."""
    from evals import verdicts

    raise typer.Exit(verdicts.tell_gate(Store(measured).read(), Store(baseline).read()))


@app.command()
def view(
    measured: Run,
    inspect: Annotated[bool, typer.Option("--inspect", help="Open inspect-ai's viewer on the run's logs.")] = False,
    browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the report in a browser.")] = True,
) -> None:
    """Write report.html of a run, and open it."""
    from evals import verdicts

    verdicts.show(measured, inspect, browser)


@app.command()
def capture(
    session: Annotated[str | None, typer.Argument(help="session_id; left out: lists the worst rated ones.")] = None,
    to: Annotated[Path, typer.Option(help="File of cases to add it to.")] = FOLDER / "captured.yaml",
    user: Annotated[UUID | None, typer.Option(help="Whose conversation; the demo user if left out.")] = None,
    organization: Annotated[UUID | None, typer.Option(help="His organization; none if only a user is given.")] = None,
) -> None:
    """Make a case of a stored conversation: names, addresses and numbers replaced by made-up ones."""
    from evals.capturing import capture as of_life
    from server import signing
    from server.settings import load as settings
    from state.values import Principal

    of_demo = signing.DEMO_ORGANIZATION if user is None else user
    who = Principal(user or signing.DEMO_USER, organization or of_demo)
    made = of_life.captured(settings(), who, session, to) if session else of_life.worst_rated(settings(), who)
    print(asyncio.run(made))


def _labels(case: object) -> str:
    return " ".join(str(getattr(case, name)) for name in ("id", "about", "event", "patterns"))


def main(arguments: list[str] | None = None) -> NoReturn:
    """The entry point that `wizard eval` calls. What a person can mend is one plain message."""
    try:
        app(arguments, prog_name="wizard eval")
    except (BadCases, BadRun, NoModel) as wrong:
        print(wrong, file=sys.stderr)
        sys.exit(USAGE_ERROR)
    sys.exit(0)
