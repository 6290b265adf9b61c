"""The web page, where it has been built: one document and its files, which call no other host."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, Response

BUILT = Path(__file__).parents[2] / "web" / "dist"

# CopilotKit's parts place themselves by style elements; everything else comes from here or not at all.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# Its address never changes, what it names does: a new build is seen at the next load.
_DOCUMENT = {"Cache-Control": "no-cache", "Content-Security-Policy": _POLICY}
# A file's name holds the digest of what is in it.
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_LONGEST_NAME = 100
_A_DAY = {"Cache-Control": "public, max-age=86400"}
_UNBUILT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Event setup copilot</title>
<p>The web page is not built here; <code>make setup</code> builds it. The API is described at <a href="/docs">/docs</a>.
"""


def router(folder: Path = BUILT) -> APIRouter:
    """Serves what stands in `folder` at the time of the request."""
    made = APIRouter(include_in_schema=False)

    @made.api_route("/", methods=["GET", "HEAD"])
    async def document() -> Response:
        built = folder / "index.html"
        if not built.is_file():
            return HTMLResponse(_UNBUILT, headers={"Content-Security-Policy": "default-src 'none'"})
        return FileResponse(built, headers=_DOCUMENT)

    @made.api_route("/icon.svg", methods=["GET", "HEAD"])
    async def icon() -> Response:
        return _file(folder / "icon.svg", _A_DAY)

    @made.api_route("/assets/{name}", methods=["GET", "HEAD"])
    async def asset(name: str, request: Request) -> Response:
        if len(name) > _LONGEST_NAME:
            raise HTTPException(404)
        path, headers = folder / "assets" / name, _FOR_EVER | {"Vary": "Accept-Encoding"}
        packed = path.with_name(f"{name}.gz")
        if "gzip" not in request.headers.get("accept-encoding", "") or not packed.is_file():
            return _file(path, headers)
        return _file(packed, headers | {"Content-Encoding": "gzip"}, path)

    return made


def _file(path: Path, headers: dict[str, str], named: Path | None = None) -> FileResponse:
    if not path.is_file():
        raise HTTPException(404)
    # Said by name, since what a packed file holds is another type than its own.
    return FileResponse(path, headers=headers, media_type=_TYPES.get((named or path).suffix))


_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
