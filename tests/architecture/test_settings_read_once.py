"""The environment is read in one place, and passed down from there."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.sources import Source, product

READER = "server/settings.py"
# Path -> why it may look at the environment as well.
OTHERS: dict[str, str] = {}

_NAMES = {"environ", "environb", "getenv", "getenvb", "putenv", "unsetenv"}


def readings(source: Source) -> Iterator[str]:
    """Where a module reaches for the environment, by itself or through a settings class of its own."""
    if source.path == READER or source.path in OTHERS:
        return
    for node in ast.walk(source.tree):
        if _reads(node):
            yield f"{source.path}:{getattr(node, 'lineno', 0)} reads the environment; take the setting as an argument"


def _reads(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id="os"), attr=name):
            return name in _NAMES
        case ast.ImportFrom(module="os", names=names):
            return any(alias.name in _NAMES for alias in names)
        case ast.ImportFrom(module=str(module)):
            return module.split(".")[0] in {"pydantic_settings", "dotenv"}
        case ast.Import(names=names):
            return any(alias.name.split(".")[0] in {"pydantic_settings", "dotenv"} for alias in names)
    return False


def test_only_the_settings_read_the_environment():
    assert [reading for source in product() for reading in readings(source)] == []


@pytest.mark.parametrize(
    "planted",
    [
        "import os\nx = os.environ['HOME']",
        "import os\nx = os.getenv('HOME')",
        "from os import environ",
        "from pydantic_settings import BaseSettings",
        "import dotenv",
    ],
)
def test_the_guard_notices_a_reading(planted):
    assert len(list(readings(Source("state/database.py", planted)))) == 1


@pytest.mark.parametrize("legal", ["import os\nx = os.getpid()", "environ = {}\nx = environ['HOME']", "import os.path"])
def test_the_guard_lets_other_uses_pass(legal):
    assert list(readings(Source("state/database.py", legal))) == []


def test_the_settings_module_is_where_the_guard_thinks_it_is():
    assert {READER, *OTHERS} <= {source.path for source in product()}
