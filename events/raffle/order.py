"""The draw itself: tickets, order, selection, arms (draw-v1, sections 6 and 7). A pure function of
the sealed object and 32 bytes of randomness.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from events.raffle.plan import Arm, JsonObject, Overflow
from events.raffle.seal import SealedObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """One representative in the order of a stratum. `position` counts from 1; `ticket` in hex."""

    entrant_id: str
    stratum: str
    position: int
    arm: Arm
    ticket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """An entrant whose household is represented by `stands`, who has the better ticket."""

    entrant_id: str
    stratum: str
    stands: str
    ticket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawResult:
    """The whole outcome. `ranked`: by stratum code, then position; `set_aside`: by entrant id;
    `root`, `randomness` and `seed` in hex.
    """

    root: str
    randomness: str
    seed: str
    ranked: tuple[Ranked, ...]
    set_aside: tuple[SetAside, ...]

    def public(self) -> JsonObject:
        """The `result` of the bundle (draw-v1, section 8)."""
        strata: dict[str, list[Ranked]] = {}
        for place in self.ranked:
            strata.setdefault(place.stratum, []).append(place)
        return {
            "same_household": [
                {"entrant": person.entrant_id, "stands": person.stands} for person in self.set_aside
            ],
            "strata": [
                {
                    "alternates": _count(places, Arm.ALTERNATE),
                    "code": code,
                    "holdout": _count(places, Arm.HOLDOUT),
                    "order": [place.entrant_id for place in places],
                    "share_only": _count(places, Arm.SHARE_ONLY),
                    "winners": _count(places, Arm.WINNER),
                }
                for code, places in strata.items()
            ],
        }


def seed_of(*, root: str, randomness: bytes) -> bytes:
    """SHA-256(root || randomness), 32 bytes: unknown to all until both are fixed."""
    if len(randomness) != 32:
        raise ValueError(f"The randomness of a draw has 32 bytes, not {len(randomness)}.")
    return sha256(bytes.fromhex(root) + randomness).digest()


def tickets(*, seed: bytes, chances: Iterable[tuple[str, int]]) -> list[bytes]:
    """For each (entrant id, k), the least of HMAC-SHA256(seed, id || 0x00 || c as 4 bytes) for
    c = 1..k. Compared as bytes, which is comparing 256-bit big-endian integers.

    HMAC is spelt out with copied contexts: the key's two blocks are hashed once, not per ticket.
    """
    block = seed.ljust(64, b"\x00")
    inner = sha256(bytes(byte ^ 0x36 for byte in block))
    outer = sha256(bytes(byte ^ 0x5C for byte in block))
    found: list[bytes] = []
    for entrant_id, count in chances:
        stem = entrant_id.encode() + b"\x00"
        best = b"\xff" * 33
        for chance in range(1, count + 1):
            first = inner.copy()
            first.update(stem + chance.to_bytes(4, "big"))
            second = outer.copy()
            second.update(first.digest())
            best = min(best, second.digest())
        found.append(best)
    return found


def draw(*, sealed: SealedObject, randomness: bytes) -> DrawResult:
    """Order every stratum and read the arms. Same input, same output, on every machine."""
    seed = seed_of(root=sealed.root, randomness=randomness)
    records = sealed.entrants
    found = tickets(seed=seed, chances=((r["id"], r["chances"]) for r in records))
    ordered = sorted(zip(found, (r["id"] for r in records), records, strict=True), key=_by_ticket)

    stands: dict[str, str] = {}
    queues: dict[str, list[tuple[bytes, JsonObject]]] = {
        stratum["code"]: [] for stratum in sealed.header["strata"]
    }
    set_aside: list[SetAside] = []
    for ticket, entrant_id, record in ordered:
        first = stands.setdefault(record["household"], entrant_id)
        if first == entrant_id:
            queues[record["stratum"]].append((ticket, record))
        else:
            set_aside.append(
                SetAside(
                    entrant_id=entrant_id,
                    stratum=record["stratum"],
                    stands=first,
                    ticket=ticket.hex(),
                )
            )

    own_winners: dict[str, int] = {}
    for stratum in sealed.header["strata"]:
        queue = queues[stratum["code"]]
        own_winners[stratum["code"]] = min(stratum["quota"], len(queue))
        queues[stratum["code"]] = _winners_first(
            queue, quota=stratum["quota"], newcomers=stratum["min_newcomers"]
        )
    extra = dict.fromkeys(queues, 0)
    if sealed.header["overflow"] == Overflow.POOL:
        missing = sealed.header["places"] - sum(own_winners.values())
        for code in _pool(queues, own_winners)[:missing]:
            extra[code] += 1

    ranked: list[Ranked] = []
    for stratum in sealed.header["strata"]:
        code = stratum["code"]
        queue = queues[code]
        arms = _arms(
            size=len(queue),
            winners=own_winners[code] + extra[code],
            share_only=stratum["share_only"],
            holdout=stratum["holdout"],
        )
        ranked.extend(
            Ranked(
                entrant_id=record["id"],
                stratum=code,
                position=position,
                arm=arm,
                ticket=ticket.hex(),
            )
            for position, ((ticket, record), arm) in enumerate(
                zip(queue, arms, strict=True), start=1
            )
        )
    return DrawResult(
        root=sealed.root,
        randomness=randomness.hex(),
        seed=seed.hex(),
        ranked=tuple(ranked),
        set_aside=tuple(sorted(set_aside, key=lambda person: person.entrant_id)),
    )


def _by_ticket(item: tuple[bytes, str, JsonObject]) -> tuple[bytes, str]:
    return item[0], item[1]


def _winners_first(
    queue: list[tuple[bytes, JsonObject]], *, quota: int, newcomers: int
) -> list[tuple[bytes, JsonObject]]:
    """The queue with its winners in front: the first `newcomers` newcomers by ticket, then the best
    of all others up to the quota; both winners and the rest stay in ticket order.
    """
    reserved = [i for i, (_, record) in enumerate(queue) if record["newcomer"]][:newcomers]
    taken = set(reserved)
    others = (i for i in range(len(queue)) if i not in taken)
    for i in others:
        if len(taken) >= quota:
            break
        taken.add(i)
    winners = [queue[i] for i in sorted(taken)]
    return winners + [item for i, item in enumerate(queue) if i not in taken]


def _pool(
    queues: dict[str, list[tuple[bytes, JsonObject]]], own_winners: dict[str, int]
) -> list[str]:
    """Stratum codes of everyone who is not a winner of the own stratum, by ticket over the draw."""
    rest = [
        (ticket, record["id"], code)
        for code, queue in queues.items()
        for ticket, record in queue[own_winners[code] :]
    ]
    return [code for _, _, code in sorted(rest)]


def _arms(*, size: int, winners: int, share_only: int, holdout: int) -> list[Arm]:
    """Arms by position: winners from the front, holdout from the end, share-only before it."""
    last = min(holdout, size - winners)
    before = min(share_only, size - winners - last)
    return (
        [Arm.WINNER] * winners
        + [Arm.ALTERNATE] * (size - winners - before - last)
        + [Arm.SHARE_ONLY] * before
        + [Arm.HOLDOUT] * last
    )


def _count(places: Sequence[Ranked], arm: Arm) -> int:
    return sum(place.arm is arm for place in places)
