"""Tells the organizer by mail that his event is published. An event taken down meanwhile is not written about."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog

from server.jobs.job import Hopeless, Means, Order
from server.mails import published as mail
from state.errors import NotFound
from state.events import published
from state.events.events import page_address
from state.gateways.mail import MailRefused
from state.wizard import publishing

log = structlog.get_logger(__name__)


async def run(means: Means, order: Order) -> None:
    event_id = order.ids["event_id"]
    if means.mailer is None:
        log.info("mail_not_configured", event_id=str(event_id))
        return
    assert order.principal
    try:
        async with means.database.transaction(order.principal) as tx:
            publisher = await publishing.publisher(tx, event_id)
        async with means.database.public() as tx:
            event = await published.by_slug(tx, publisher.slug)
    except NotFound:
        log.info("mail_not_needed", event_id=str(event_id))
        return
    message = mail.message(event, publisher.name, page_address(means.address, event.slug), datetime.now(UTC))
    try:
        await means.mailer.send(message, publisher.name, publisher.email)
    except MailRefused as refused:
        raise Hopeless(str(refused)) from None
    log.info("mail_sent", event_id=str(event_id))
