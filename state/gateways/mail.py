"""The way to a mail server, by SMTP. What it answers may quote addresses, so nothing of that goes into an error."""

from __future__ import annotations

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage

import aiosmtplib
from aiosmtplib.errors import SMTPException, SMTPRecipientsRefused
from email_validator import EmailNotValidError, validate_email

from state.errors import Unavailable

TIMEOUT_SECONDS = 20


class MailRefused(Exception):
    """The server will never take a mail to this address; trying again is no use."""


@dataclass(frozen=True)
class Mailer:
    """One mail server. `is_tls` from the first byte; else the connection is secured as soon as the server offers it."""

    host: str
    port: int
    is_tls: bool
    user: str | None
    password: str | None
    sender: Address

    async def send(self, message: EmailMessage, name: str, address: str) -> None:
        """Hand it over to the server, addressed. Raises Unavailable or MailRefused."""
        receiver = _address(name, address)
        message["From"], message["To"] = self.sender, receiver
        try:
            await aiosmtplib.send(
                message,
                recipients=[receiver.addr_spec],
                sender=self.sender.addr_spec,
                hostname=self.host,
                port=self.port,
                use_tls=self.is_tls,
                username=self.user,
                password=self.password,
                timeout=TIMEOUT_SECONDS,
            )
        except SMTPRecipientsRefused as refused:
            if all(each.code >= 500 for each in refused.recipients):
                raise MailRefused("The mail server refuses this address.") from None
            raise Unavailable("The mail server does not take this mail now.") from None
        except (SMTPException, OSError):
            raise Unavailable("The mail server cannot be reached, or does not take the mail.") from None


def _address(name: str, address: str) -> Address:
    """On one line, and in the spelling that every mail server reads. Raises MailRefused where there is none."""
    try:
        plain = validate_email(address, check_deliverability=False).ascii_email
    except EmailNotValidError:
        plain = None
    if plain is None:
        raise MailRefused("This address cannot be written for a mail server.")
    return Address(" ".join(name.split()), addr_spec=plain)
