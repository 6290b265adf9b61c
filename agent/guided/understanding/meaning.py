"""What goes into understanding and what comes out; all values are frozen and hold JSON only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class IntentKind(StrEnum):
    """What a person wants beside telling facts."""

    GO_ON = "go_on"
    SKIP = "skip"
    GO_BACK = "go_back"
    GO_TO = "go_to"
    PROGRESS = "progress"
    WHY = "why"
    HELP = "help"
    UNDO = "undo"
    START_OVER = "start_over"
    PUBLISH = "publish"
    GREETING = "greeting"
    THANKS = "thanks"
    YES = "yes"
    NO = "no"
    PAUSE = "pause"
    CONNECT = "connect"


@dataclass(frozen=True)
class Intent:
    """One wish; `stage` is set where a stage was named."""

    kind: IntentKind
    stage: str | None = None


@dataclass(frozen=True)
class Asked:
    """What the copilot asked last; field "" is "anything to add, or shall we go on?"."""

    stage: str
    field: str


@dataclass(frozen=True)
class Setting:
    """What is known when a message is read: `data` is stage id -> stored data, `today` a local date."""

    stage: str
    data: Mapping[str, Mapping[str, object]]
    today: date
    asked: Asked | None = None


@dataclass(frozen=True)
class Unclear:
    """A value that must be asked back; each choice is a phrase that `understand` takes when it is said back."""

    field: str
    said: str
    choices: tuple[str, ...]
    stage: str
    reason: str


@dataclass(frozen=True)
class Understood:
    """What a message told: facts by stage and field, wishes in the order said, and what must be asked back."""

    facts: Mapping[str, Mapping[str, object]]
    intents: tuple[Intent, ...]
    unclear: tuple[Unclear, ...]
