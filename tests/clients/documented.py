"""The code on docs/connect-a-frontend.md, block by block."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path("docs/connect-a-frontend.md")


def named(name: str) -> str:
    """The block whose first line is a comment with this file name."""
    found = re.search(rf"```\w+\n// {re.escape(name)}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found, f"{PAGE} has no {name}"
    return found[1]


def first(heading: str, language: str) -> str:
    """The first block of this language below a heading."""
    text = PAGE.read_text(encoding="utf-8")
    found = re.search(rf"## {re.escape(heading)}\n.*?```{language}\n(.*?)```", text, re.DOTALL)
    assert found, f"{PAGE} has no {language} below {heading}"
    return found[1]


def below(heading: str) -> str:
    """The first block of shell commands below a heading."""
    return first(heading, "sh")


def blocks() -> int:
    """How many blocks of code there are, so that none goes untried."""
    return len(re.findall(r"^```\w+$", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
