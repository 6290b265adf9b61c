"""YAML that knows where everything stands. Only plain values: 19:30 and 2031-06-15 are text, true and false alone are
booleans, and a key may stand once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

Path_ = tuple[str | int, ...]


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong, and where a person finds it."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class BadCases(Exception):
    """Cases that cannot be used as they are; the message names every place by file and line."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(map(str, self.problems)))


class _Loader(yaml.SafeLoader):
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


_PLAIN = {
    "tag:yaml.org,2002:null": (re.compile(r"^(?:null|~|)$"), ["n", "~", ""]),
    "tag:yaml.org,2002:bool": (re.compile(r"^(?:true|false)$"), list("tf")),
    "tag:yaml.org,2002:int": (re.compile(r"^(?:0|-?[1-9][0-9]*)$"), list("-0123456789")),
}
for _tag, (_pattern, _first) in _PLAIN.items():
    _Loader.add_implicit_resolver(_tag, _pattern, _first)


@dataclass(frozen=True)
class Document:
    """A YAML file as plain data, with the line of each of its parts."""

    file: str
    data: Any
    lines: dict[Path_, int]

    def problem(self, at: Path_, message: str) -> Problem:
        """At the innermost part of this path that is there."""
        known = next((at[:n] for n in range(len(at), -1, -1) if at[:n] in self.lines), ())
        return Problem(self.file, self.lines.get(known, 1), message)


def read(path: Path, shown: str | None = None) -> Document:
    """Raises BadCases for what is no YAML or repeats a key."""
    file = shown or str(path)
    try:
        loader = _Loader(path.read_text(encoding="utf-8"))
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadCases([Problem(file, line, f"This is no YAML: {error.problem or error.context}.")]) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadCases([Problem(file, 1, f"This is no YAML text: {error}.")]) from None
    except OSError as error:
        raise BadCases([Problem(file, 1, f"This cannot be read: {error.strerror}.")]) from None
    lines: dict[Path_, int] = {}
    document = Document(file, _plain(loader, node, (), lines) if node else None, lines)
    if twice := list(_repeated(node, file) if node else ()):
        raise BadCases(twice)
    return document


def _plain(loader: _Loader, node: yaml.Node, at: Path_, lines: dict[Path_, int]) -> Any:
    lines.setdefault(at, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        plain = {}
        for key, value in node.value:
            name = str(key.value)
            lines[(*at, name)] = key.start_mark.line + 1
            plain[name] = _plain(loader, value, (*at, name), lines)
        return plain
    if isinstance(node, yaml.SequenceNode):
        return [_plain(loader, each, (*at, index), lines) for index, each in enumerate(node.value)]
    return loader.construct_object(node)


def _repeated(node: yaml.Node, file: str) -> Iterator[Problem]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield Problem(file, key.start_mark.line + 1, f"“{key.value}” stands here a second time.")
            seen.add(key.value)
            yield from _repeated(value, file)
    elif isinstance(node, yaml.SequenceNode):
        for each in node.value:
            yield from _repeated(each, file)
