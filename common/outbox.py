"""Facts: written as rows in the transaction that makes them true, told afterwards.

The row is the truth; a poke only shortens the wait. `flows/` owns what happens next.
"""

import logging
from collections.abc import Iterable, Mapping
from functools import cache

from django.conf import settings
from django.db import transaction
from redis import Redis
from redis.exceptions import RedisError

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
    return publish_each(fact, [ids])[0]


def publish_each(fact: str, about: Iterable[Mapping[str, int | str]], /) -> list[OutboxMessage]:
    """Write the same fact about each of many, as ``publish`` does about one, in few statements."""
    if not transaction.get_connection().in_atomic_block:
        raise FactOutsideTransaction(fact)
    at = clock.now()
    messages = OutboxMessage.objects.bulk_create(
        OutboxMessage(fact=fact, payload=ids, created_at=at) for ids in about
    )
    transaction.on_commit(_poke)
    return messages


def _poke() -> None:
    """Wake the relays of other processes when Redis is there; they poll all the same."""
    if not settings.REDIS_URL:
        return
    try:
        _redis(settings.REDIS_URL).publish(POKE_CHANNEL, "1")
    except RedisError:
        logger.warning("the relay could not be poked; it will find the fact by itself")


@cache
def _redis(url: str) -> Redis:
    """One client a process; it keeps its own pool of connections."""
    return Redis.from_url(url, socket_timeout=1)
