"""One effect per request key: the first answer is stored and replayed."""

import hashlib
from collections.abc import Callable

from django.db import IntegrityError, transaction

from common import clock
from common.models import IdempotencyKey


class KeyReused(Exception):
    """The same key came with another body; the caller must choose a new key (HTTP 422)."""


class StillWorking(Exception):
    """The first request with this key has not finished (HTTP 409, try again)."""


def once(
    *, scope: str, key: str, body: bytes, work: Callable[[], tuple[int, str]]
) -> tuple[int, str, bool]:
    """Run ``work`` once for (scope, key); returns (status, body, replayed).

    The claim, the work and the stored answer share one transaction: a crash leaves no key behind,
    and a second request at the same moment meets the unique constraint. Answers of 500 and above
    are not stored, so that they can be tried again.
    """
    fingerprint = hashlib.sha256(body).hexdigest()
    try:
        with transaction.atomic():
            claimed = IdempotencyKey.objects.create(
                scope=scope, key=key, fingerprint=fingerprint, created_at=clock.now()
            )
            status, answer = work()
            if status >= 500:
                transaction.set_rollback(True)
            else:
                IdempotencyKey.objects.filter(pk=claimed.pk).update(status=status, body=answer)
            return status, answer, False
    except IntegrityError:
        known = IdempotencyKey.objects.filter(scope=scope, key=key).first()
        if known is None:
            raise
    if known.fingerprint != fingerprint:
        raise KeyReused("This Idempotency-Key was used with another body; choose a new one.")
    if known.status is None:
        raise StillWorking("The first request with this Idempotency-Key has not finished.")
    return known.status, known.body, True
