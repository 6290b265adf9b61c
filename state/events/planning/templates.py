"""The templates of plans: YAML in state/events/templates, read and judged once, when first asked for.

A type's file names the parts it includes, how far their days are stretched, what it leaves out, and its own tasks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from state.events.planning.due import Due
from state.events.planning.kinds import Condition, Phase, Priority, TemplateRole, WorkflowCategory
from state.wizard.event import EventType

FEWEST, MOST = 80, 150
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
_Rule = Annotated[Due, BeforeValidator(lambda text: Due.parsed(text) if isinstance(text, str) else text)]
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Shape = TypeVar("_Shape", bound=BaseModel)


class BadTemplate(ValueError):
    """A template that cannot be used; the message names the file, the task and the way out."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class TemplateTask(_Strict):
    """One task. `takes` is how many days it usually lies on somebody's desk, `hours` the work in it."""

    key: Key
    name: Annotated[str, StringConstraints(min_length=3, max_length=200)]
    description: Annotated[str, StringConstraints(min_length=10, max_length=1000)]
    phase: Phase
    category: WorkflowCategory
    priority: Priority
    role: TemplateRole
    hours: Annotated[float, Field(gt=0, le=80)]
    due: _Rule
    takes: Annotated[int, Field(ge=1, le=60)] = 1
    needs: tuple[Key, ...] = ()
    only: tuple[Condition, ...] = ()


class Part(_Strict):
    """Tasks that several types share. `also_needs` lets tasks of other files wait for them, where those are there."""

    tasks: tuple[TemplateTask, ...]
    also_needs: dict[Key, tuple[Key, ...]] = {}


class Template(Part):
    title: str
    usual_hours: Annotated[float, Field(gt=0)]
    stretch: Annotated[float, Field(gt=0, le=3)] = 1
    includes: tuple[str, ...] = ()
    without: tuple[Key, ...] = ()


@dataclass(frozen=True)
class Plan:
    """A type's whole list, earliest first. `usual_hours` stands in for an end that nobody has given."""

    title: str
    usual_hours: float
    tasks: tuple[TemplateTask, ...]


@cache
def plan_for(kind: EventType, directory: Path | None = None) -> Plan:
    """The plan of one type, from `directory` or as shipped. Raises BadTemplate."""
    name = f"{kind}.yaml"
    template = _read(name, Template, directory)
    parts = [_read(f"{part}.yaml", Part, directory) for part in template.includes]
    shared = [task for part in parts for task in part.tasks]
    _refuse(name, _left_out_in_vain(template, shared))
    tasks = [*(_stretched(task, template) for task in shared if task.key not in template.without), *template.tasks]
    _refuse(name, _twice(tasks))
    known = {task.key for task in (*shared, *tasks)}
    also = _also([*parts, template])
    _refuse(name, _unknown(tasks, also, known))
    bridged = _bridged([*shared, *tasks], {task.key for task in tasks}, also)
    tasks = [task.model_copy(update={"needs": bridged[task.key]}) for task in tasks]
    _refuse(name, _out_of_order(tasks))
    return Plan(template.title, template.usual_hours, tuple(sorted(tasks, key=_earliest_first)))


@cache
def selected(kind: EventType, holds: frozenset[Condition]) -> tuple[TemplateTask, ...]:
    """The tasks that make sense where `holds` is all that is so; what was left out passes its needs on."""
    tasks = plan_for(kind).tasks
    kept = {task.key for task in tasks if holds.issuperset(task.only)}
    bridged = _bridged(tasks, kept, {})
    return tuple(task.model_copy(update={"needs": bridged[task.key]}) for task in tasks if task.key in kept)


def _read(name: str, shape: type[_Shape], directory: Path | None) -> _Shape:
    raw = _parsed(name, directory)
    try:
        return shape.model_validate(raw)
    except ValidationError as error:
        raise BadTemplate("\n".join(_told(name, raw, one["loc"], one["msg"]) for one in error.errors())) from error


def _parsed(name: str, directory: Path | None) -> Any:
    source = (directory or files("state.events").joinpath("templates")).joinpath(name)
    try:
        return yaml.load(source.read_text(encoding="utf-8"), _Unambiguous)
    except FileNotFoundError:
        raise BadTemplate(f"{name}: there is no such file beside the other templates.") from None
    except yaml.YAMLError as error:
        raise BadTemplate(f"{name}: {error}") from error


class _Unambiguous(_Loader):
    """YAML itself lets the second of two equal keys win without a word."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        twice = [key for key, count in Counter(key.value for key, _ in node.value).items() if count > 1]
        if twice:
            raise yaml.constructor.ConstructorError(None, None, f"{twice[0]!r} stands twice", node.start_mark)
        return super().construct_mapping(node, deep)


def _told(name: str, raw: Any, place: tuple[int | str, ...], message: str) -> str:
    """Tasks are told by their key where they have one, since nobody counts to ninety."""
    if place[:1] == ("tasks",) and len(place) > 1:
        task = raw["tasks"][place[1]]
        key = task.get("key", f"number {place[1]}") if isinstance(task, Mapping) else f"number {place[1]}"
        return f"{name}: task {key}: {'.'.join(map(str, place[2:]))}: {message}"
    return f"{name}: {'.'.join(map(str, place))}: {message}"


def _refuse(name: str, problems: Iterable[str]) -> None:
    if told := [f"{name}: {problem}" for problem in problems]:
        raise BadTemplate("\n".join(told))


def _stretched(task: TemplateTask, template: Template) -> TemplateTask:
    due = task.due.stretched(template.stretch)
    takes = task.takes if due == task.due else max(1, round(task.takes * min(1, template.stretch)))
    return task.model_copy(update={"due": due, "takes": takes})


def _left_out_in_vain(template: Template, shared: list[TemplateTask]) -> Iterator[str]:
    for key in sorted(set(template.without) - {task.key for task in shared}):
        yield f"task {key}: left out, but no included part has it."


def _twice(tasks: list[TemplateTask]) -> Iterator[str]:
    for words, what in (([task.key for task in tasks], "key"), ([task.name.casefold() for task in tasks], "name")):
        for word, count in Counter(words).items():
            if count > 1:
                yield f"task {word}: the {what} stands {count} times; each task needs its own."


def _also(parts: list[Part]) -> dict[str, tuple[str, ...]]:
    keys = sorted({key for part in parts for key in part.also_needs})
    return {key: tuple(need for part in parts for need in part.also_needs.get(key, ())) for key in keys}


def _unknown(tasks: list[TemplateTask], also: Mapping[str, tuple[str, ...]], known: set[str]) -> Iterator[str]:
    for task in tasks:
        for need in (*task.needs, *also.get(task.key, ())):
            if need not in known:
                yield f"task {task.key}: needs {need}, which nobody has described."
    for key in sorted(also.keys() - known):
        yield f"task {key}: named in also_needs, but described nowhere."


def _bridged(
    tasks: Iterable[TemplateTask], kept: set[str], also: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Whom each kept task waits for, through those that are not there."""
    needs = {task.key: (*task.needs, *also.get(task.key, ())) for task in tasks}

    def through(key: str, seen: set[str]) -> Iterator[str]:
        for need in needs[key]:
            if need in seen:
                continue
            seen.add(need)
            if need in kept:
                yield need
            else:
                yield from through(need, seen)

    return {key: tuple(through(key, set())) for key in needs if key in kept}


def _out_of_order(tasks: list[TemplateTask]) -> Iterator[str]:
    by_key = {task.key: task for task in tasks}
    for task in tasks:
        for need in (by_key[key] for key in task.needs):
            if not task.due.never_before(need.due):
                yield f"task {task.key}: due {task.due}, yet it needs {need.key}, which is due {need.due}."
    try:
        TopologicalSorter({task.key: task.needs for task in tasks}).prepare()
    except CycleError as error:
        yield f"task {error.args[1][0]}: waits for itself: {' < '.join(error.args[1])}."


def _earliest_first(task: TemplateTask) -> tuple[bool, float, float, str]:
    """Start before end, then by roughly the hour; the key settles the rest, so that the order never varies."""
    hours = task.due.amount * (24 if task.due.unit == "d" else 1)
    return (task.due.anchor == "end", hours, -task.hours, task.key)
