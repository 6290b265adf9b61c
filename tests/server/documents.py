"""An HTML document taken apart by the standard parser, which knows nothing of templates."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any

_VOID = {"meta", "link", "img", "source", "br", "path", "circle", "stop"}


class Document(HTMLParser):
    """Every tag with its attributes, the text that is shown, and whatever stands in scripts."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.scripts: list[str] = []
        self.unclosed: list[str] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.unclosed.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.unclosed and self.unclosed[-1] == tag, f"</{tag}> closes {self.unclosed[-1:]}"
        self.unclosed.pop()

    def handle_data(self, data: str) -> None:
        inside = self.unclosed[-1] if self.unclosed else ""
        if inside == "script":
            self.scripts.append(data)
        elif inside != "style" and data.strip():
            self.texts.append(" ".join(data.split()))

    @property
    def text(self) -> str:
        return " | ".join(self.texts)

    @property
    def names(self) -> list[str]:
        return [tag for tag, _ in self.tags]

    @property
    def metas(self) -> dict[str, str]:
        """By name or property; of a repeated one the first."""
        found: dict[str, str] = {}
        for tag, attributes in self.tags:
            key = attributes.get("property") or attributes.get("name")
            if tag == "meta" and key:
                found.setdefault(key, attributes["content"] or "")
        return found

    @property
    def links(self) -> list[str]:
        return [attributes["href"] or "" for tag, attributes in self.tags if tag == "a"]

    def linked(self, relation: str) -> list[str]:
        return [a["href"] or "" for tag, a in self.tags if tag == "link" and a.get("rel") == relation]

    @property
    def data(self) -> dict[str, Any]:
        """The one JSON-LD block."""
        assert [a.get("type") for tag, a in self.tags if tag == "script"] == ["application/ld+json"]
        (block,) = self.scripts
        return json.loads(block)
