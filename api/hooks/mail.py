"""The door for mail that came back: the signature first, then the row, then the answer."""

import json
import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from api.hooks.views import problem
from common import clock
from mailing.domain import bounces
from sales.connectors.generic import client
from sales.connectors.shapes import BadSignature

logger = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def mail_hook(request: HttpRequest) -> HttpResponse:
    """Take one notification: a mail (message/rfc822), or JSON with message_id, status and detail.

    Signed as the Standard Webhooks specification says, with CONVIVE_BOUNCE_SECRET. 200: read, and
    ``known`` says whether it was about one of our mails. 401: not signed. 404: no secret is set.
    422: signed, and no notification. Repeats and disorder are harmless.
    """
    if not settings.BOUNCE_SECRET:
        return problem(404, "no_secret", "This house takes no returned mail at this address.")
    body = request.read(settings.BODY_LIMIT_BYTES + 1)
    if len(body) > settings.BODY_LIMIT_BYTES:
        return problem(413, "body_too_large", "A notification is one megabyte at most.")
    at = clock.now()
    try:
        client.verify(body=body, headers=request.headers, secrets=[settings.BOUNCE_SECRET], at=at)
    except BadSignature as error:
        logger.info("a notification of returned mail was refused")
        return problem(401, "bad_signature", str(error))
    if request.content_type == "message/rfc822":
        return JsonResponse({"known": bounces.take(raw=body, at=at) is not None})
    try:
        said = json.loads(body)
        message_id, status = said["message_id"], said["status"]
        detail = said.get("detail", "")
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
        return problem(422, "unreadable", "A notification has a message_id and a status.")
    if not all(isinstance(one, str) for one in (message_id, status, detail)):
        return problem(422, "unreadable", "Message_id, status and detail are text.")
    if not bounces.STATUS.fullmatch(status):
        return problem(422, "status", "A status is one of RFC 3463, such as 5.1.1 or 4.2.2.")
    plain = "".join(c for c in detail if c.isprintable())
    found = bounces.note(message_id=message_id, status=status, detail=plain, at=at)
    return JsonResponse({"known": found is not None})
