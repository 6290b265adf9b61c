"""Sizes, names, and what may not stand in a module."""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

import pytest

from tests.architecture.sources import Source, product

FUNCTION_LINES = 40
FILE_LINES = 300

DOORS = {
    "server/agui/runs.py:RunKeeper:_refusal": "a run must end with one visible event, whatever went wrong in it",
    "server/cli.py:main": "a person at the command line gets a sentence, not a stack",
    "server/keeping.py:_for_ever": "leases, log and listening must outlive whatever goes wrong in one round of theirs",
    "server/problems.py:LastResort:__call__": "an answer over HTTP is a problem document, never a stack",
}
_UNTRACKED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b(?!.*#\d)")


def long_functions(source: Source) -> Iterator[str]:
    for function in source.functions:
        lines = (function.end_lineno or function.lineno) - function.lineno + 1
        if lines > FUNCTION_LINES:
            yield f"{source.path}:{function.lineno} {function.name} has {lines} lines; {FUNCTION_LINES} are the limit"


def long_files(source: Source) -> Iterator[str]:
    lines = len(source.text.splitlines())
    if lines > FILE_LINES:
        yield f"{source.path} has {lines} lines; {FILE_LINES} are the limit"


def broad_handlers(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ExceptHandler) and _is_broad(node.type) and source.door(node) not in DOORS:
            yield f"{source.path}:{node.lineno} catches everything; only doors may: {source.door(node)} is none"


def untracked_promises(source: Source) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type == tokenize.COMMENT and _UNTRACKED.search(token.string):
            yield f"{source.path}:{token.start[0]} promises something without the number of an issue"


def missing_docstrings(source: Source) -> Iterator[str]:
    if not ast.get_docstring(source.tree):
        yield f"{source.path} does not say what lives in it"


def borrowed_names(source: Source) -> Iterator[str]:
    for part in PurePosixPath(source.path).with_suffix("").parts:
        if part in sys.stdlib_module_names:
            yield f"{source.path} has the name of a module of the standard library"


def _is_broad(caught: ast.expr | None) -> bool:
    if isinstance(caught, ast.Tuple):
        return any(_is_broad(one) for one in caught.elts)
    return caught is None or (isinstance(caught, ast.Name) and caught.id in {"Exception", "BaseException"})


GUARDS: dict[Callable[[Source], Iterator[str]], tuple[Source, ...]] = {
    long_functions: (Source("state/a.py", "def f():\n" + "    x = 1\n" * 40),),
    long_files: (Source("state/a.py", "x = 1\n" * 301),),
    broad_handlers: tuple(
        Source("server/cli.py", f"def other():\n    try:\n        pass\n    except{caught}:\n        pass\n")
        for caught in ("", " Exception", " BaseException as e", " (ValueError, Exception)")
    ),
    untracked_promises: (Source("state/a.py", "x = 1  # TODO more\n"), Source("state/a.py", "# FIXME\n")),
    missing_docstrings: (Source("state/new/__init__.py", ""), Source("state/a.py", "x = 1\n")),
    borrowed_names: (Source("state/types.py", '"""X."""'), Source("state/json/a.py", '"""X."""')),
}


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.__name__)
def test_the_product_keeps_to_the_rule(guard):
    assert [broken for source in product() for broken in guard(source)] == []


@pytest.mark.parametrize(("guard", "planted"), [(guard, one) for guard, texts in GUARDS.items() for one in texts])
def test_the_guard_notices_what_breaks_the_rule(guard, planted):
    assert len(list(guard(planted))) == 1


@pytest.mark.parametrize(
    ("guard", "legal"),
    [
        (long_functions, Source("state/a.py", "def f():\n" + "    x = 1\n" * 39)),
        (long_files, Source("state/a.py", "x = 1\n" * 300)),
        (
            broad_handlers,
            Source("server/cli.py", "def main():\n    try:\n        pass\n    except Exception:\n        pass\n"),
        ),
        (untracked_promises, Source("state/a.py", "x = 'TODO'  # TODO #12\n")),
        (borrowed_names, Source("state/jsons.py", "")),
    ],
)
def test_the_guard_lets_the_permitted_pass(guard, legal):
    assert list(guard(legal)) == []


def test_each_door_is_still_there():
    handlers = (
        source.door(node)
        for source in product()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ExceptHandler)
    )

    assert DOORS.keys() - set(handlers) == set()


def test_each_package_folder_says_what_it_is():
    folders = {PurePosixPath(source.path).parent for source in product()}
    described = {PurePosixPath(source.path).parent for source in product() if source.path.endswith("/__init__.py")}

    assert folders - described == set()
