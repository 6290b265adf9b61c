"""The `wizard` command. Each command imports what it needs when it runs, so that help and tokens come at once."""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, NoReturn
from uuid import UUID

import typer

if TYPE_CHECKING:
    from server.settings import Settings

app = typer.Typer(
    name="wizard",
    help="Event setup copilot.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

USAGE_ERROR = 2


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Listen here instead of HOST.")] = None,
    port: Annotated[
        int | None, typer.Option(help="Listen here instead of PORT; 0 takes any free port.", min=0, max=65535)
    ] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Seed demo data and print a sign-in link.")] = False,
) -> None:
    """Serve until stopped; with DATABASE_URL unset, on a Postgres of its own."""
    # Before the rest is imported, which takes its time; and uvicorn raises them anew once it has shut down.
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, _leave)
    given = {name: value for name, value in {"host": host, "port": port}.items() if value is not None}
    settings = _settings().model_copy(update=given)
    with _for_good():
        from server.serving import serve

    serve(settings, demo)


@app.command()
def worker() -> None:
    """Do the jobs in the background until stopped; `serve` does them, too, unless WORKER=off."""
    settings = _settings()
    with _for_good():
        from server import working

    working.work(settings)


@app.command()
def jobs(
    retry: Annotated[int | None, typer.Option(help="Have this dead job tried again.")] = None,
) -> None:
    """Show how many jobs there are, and those that were given up."""
    settings = _settings()
    from server import upkeep

    print(upkeep.jobs(settings, retry))


@app.command()
def publishing(
    on: Annotated[bool | None, typer.Option("--on/--off", help="Switch publishing on or off.")] = None,
    organization: Annotated[UUID | None, typer.Option(help="For this organization.")] = None,
    everybody: Annotated[
        bool, typer.Option("--all", help="For all; what was said of single ones is forgotten.")
    ] = False,
) -> None:
    """Show who may publish, or switch it for one organization or for all."""
    settings = _settings()
    from server import rollout

    print(rollout.publishing(settings, on, organization, everybody))


@app.command()
def unpublish(
    event: Annotated[UUID | None, typer.Option(help="The event of this id.")] = None,
    slug: Annotated[str | None, typer.Option(help="The event at this address.")] = None,
    organization: Annotated[UUID | None, typer.Option(help="Events of this organization.")] = None,
    since: Annotated[datetime | None, typer.Option(help="Published at this time (UTC) or later.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show which.")] = False,
) -> None:
    """Take down the pages of events that meet all that is given; the events stay. Again changes nothing."""
    settings = _settings()
    from server import rollout
    from state.events.publication import Which

    print(rollout.unpublish(settings, Which(event, slug, organization, since), dry_run))


@app.command()
def migrate() -> None:
    """Bring the database to the newest version; as DATABASE_OWNER_URL if it is set."""
    settings = _settings()
    from server import upkeep

    print(upkeep.migrate(settings))


@app.command()
def seed() -> None:
    """Make a demo organization: a user, a half-filled session, directories, an event; again changes nothing."""
    settings = _settings()
    from server import upkeep

    print(upkeep.seed(settings))


@app.command()
def token(
    user: Annotated[UUID | None, typer.Option(help="User id; the demo user if left out.")] = None,
    organization: Annotated[UUID | None, typer.Option(help="Organization id; none if only a user is given.")] = None,
    ttl: Annotated[int, typer.Option(help="Seconds until it expires.", min=1)] = 3600,
    link: Annotated[
        bool, typer.Option("--link", help="Print an address that signs the page in (development only).")
    ] = False,
) -> None:
    """Print a token signed with JWT_SECRET."""
    from server import signing

    settings = _settings()
    of_demo = None if user else signing.DEMO_ORGANIZATION
    signed = signing.token(settings, user or signing.DEMO_USER, organization or of_demo, ttl)
    print(signing.link(settings, signed) if link else signed)


@app.command()
def doctor() -> None:
    """Say what is configured and what is missing; never a value."""
    settings = _settings()
    from server import doctor

    raise typer.Exit(0 if doctor.report(settings) else 1)


@app.command()
def chat(
    url: Annotated[str | None, typer.Option(help="Address of the server; PUBLIC_URL if left out.")] = None,
    token: Annotated[
        str | None, typer.Option(help="Who talks; the demo user if left out (development).", envvar="WIZARD_TOKEN")
    ] = None,
    session: Annotated[str | None, typer.Option(help="Go on with this conversation; a new one if left out.")] = None,
    transcript: Annotated[Path | None, typer.Option(help="Write the conversation to this Markdown file.")] = None,
) -> None:
    """Talk to a running server in the terminal. Lines may also come from a pipe."""
    from server import signing
    from server.chat import ChatOptions, talk
    from server.settings import load

    settings = load()
    signed = token or signing.token(settings)
    talk(ChatOptions(url or settings.address, signed, session, transcript))


@app.command()
def prompt(
    stage: Annotated[str, typer.Argument(help="Stage to speak as, such as event.")],
    session: Annotated[str, typer.Option(help="The conversation, by its session_id.")],
    user: Annotated[UUID | None, typer.Option(help="Whose conversation; the demo user if left out.")] = None,
    organization: Annotated[UUID | None, typer.Option(help="His organization; none if only a user is given.")] = None,
) -> None:
    """Print exactly what a model would be sent: prompts (PROMPTS_DIR's, if set), facts, history and tools."""
    import asyncio

    from server import prompting, signing
    from server.settings import load
    from state.values import Principal

    of_demo = signing.DEMO_ORGANIZATION if user is None else user
    principal = Principal(user or signing.DEMO_USER, organization or of_demo)
    print(asyncio.run(prompting.shown(load(), principal, session, stage)))


@app.command()
def retention() -> None:
    """Redact words after 30 days, expire idle sessions, delete them 90 days later; again changes nothing."""
    import asyncio

    from server import forgetting
    from server.settings import load

    print(asyncio.run(forgetting.forget(load())))


@app.command()
def export(user: Annotated[UUID, typer.Option(help="Whose, by user id.")]) -> None:
    """Print everything that is held about one user, as JSON."""
    settings = _settings()
    from server import persons

    print(persons.export(settings, user))


@app.command()
def erase(
    user: Annotated[UUID, typer.Option(help="Whom, by user id.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete or anonymize everything that is held about one user, for good; again changes nothing."""
    settings = _settings()
    if not yes:
        typer.confirm(f"Erase everything about user {user}? This cannot be undone.", abort=True)
    from server import persons

    print(persons.erase(settings, user))


@app.command()
def openapi() -> None:
    """Print the OpenAPI document."""
    import json

    from server.app import create_app
    from server.settings import Settings

    print(json.dumps(create_app(Settings(_env_file=None)).openapi(), indent=2))  # pyright: ignore[reportCallIssue]


@app.command(
    name="eval",
    add_help_option=False,
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "allow_interspersed_args": False},
)
def evals(context: typer.Context) -> None:
    """Measure prompts, tool texts and models on whole conversations: run, compare, gate, view, capture, cases."""
    from importlib.metadata import entry_points

    # By name and not by import: evals look at this floor, and nothing looks at them.
    measuring = next(iter(entry_points(group="wizard", name="eval")), None)
    if measuring is None:
        typer.echo("The evals are not part of this installation.", err=True)
        raise typer.Exit(USAGE_ERROR)
    measuring.load()(context.args)


@contextmanager
def _for_good() -> Iterator[None]:
    """What is imported within stays: no search for garbage looks at it, which would take a sixth of the start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _leave(_: int, __: FrameType | None) -> NoReturn:
    sys.exit(0)


def _settings() -> Settings:
    """Read before anything heavy is imported: a wrong one is said at once."""
    from server.settings import load

    return load()


def main(arguments: list[str] | None = None) -> None:
    """The console script: one plain sentence for what a person can mend, a stack for what nobody foresaw."""
    try:
        app(arguments)
    except Exception as error:  # noqa: BLE001  the door of the command line
        print(_sentence(error), file=sys.stderr)
        sys.exit(USAGE_ERROR)


def _sentence(error: Exception) -> str:
    from server.settings import WrongSettings
    from state.errors import StateError

    if isinstance(error, WrongSettings | StateError):
        return str(error)
    from server.chat import ChatProblem

    if isinstance(error, ChatProblem):
        return str(error)
    raise error


if __name__ == "__main__":
    main()
