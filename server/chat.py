"""A conversation in the terminal with a running server, over /agui like any other client.

Nothing here knows the wizard's rules: it prints what is streamed, shows the shared state's progress, and passes a
person's answer to an approval back as an interrupt's resume. A session that was begun elsewhere is joined first.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import jsonpatch
import orjson
from httpx_sse import connect_sse
from rich.console import Console
from rich.markup import escape

BAR_WIDTH = 24
GREETING = "Hello! Tell me about the event you have in mind, or just say hi. (Ctrl-D or /quit ends.)"
_QUIT = {"/quit", "/exit"}


class ChatProblem(Exception):
    """Something a person can act on; the message says how."""


@dataclass
class Turn:
    """What one run told: the words, the open approval, the error sentence, if any; `told` are earlier messages."""

    text: str = ""
    approval: Mapping[str, Any] | None = None
    error: str | None = None
    told: Sequence[Mapping[str, Any]] = ()


@dataclass
class Conversation:
    """One thread on one server. `say` gets each piece of text as it is streamed."""

    http: httpx.Client
    thread_id: str
    say: Callable[[str], None]
    session: dict[str, Any] = field(default_factory=dict)

    def send(self, text: str) -> Turn:
        return self._run({"messages": [{"id": str(uuid4()), "role": "user", "content": text}]})

    def answer(self, interrupt_id: str, yes: bool) -> Turn:
        payload = {"confirmed": yes, "terms_accepted": yes}
        entry = {"interruptId": interrupt_id, "status": "resolved", "payload": payload}
        return self._run({"messages": [], "resume": [entry]})

    def join(self) -> Turn:
        """The thread as it is, and whatever it is telling now; nothing for a new one."""
        turn = self._run({"messages": []}, "/copilotkit/agent/wizard/connect")
        return turn if self.session else Turn()

    def _run(self, body: Mapping[str, Any], path: str = "/agui") -> Turn:
        request = {"threadId": self.thread_id, "runId": str(uuid4()), "state": {}, "tools": [], "context": [], **body}
        turn, ended = Turn(), False
        try:
            with connect_sse(self.http, "POST", path, json=request) as source:
                _raise_for_refusal(source.response)
                for message in source.iter_sse():
                    ended = self._take(orjson.loads(message.data), turn) or ended
        except httpx.ConnectError:
            raise ChatProblem(f"No server answers at {self.http.base_url}. Start one with: make run") from None
        except httpx.HTTPError:
            ended = False
        if not ended:
            turn.error = "The connection broke. What you said is kept; say anything to go on."
        return turn

    def _take(self, event: Mapping[str, Any], turn: Turn) -> bool:
        """Apply one event; True for the terminal one."""
        kind = event["type"]
        if kind == "TEXT_MESSAGE_CONTENT":
            turn.text += event["delta"]
            self.say(event["delta"])
        elif kind == "MESSAGES_SNAPSHOT":
            turn.told = event["messages"]
        elif kind == "STATE_SNAPSHOT":
            self.session = event["snapshot"]["session"]
        elif kind == "STATE_DELTA":
            self.session = jsonpatch.apply_patch({"session": self.session}, event["delta"])["session"]
        elif kind == "RUN_ERROR":
            turn.error = event["message"]
        elif kind == "RUN_FINISHED":
            interrupts = event.get("outcome", {}).get("interrupts", ())
            turn.approval = interrupts[0] if interrupts else None
        return kind in {"RUN_ERROR", "RUN_FINISHED"}


def _raise_for_refusal(response: httpx.Response) -> None:
    if response.is_success:
        return
    response.read()
    try:
        said = response.json()
        reason = said.get("message") or said.get("detail") or "The server refused."
    except ValueError:
        reason = "The server refused."
    hint = " Get a token with: wizard token" if response.status_code == 401 else ""
    raise ChatProblem(f"{reason}{hint}")


@dataclass
class Transcript:
    """The conversation as Markdown, for people to read."""

    lines: list[str] = field(default_factory=list)

    def person(self, text: str) -> None:
        self.lines.append(f"**You:** {text}")

    def copilot(self, text: str, session: Mapping[str, Any]) -> None:
        self.lines.append(f"**Copilot:** {text.strip()}")
        self.lines.append(f"`{progress(session)}`")

    def note(self, text: str) -> None:
        self.lines.append(f"*{text}*")

    def write(self, path: Path) -> None:
        head = (
            "# A first conversation\n\nWritten by `wizard chat --transcript` while it ran; the bar is the progress.\n\n"
        )
        path.write_text(head + "\n\n".join(self.lines) + "\n", encoding="utf-8")


def progress(session: Mapping[str, Any]) -> str:
    """Weighted progress and the current stage in one line."""
    percent = session.get("completion_percentage", 0)
    filled = round(BAR_WIDTH * percent / 100)
    return f"{'█' * filled}{'░' * (BAR_WIDTH - filled)} {percent:3}%  {session.get('current_stage', '')}"


@dataclass
class Terminal:
    """Reads lines, prints turns. `lines` is a person at a prompt or a script; both go through the same server."""

    conversation: Conversation
    lines: Iterator[str]
    console: Console
    transcript: Transcript = field(default_factory=Transcript)

    def run(self) -> None:
        self._greet()
        for line in self.lines:
            text = line.strip()
            if text in _QUIT:
                return
            if text:
                self._turn(text)

    def _greet(self) -> None:
        """Where the conversation stood, if there was one: its last words, and what is still open."""
        turn = self.conversation.join()
        if not turn.told:
            self.console.print(GREETING, style="dim")
            return
        last = [message for message in turn.told if message["role"] in ("user", "assistant") and message.get("content")]
        for message in last[-2:]:
            who = "You" if message["role"] == "user" else "Copilot"
            self.console.print(f"[dim]{who}: {escape(message['content'].strip())}[/dim]", soft_wrap=True)
        if turn.error:
            self.console.print(escape(turn.error), style="red")
        self.console.print(progress(self.conversation.session), style="cyan")
        self._decide(turn)

    def _turn(self, text: str) -> None:
        self.transcript.person(text)
        self._decide(self._show(partial(self.conversation.send, text)))

    def _decide(self, turn: Turn) -> None:
        while turn.approval:
            answer = partial(self.conversation.answer, turn.approval["id"], self._approve(turn.approval))
            turn = self._show(answer)

    def _show(self, run: Callable[[], Turn]) -> Turn:
        self.console.print("[bold]Copilot:[/bold] ", end="")
        turn = run()
        self.console.print()
        if turn.error:
            self.console.print(escape(turn.error), style="red")
            self.transcript.note(turn.error)
        if turn.text:
            self.transcript.copilot(turn.text, self.conversation.session)
        self.console.print(progress(self.conversation.session), style="cyan")
        return turn

    def _approve(self, approval: Mapping[str, Any]) -> bool:
        plan = approval["metadata"]["dry_run"]
        for line in (approval["message"], *summary(plan)):
            self.console.print(escape(line), style="yellow")
            self.transcript.note(line)
        self.console.print("Type yes to publish and accept the terms; anything else declines.", style="yellow")
        said = next(self.lines, "no").strip()
        self.transcript.person(said)
        return said.lower() in {"yes", "y"}


def summary(plan: Mapping[str, Any]) -> Iterable[str]:
    """What would be published, line by line."""
    event = plan["would_create"]["event"]
    yield f"{event['name']} ({event['type'].replace('_', ' ')}), {event['start_date']} {event['timezone']}"
    venue = event["venue"]
    yield ", ".join(str(venue[name]) for name in ("name", "address", "city", "streaming_url") if venue.get(name))
    for tier in event["ticket_tiers"]:
        sale = "on sale" if tier["on_sale"] else "not on sale yet"
        yield f"{tier['name']}: {tier['quantity']} at {tier['price']} {tier['currency'] or ''} ({sale})".replace(
            " )", ")"
        )
    yield f"Sponsors: {plan['would_create']['sponsors']}. Page: /e/{plan['slug']}"


def typed_lines(console: Console) -> Iterator[str]:
    """What a person types, until the end of input."""
    while True:
        try:
            yield console.input("[bold green]You:[/bold green] ")
        except (EOFError, KeyboardInterrupt):
            return


def scripted_lines(source: Iterable[str], console: Console) -> Iterator[str]:
    """Lines of a file or a pipe, shown as if typed."""
    for line in source:
        if line.strip():
            console.print(f"[bold green]You:[/bold green] {escape(line.strip())}", soft_wrap=True)
            yield line


@dataclass(frozen=True)
class ChatOptions:
    """Where the server is, who talks, on which thread, and where to write the conversation down."""

    address: str
    token: str
    session: str | None
    transcript: Path | None


def talk(options: ChatOptions) -> None:
    """Talk until the end of input. Raises ChatProblem with the way out."""
    console = Console(highlight=False)
    headers = {"Authorization": f"Bearer {options.token}"}
    # A quiet stream pings every few seconds; silence for longer means the connection is gone.
    timeout = httpx.Timeout(10, read=60)
    with httpx.Client(base_url=options.address, headers=headers, timeout=timeout) as http:
        conversation = Conversation(
            http, options.session or str(uuid4()), lambda text: console.print(escape(text), end="", soft_wrap=True)
        )
        lines = typed_lines(console) if sys.stdin.isatty() else scripted_lines(sys.stdin, console)
        terminal = Terminal(conversation, lines, console)
        try:
            terminal.run()
        finally:
            if options.transcript:
                terminal.transcript.write(options.transcript)
