"""Sections 6 and 7 of the protocol as they read, with nothing clever: what the draw is held to."""

import hashlib
import hmac
from typing import Any


def ticket(seed: bytes, record: dict[str, Any]) -> bytes:
    """The least of the entrant's tickets."""
    stem = record["id"].encode() + b"\x00"
    messages = (stem + c.to_bytes(4, "big") for c in range(1, record["chances"] + 1))
    return min(hmac.new(seed, message, hashlib.sha256).digest() for message in messages)


def result_of(header: dict[str, Any], entrants: Any, seed: bytes) -> dict[str, Any]:
    """The bundle's `result` for these entrants, in whatever order they are given."""
    found = {record["id"]: ticket(seed, record) for record in entrants}

    def place(record):
        return found[record["id"]], record["id"]

    stands: dict[str, str] = {}
    queues: dict[str, list[Any]] = {stratum["code"]: [] for stratum in header["strata"]}
    same = []
    for record in sorted(entrants, key=place):
        first = stands.setdefault(record["household"], record["id"])
        if first == record["id"]:
            queues[record["stratum"]].append(record)
        else:
            same.append({"entrant": record["id"], "stands": first})

    won, rest = {}, {}
    for stratum in header["strata"]:
        queue = queues[stratum["code"]]
        reserved = [r for r in queue if r["newcomer"]][: stratum["min_newcomers"]]
        others = [r for r in queue if r not in reserved][: stratum["quota"] - len(reserved)]
        won[stratum["code"]] = sorted(reserved + others, key=place)
        rest[stratum["code"]] = [r for r in queue if r not in won[stratum["code"]]]
    winners = {code: len(taken) for code, taken in won.items()}
    if header["overflow"] == "POOL":
        pool = sorted((r for others in rest.values() for r in others), key=place)
        for record in pool[: header["places"] - sum(winners.values())]:
            winners[record["stratum"]] += 1

    strata = []
    for stratum in header["strata"]:
        code = stratum["code"]
        order = won[code] + rest[code]
        left = len(order) - winners[code]
        holdout = min(stratum["holdout"], left)
        share_only = min(stratum["share_only"], left - holdout)
        strata.append(
            {
                "alternates": left - holdout - share_only,
                "code": code,
                "holdout": holdout,
                "order": [record["id"] for record in order],
                "share_only": share_only,
                "winners": winners[code],
            }
        )
    same.sort(key=lambda pair: pair["entrant"])
    return {"same_household": same, "strata": strata}
