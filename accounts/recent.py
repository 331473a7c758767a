"""Whether somebody has shown a short while ago that it is still them."""

from typing import Any

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

from common import clock


def shown(request: HttpRequest, *, method: str = "") -> bool:
    """Say whether this session holds a fresh proof of who is there: any, or one by ``method``.

    ``method`` is allauth's word ("mfa", "code"). Fresh is what is no older than
    ACCOUNT_REAUTHENTICATION_TIMEOUT, on the clock that allauth stamps with.
    """
    earliest = clock.unmoved() - app_settings.REAUTHENTICATION_TIMEOUT
    records: list[dict[str, Any]] = get_authentication_records(request, request.user)
    return any(
        record.get("at", 0) > earliest and method in ("", record.get("method"))
        for record in records
    )
