"""H2: the draw of very many. The limit is hashing alone: the protocol's own ticket function."""

from __future__ import annotations

import hashlib
import hmac
import importlib.util
from collections.abc import Iterator
from types import ModuleType

from events.raffle import order
from events.raffle.plan import JsonObject
from events.raffle.seal import SealedObject
from tests.bench.harness import ROOT, Outcome, Size, Target, check, judge, paired, seconds

ENTRANTS = {Size.SMALL: 20_000, Size.FULL: 1_000_000}
STRATA = 47
WINNERS = 20
ORACLE_ENTRANTS = 20_000
RANDOMNESS = hashlib.sha256(b"a round of the rehearsal chain").digest()


def sealed_object(entrants: int) -> SealedObject:
    """A sealed draw of ``entrants``: one chance each, one in fifty in the household before it."""
    codes = [f"s{number:02}" for number in range(STRATA)]
    records: list[JsonObject] = [
        {
            "chances": 1,
            "commitment": "00" * 32,
            "household": f"{number - 1 if number % 50 == 49 else number:032x}",
            "id": hashlib.sha256(b"entrant %d" % number).hexdigest()[:16],
            "newcomer": number % 3 != 2,
            "stratum": codes[number % STRATA],
        }
        for number in range(entrants)
    ]
    records.sort(key=lambda record: record["id"])
    header: JsonObject = {
        "overflow": "REFUSE",
        "places": STRATA * WINNERS,
        "strata": [
            {"code": code, "holdout": 10, "min_newcomers": 5, "quota": WINNERS, "share_only": 0}
            for code in codes
        ],
    }
    root = hashlib.sha256(b"the root of a sealed object").hexdigest()
    return SealedObject(header=header, entrants=records, ineligible=[], root=root)


def oracle(sealed: SealedObject, seed: bytes) -> dict[str, list[str]]:
    """Winners of each stratum as the protocol's text reads, with nothing clever."""

    def ticket(record: JsonObject) -> bytes:
        message = record["id"].encode() + b"\x00" + (1).to_bytes(4, "big")
        return hmac.new(seed, message, hashlib.sha256).digest()

    stands: dict[str, str] = {}
    queues: dict[str, list[JsonObject]] = {s["code"]: [] for s in sealed.header["strata"]}
    for record in sorted(sealed.entrants, key=lambda record: (ticket(record), record["id"])):
        if stands.setdefault(record["household"], record["id"]) == record["id"]:
            queues[record["stratum"]].append(record)
    winners = {}
    for stratum in sealed.header["strata"]:
        queue = queues[stratum["code"]]
        reserved = [r for r in queue if r["newcomer"]][: stratum["min_newcomers"]]
        others = [r for r in queue if r not in reserved]
        chosen = reserved + others[: stratum["quota"] - len(reserved)]
        winners[stratum["code"]] = [r["id"] for r in queue if r in chosen]
    return winners


def verifier() -> ModuleType:
    """The stranger's program, loaded from its file as a stranger would have it."""
    path = ROOT / "events" / "raffle" / "verify.py"
    found = importlib.util.spec_from_file_location("convive_draw_verifier", path)
    if found is None or found.loader is None:
        raise ImportError(str(path))
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def check_truth(stranger: ModuleType, *, entrants: int = ORACLE_ENTRANTS) -> None:
    """The draw, the verifier and a plain reading of the text agree, in every place."""
    sealed = sealed_object(entrants)
    seed = order.seed_of(root=sealed.root, randomness=RANDOMNESS)
    result = order.draw(sealed=sealed, randomness=RANDOMNESS).public()
    winners = {s["code"]: s["order"][: s["winners"]] for s in result["strata"]}
    check(winners == oracle(sealed, seed), "the draw's winners are not the protocol's")
    listed, _ = stranger.redraw({"header": sealed.header, "entrants": sealed.entrants}, seed)
    check(result == listed, "the verifier's list is not the draw's")


def draw_of_many(size: Size) -> Iterator[Outcome]:
    """In memory and by the stranger's verifier, each against hashing alone."""
    stranger = verifier()
    check_truth(stranger)
    count = ENTRANTS[size]
    rounds = 5 if size is Size.SMALL else 3
    sealed = sealed_object(count)
    seed = order.seed_of(root=sealed.root, randomness=RANDOMNESS)
    chances = [(record["id"], record["chances"]) for record in sealed.entrants]

    def hashing() -> object:
        return order.tickets(seed=seed, chances=chances)

    yield judge(
        name=f"H2 draw of {count:,} in memory",
        of="hashing alone",
        ratio=paired(
            limit=seconds(hashing),
            ours=seconds(lambda: order.draw(sealed=sealed, randomness=RANDOMNESS)),
            rounds=rounds,
        ),
        target=Target(at_most=1.15),
        entrants=count,
    )
    as_read = {"header": sealed.header, "entrants": sealed.entrants}
    yield judge(
        name=f"H2 list of {count:,} by the verifier",
        of="hashing alone",
        ratio=paired(
            limit=seconds(hashing),
            ours=seconds(lambda: stranger.redraw(as_read, seed)),
            rounds=rounds,
        ),
        target=Target(at_most=2.5),
        entrants=count,
    )
