"""The processes that tests/faults/outbox.py kills.

``write RUN`` answers until killed; ``tell`` hands every waiting fact to a handler; ``read`` prints
[keys answered, keys in facts, number of facts told, ids of facts that had their effect].
"""

import json
import os
import sys
import uuid
from itertools import count

import django

SCOPE = "fault outbox"
EFFECT = "fault effect"
FACT = "answer.stored"


def write(run: str) -> None:
    """Store an answer and its fact in one transaction, then say so; again and again."""
    from common import idempotency, outbox

    for number in count():
        key = f"{run}-{number}"

        def work(key: str = key) -> tuple[int, str]:
            outbox.publish(FACT, key=key)
            return 201, key

        status, answer, _ = idempotency.once(scope=SCOPE, key=key, body=b"", work=work)
        # Written whole: to the reader, half a line is no answer.
        os.write(1, f"{answer}\n".encode() if status == 201 else b"refused\n")


def effect(*, message_id: int, at: object, **_ids: object) -> None:
    """A handler whose repetition would show: a row of its own under a fresh key each time."""
    from common import clock
    from common.models import IdempotencyKey

    IdempotencyKey.objects.create(
        scope=EFFECT, key=f"{message_id} {uuid.uuid4()}", fingerprint="", created_at=clock.now()
    )


def tell() -> None:
    """What a worker does with each fact, in one sweep after another, until nothing waits."""
    from common.models import OutboxMessage
    from flows import delivery, facts

    facts.FACTS[FACT] = ["tests.faults.outbox_writer.effect"]
    waiting = OutboxMessage.objects.filter(fact=FACT, done_at__isnull=True, parked_at__isnull=True)
    os.write(1, b"begun\n")
    while numbers := list(waiting.order_by("pk").values_list("pk", flat=True)):
        for number in numbers:
            delivery.deliver(message_id=number)


def read() -> None:
    from common.models import IdempotencyKey, OutboxMessage

    keys = list(IdempotencyKey.objects.filter(scope=SCOPE).values_list("key", flat=True))
    facts = OutboxMessage.objects.filter(fact=FACT)
    payloads = facts.values_list("payload", flat=True)
    effects = IdempotencyKey.objects.filter(scope=EFFECT).values_list("key", flat=True)
    told = facts.filter(done_at__isnull=False).count()
    print(
        json.dumps(
            [
                keys,
                [payload["key"] for payload in payloads],
                told,
                [key.split()[0] for key in effects],
            ]
        )
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    if sys.argv[1] == "write":
        write(sys.argv[2])
    else:
        {"tell": tell, "read": read}[sys.argv[1]]()
