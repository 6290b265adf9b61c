"""The documentation page: made here from the OpenAPI document, without a script and without an outside call."""

from __future__ import annotations

from html import escape
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

router = APIRouter(include_in_schema=False)

_STYLE = """body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
code{background:#eee;padding:.1em .3em}h2{font-size:1rem;margin:2rem 0 0}p{margin:.2rem 0}li{list-style:none}"""
_METHODS = ("get", "post", "put", "patch", "delete")


@router.get("/docs")
async def docs(request: Request) -> HTMLResponse:
    """Every operation on one page; the whole contract is in /openapi.json."""
    document = request.app.openapi()
    page = _page(document)
    return HTMLResponse(page, headers={"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"})


def _page(document: dict[str, Any]) -> str:
    info = document["info"]
    operations = [
        _operation(method, path, item[method])
        for path, item in document["paths"].items()
        for method in _METHODS
        if method in item
    ]
    title = escape(info["title"])
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
    intro = f'<h1>{title}</h1><p>{escape(info["description"])} <a href="/openapi.json">openapi.json</a></p>'
    return head + intro + "".join(operations) + "</html>"


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    answers = "".join(
        f"<li><code>{status}</code> {escape(answer['description'])}</li>"
        for status, answer in operation["responses"].items()
    )
    return (
        f"<h2><code>{method.upper()} {escape(path)}</code></h2><p><b>{escape(operation['summary'])}.</b> "
        f"{escape(operation.get('description', ''))}</p><ul>{answers}</ul>"
    )
