"""Play a shop: send one signed order to a hook address of Convive. Standard library only.

python3 send_order.py ADDRESS SECRET [PROMO_CODE [PLACED_AT]]

ADDRESS and SECRET are shown when a shop of the kind "Signed webhook" is connected. The order is
79.17 EUR of goods; with PROMO_CODE it was placed with that code, and at PLACED_AT
(2026-11-27T20:00:00Z) instead of now: a demo's clock may have been moved. Exits with 1 when refused.
"""

import base64
import hashlib
import hmac
import json
import sys
import time
import urllib.error
import urllib.request
import uuid


def main(address: str, secret: str, code: str = "", placed_at: str = "") -> tuple[bool, str]:
    now = placed_at or time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    number = uuid.uuid4().hex[:8]
    order = {
        "type": "order.created",
        "timestamp": now,
        "data": {
            "id": number,
            "number": number,
            "placed_at": now,
            "updated_at": now,
            "currency": "EUR",
            "net": "79.17",
            "gross": "100.90",
            "promo_codes": [code] if code else [],
        },
    }
    body = json.dumps(order).encode()
    delivery_id, sent_at = uuid.uuid4().hex, str(int(time.time()))  # noqa: TID251 - a shop's clock
    key = base64.b64decode(secret.removeprefix("whsec_"))
    text = b".".join([delivery_id.encode(), sent_at.encode(), body])  # what is signed
    signature = base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
    headers = {
        "Content-Type": "application/json",
        "webhook-id": delivery_id,
        "webhook-timestamp": sent_at,
        "webhook-signature": f"v1,{signature}",
    }
    request = urllib.request.Request(address, body, headers)  # noqa: S310 - the reader's own address
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            return True, f"{answer.status} {answer.read().decode()}"
    except urllib.error.HTTPError as error:
        return False, f"{error.code} {error.read().decode()}"


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4, 5):
        sys.exit(__doc__)
    taken, said = main(*sys.argv[1:])
    print(said)  # noqa: T201
    sys.exit(not taken)
