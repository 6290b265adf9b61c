"""Where Stripe delivers what has happened. Nobody signs in here: the signature is the proof."""

from __future__ import annotations

import time

import structlog
from fastapi import APIRouter, Request
from starlette.responses import Response

from server.dependencies import Resources
from server.problems import problem
from state.payments import deliveries
from state.payments.deliveries import LARGEST_BYTES, NotAuthentic

router = APIRouter(prefix="/webhooks", include_in_schema=False)

_HEARD_OUT = 3 * LARGEST_BYTES

log = structlog.get_logger(__name__)


@router.post("/stripe")
async def stripe(request: Request, held: Resources) -> Response:
    body = await _read(request)
    if body is None:
        return problem(413, "too_large", "A delivery has at most 256 KB.", headers={"Connection": "close"})
    secrets = [secret.get_secret_value() for secret in held.settings.stripe_webhook_secret]
    try:
        delivery = deliveries.authentic(body, request.headers.get("stripe-signature"), secrets, time.time())
    except NotAuthentic as refused:
        log.warning("stripe_delivery_refused", reason=refused.message)
        return problem(400, refused.code, refused.message)
    async with held.database.service() as tx:
        is_new = await deliveries.receive(tx, delivery)
    log.info("stripe_delivery", delivery=delivery.id, type=delivery.type, is_new=is_new)
    return Response('{"received": true}', media_type="application/json")


async def _read(request: Request) -> bytes | None:
    """The bytes as they came; None when they are too many, of which none are kept.

    Somewhat too many are heard out: whoever is hung up on in mid-sentence never reads the answer.
    """
    body, seen = bytearray(), 0
    async for chunk in request.stream():
        seen += len(chunk)
        if seen > _HEARD_OUT:
            return None
        if seen <= LARGEST_BYTES:
            body += chunk
    return bytes(body) if seen <= LARGEST_BYTES else None
