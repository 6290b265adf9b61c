"""Templates become pages: escaped by default, with the one stylesheet inside and a policy that lets in nothing else."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from server.pages import cover, structured
from server.pages.event import EventPage
from state.events.published import PublishedEvent

# What stands between the tags, to the byte: the policy allows it by its digest.
_STYLE = resources.files("server.pages").joinpath("style.css").read_text(encoding="utf-8")
_DIGEST = b64encode(sha256(_STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; script-src 'none'; style-src 'sha256-{_DIGEST}'; img-src 'self' data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)

_templates = Environment(
    loader=PackageLoader("server", "pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_templates.globals["style"] = Markup(_STYLE)


def event_page(event: PublishedEvent, page: EventPage, address: str) -> bytes:
    """The whole document; the same bytes for the same facts."""
    drawing = None if page.has_picture else cover.drawn(event.slug, event.type)
    linked_data = structured.block(event, page, address)
    template = _templates.get_template("event.html")
    return template.render(
        page=page, slug=event.slug, address=address, drawing=drawing, linked_data=linked_data
    ).encode()


def missing_page() -> bytes:
    """One document for everything that is not there, so that it tells nobody what was."""
    return _templates.get_template("missing.html").render(drawing=cover.drawn("missing", "exhibition")).encode()
