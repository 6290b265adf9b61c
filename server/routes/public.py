"""What strangers see of a published event: its page and its calendar file; all else is one and the same 404."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

from fastapi import APIRouter, Request
from starlette.responses import Response

from server.covers.gallery import LARGE, SHARED
from server.dependencies import Resources
from server.pages import rendering
from server.pages.calendar_file import calendar_file
from server.pages.event import page_of
from state.errors import NotFound
from state.events import published
from state.events.events import page_address
from state.events.published import PublishedEvent

router = APIRouter(include_in_schema=False)

_PAGE = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": rendering.POLICY}
_MINUTE = {"Cache-Control": "public, max-age=60"}


@router.api_route("/e/{slug}.ics", methods=["GET", "HEAD"])
async def calendar(slug: str, request: Request, held: Resources) -> Response:
    if (event := await _found(held, slug)) is None:
        return _missing()
    headers = {
        "Content-Type": "text/calendar; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{event.slug}.ics"',
    }
    return _answer(request, calendar_file(event, _address(held, event)), headers)


@router.api_route("/e/{slug}/cover.webp", methods=["GET", "HEAD"])
async def cover(slug: str, request: Request, held: Resources) -> Response:
    """What previews show; never wanting, since what nobody has given is drawn."""
    return await _cover(held, request, slug, SHARED)


@router.api_route("/e/{slug}/cover-1600.webp", methods=["GET", "HEAD"])
async def large_cover(slug: str, request: Request, held: Resources) -> Response:
    return await _cover(held, request, slug, LARGE)


@router.api_route("/e/{slug}", methods=["GET", "HEAD"])
async def page(slug: str, request: Request, held: Resources) -> Response:
    if (event := await _found(held, slug)) is None:
        return _missing()
    body = rendering.event_page(event, page_of(event, datetime.now(UTC)), _address(held, event))
    return _answer(request, body, _PAGE)


async def _cover(held: Resources, request: Request, slug: str, file: str) -> Response:
    if (event := await _found(held, slug)) is None:
        return _missing()
    picture = await held.gallery.shown(event.slug, event.type, event.cover, file)
    return _answer(request, picture, {"Content-Type": "image/webp"})


async def _found(held: Resources, slug: str) -> PublishedEvent | None:
    try:
        async with held.database.public() as tx:
            return await published.by_slug(tx, slug)
    except NotFound:
        return None


def _address(held: Resources, event: PublishedEvent) -> str:
    return page_address(held.settings.address, event.slug)


def _missing() -> Response:
    return Response(rendering.missing_page(), 404, _PAGE)


def _answer(request: Request, body: bytes, headers: dict[str, str]) -> Response:
    """The body, or 304 for who has the very same one. To a HEAD uvicorn sends all of it but the body."""
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    kept = headers | _MINUTE | {"ETag": tag}
    seen = {each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")}
    return Response(status_code=304, headers=kept) if seen & {tag, "*"} else Response(body, headers=kept)
