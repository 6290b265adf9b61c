"""The mail server of the settings."""

from __future__ import annotations

from email.headerregistry import Address
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from email_validator import validate_email

from server.setting_kinds import SMTP_PORTS
from server.settings import Settings
from state.gateways.mail import Mailer


def mailer(settings: Settings) -> Mailer | None:
    """None where no mail server is set."""
    if settings.smtp_url is None or settings.smtp_from is None:
        return None
    parts = urlsplit(settings.smtp_url.get_secret_value())
    name, address = parseaddr(settings.smtp_from)
    return Mailer(
        host=parts.hostname or "",
        port=parts.port or SMTP_PORTS[parts.scheme],
        is_tls=parts.scheme == "smtps",
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        sender=Address(name, addr_spec=validate_email(address, check_deliverability=False).ascii_email or ""),
    )
