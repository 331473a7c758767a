"""The process that tests/faults/outbox.py kills: ``write RUN`` until killed, or ``read`` once."""

import json
import os
import sys
from itertools import count

import django

SCOPE = "fault outbox"


def write(run: str) -> None:
    from common import idempotency, outbox

    for number in count():
        key = f"{run}-{number}"

        def work(key: str = key) -> tuple[int, str]:
            outbox.publish("answer.stored", key=key)
            return 201, key

        status, answer, _ = idempotency.once(scope=SCOPE, key=key, body=b"", work=work)
        # Written whole: to the reader, half a line is no answer.
        os.write(1, f"{answer}\n".encode() if status == 201 else b"refused\n")


def read() -> None:
    from common.models import IdempotencyKey, OutboxMessage

    keys = list(IdempotencyKey.objects.filter(scope=SCOPE).values_list("key", flat=True))
    facts = OutboxMessage.objects.filter(fact="answer.stored").values_list("payload", flat=True)
    print(json.dumps([keys, [payload["key"] for payload in facts]]))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    write(sys.argv[2]) if sys.argv[1] == "write" else read()
