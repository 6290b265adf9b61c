"""The prompts: Markdown files and the one loader that reads them, each stamped with a digest of its text."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path


@dataclass(frozen=True)
class Prompt:
    """A prompt's text and the first 12 hex digits of its SHA-256, which runs and evals are stamped with."""

    name: str
    text: str
    digest: str


@cache
def load(name: str, directory: Path | None = None) -> Prompt:
    """The prompt `system` or `stages/<stage id>`, from `directory` or as shipped. Raises FileNotFoundError."""
    source = (directory or files("prompts")).joinpath(*f"{name}.md".split("/"))
    text = source.read_text(encoding="utf-8").strip()
    return Prompt(name, text, hashlib.sha256(text.encode()).hexdigest()[:12])


def joined(*prompts: Prompt) -> Prompt:
    """Several prompts as one, with a digest of its own."""
    text = "\n\n".join(prompt.text for prompt in prompts)
    name = "+".join(prompt.name for prompt in prompts)
    return Prompt(name, text, hashlib.sha256(text.encode()).hexdigest()[:12])
