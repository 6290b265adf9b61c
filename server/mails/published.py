"""The mail to who has published an event: that it is, where its page is, and what stands there."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from server.pages.event import page_of
from state.events.published import PublishedEvent

_templates = Environment(
    loader=PackageLoader("server", "mails"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)


def message(event: PublishedEvent, name: str, address: str, now: datetime) -> EmailMessage:
    """Without receiver and sender. Sent twice it has the same Message-ID, by which mailboxes know it for the same."""
    words = {"page": page_of(event, now), "name": name, "address": address}
    made = EmailMessage(policy=SMTP)
    made["Subject"] = " ".join(f"{event.name} is published".split())
    made["Date"] = format_datetime(now)
    made["Message-ID"] = f"<published.{event.id}@{urlsplit(address).hostname}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(_templates.get_template("published.txt").render(words))
    made.add_alternative(_templates.get_template("published.html").render(words), subtype="html")
    return made
