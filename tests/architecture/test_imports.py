"""Imports go down only: the contracts of pyproject.toml, over the product and over one built to break each of them."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.architecture.sources import ROOT

FORBIDDEN = {
    "state/upwards.py": "import tools",
    "tools/upwards.py": "import agent",
    "agent/upwards.py": "import server",
    "prompts/curious.py": "import state",
    "tools/reader.py": "import prompts",
    "agent/web.py": "from starlette.responses import Response",
    "server/measured.py": "import benchmarks",
    "server/judged.py": "import evals",
}


def contracts() -> list[dict[str, str]]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    return subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)


def test_the_product_keeps_every_contract():
    linted = lint(ROOT)

    assert linted.returncode == 0, linted.stdout + linted.stderr


def test_each_contract_notices_an_import_that_breaks_it(tmp_path):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in ("agent", "tools", "state", "server", "prompts"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    for path, text in FORBIDDEN.items():
        (tmp_path / path).write_text(text)

    linted = lint(tmp_path)

    assert linted.returncode != 0
    assert [one["name"] for one in contracts() if f"{one['name']} BROKEN" not in linted.stdout] == []
    assert [path for path in FORBIDDEN if path.removesuffix(".py").replace("/", ".") not in linted.stdout] == []
