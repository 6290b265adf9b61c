"""The frame of an HTML report: one file that needs nothing from outside, readable in light and dark."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files

_STYLE = (files("evals.reports") / "style.css").read_text(encoding="utf-8")


def page(title: str, parts: Iterable[str]) -> str:
    body = "\n".join(part for part in parts if part)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n<body>\n{body}\n</body></html>\n"
    )


def section(title: str, body: str, note: str = "") -> str:
    if not body:
        return ""
    told = f'<p class="dim">{escape(note)}</p>' if note else ""
    return f"<section><h2>{escape(title)}</h2>{told}<div class='scroll'>{body}</div></section>"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], numbers: int = 1) -> str:
    """Cells are HTML already; columns from `numbers` on are figures."""
    sides = ["" if index < numbers else ' class="n"' for index in range(len(head))]
    titles = "".join(f'<th scope="col"{side}>{escape(name)}</th>' for name, side in zip(head, sides, strict=True))
    lines = "".join(
        f"<tr>{''.join(f'<td{side}>{cell}</td>' for cell, side in zip(row, sides, strict=True))}</tr>" for row in rows
    )
    return f"<table><thead><tr>{titles}</tr></thead><tbody>{lines}</tbody></table>"


def listed(items: Iterable[str]) -> str:
    lines = "".join(f"<li>{escape(item)}</li>" for item in items)
    return f"<ul>{lines}</ul>" if lines else ""


def percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.0f}%"
