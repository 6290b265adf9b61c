"""The product's modules as texts and syntax trees, and places in them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("agent", "tools", "state", "server", "prompts", "evals", "benchmarks")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """A module by its path from the root, like `state/values.py`."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def functions(self) -> list[Function]:
        return [node for node in ast.walk(self.tree) if isinstance(node, Function)]

    def door(self, node: ast.AST) -> str:
        """The innermost named thing round `node`, with those round it: `server/cli.py:main`."""
        return ":".join([self.path, *_named_round(self.tree, node)])


@cache
def product() -> tuple[Source, ...]:
    """Every module outside the tests, in a steady order."""
    paths = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return tuple(Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in paths)


def _named_round(tree: ast.AST, wanted: ast.AST) -> Iterator[str]:
    for child in ast.iter_child_nodes(tree):
        if any(node is wanted for node in ast.walk(child)):
            if isinstance(child, Function | ast.ClassDef) and child is not wanted:
                yield child.name
            yield from _named_round(child, wanted)
