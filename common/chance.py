"""The one source of what must be unpredictable, and, in a rehearsal alone, of what can be repeated.

A seeded demo (``CONVIVE_REHEARSAL_SEED``) derives each value from the seed and from what the value is
for, so that the order in which processes ask changes nothing. The settings refuse to start with a
seed outside demo mode; everywhere else every value comes from ``secrets``.
"""

import hashlib
import hmac
import secrets
from datetime import datetime

from django.conf import settings


def token(size: int, *, of: str) -> bytes:
    """Return ``size`` bytes (32 at most). ``of`` names, once in a house, what they are made for."""
    if not settings.REHEARSAL_SEED:
        return secrets.token_bytes(size)
    return hmac.new(settings.REHEARSAL_SEED.encode(), of.encode(), hashlib.sha256).digest()[:size]


def moment(at: datetime) -> datetime:
    """Return ``at`` to the second; in a seeded demo to the minute, as no two runs are equally quick."""
    return at.replace(second=0 if settings.REHEARSAL_SEED else at.second, microsecond=0)
