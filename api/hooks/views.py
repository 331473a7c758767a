"""One door for every shop: the signature first, then the row, then the answer."""

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from common import clock
from sales.connectors.registry import connector
from sales.connectors.shapes import BadSignature
from sales.domain import inbox
from sales.models import Shop

logger = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def shop_hook(request: HttpRequest, code: str) -> HttpResponse:
    """Take one delivery of one shop.

    200: stored, now or before (a repeat adds no row). 401: not signed by this shop, nothing kept.
    404: no such shop. 413: over a megabyte.
    """
    body = request.read(settings.BODY_LIMIT_BYTES + 1)
    if len(body) > settings.BODY_LIMIT_BYTES:
        return problem(413, "body_too_large", "A delivery is one megabyte at most.")
    shop = Shop.objects.filter(code=code).first() if code.isalnum() else None
    if shop is None:
        return problem(404, "unknown_shop", "No shop listens at this address.")
    at = clock.now()
    secrets = [secret for secret in (shop.secret, shop.previous_secret) if secret]
    try:
        delivery = connector(shop.kind).verify(
            body=body, headers=request.headers, secrets=secrets, at=at
        )
    except BadSignature as error:
        logger.info("a delivery was refused: shop %s", shop.pk)
        return problem(401, "bad_signature", str(error))
    _, new = inbox.store(
        shop=shop, delivery_id=delivery.delivery_id, topic=delivery.topic, body=body, at=at
    )
    return JsonResponse({"stored": True, "new": new})


def problem(status: int, code: str, detail: str) -> JsonResponse:
    """Return an RFC 9457 problem."""
    return JsonResponse(
        {"type": "about:blank", "status": status, "code": code, "detail": detail},
        status=status,
        content_type="application/problem+json",
    )
