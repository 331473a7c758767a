"""Facts: written as rows in the transaction that makes them true, told afterwards.

The row is the truth; a poke only shortens the wait. `flows/` owns what happens next.
"""

import logging

from django.conf import settings
from django.db import transaction

from common import clock
from common.models import OutboxMessage

logger = logging.getLogger(__name__)
POKE_CHANNEL = "convive:outbox"


class FactOutsideTransaction(Exception):
    """A fact must be written in the same transaction as what it tells."""


def publish(fact: str, /, **ids: int | str) -> OutboxMessage:
    """Write ``fact`` ("noun.past_participle") with the ids it is about; wakes the relay on commit.

    Raises FactOutsideTransaction when no transaction is open: the fact could outlive its cause.
    """
    if not transaction.get_connection().in_atomic_block:
        raise FactOutsideTransaction(fact)
    message = OutboxMessage.objects.create(fact=fact, payload=ids, created_at=clock.now())
    transaction.on_commit(_poke)
    return message


def _poke() -> None:
    """Wake the relays of other processes when Redis is there; they poll all the same."""
    if not settings.REDIS_URL:
        return
    from redis import Redis
    from redis.exceptions import RedisError

    try:
        _redis(Redis).publish(POKE_CHANNEL, "1")
    except RedisError:
        logger.warning("the relay could not be poked; it will find the fact by itself")


_client = None


def _redis(client_class: type) -> "Redis":  # type: ignore[name-defined]  # noqa: F821 - loaded only where Redis is used
    global _client
    if _client is None:
        _client = client_class.from_url(settings.REDIS_URL, socket_timeout=1)
    return _client
