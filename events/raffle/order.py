"""The draw itself: tickets, order, selection, arms (draw-v1, sections 6 and 7). A pure function of
the sealed object and 32 bytes of randomness.

Entrants are numbers here, their places in the sealed list, and an order is an array of them. As the
list is in order of id, the lesser number is the lesser id.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import overload

import numpy as np

from events.raffle.entrants import Entrants, Numbers
from events.raffle.plan import Arm, JsonObject, Overflow
from events.raffle.seal import SealedObject

FIRST_CHANCE = b"\x00" + (1).to_bytes(4, "big")


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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StratumOrder:
    """The order of one stratum as entrants' numbers, and how many stand in each arm, from the
    front: winners, alternates, share-only, holdout.
    """

    code: str
    order: Numbers
    winners: int
    alternates: int
    share_only: int
    holdout: int

    def arm_at(self, position: int) -> Arm:
        """The arm of a position, counted from 1."""
        if position <= self.winners:
            return Arm.WINNER
        if position <= self.winners + self.alternates:
            return Arm.ALTERNATE
        return Arm.SHARE_ONLY if position <= len(self.order) - self.holdout else Arm.HOLDOUT


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DrawResult:
    """The whole outcome, in columns. `root`, `randomness` and `seed` in hex; `strata` in the
    header's order; `tickets` by entrant's number; `aside` the numbers of those set aside, ascending,
    and `stands` of those who stand for them.
    """

    root: str
    randomness: str
    seed: str
    entrants: Entrants
    tickets: Sequence[bytes]
    strata: tuple[StratumOrder, ...]
    aside: Numbers
    stands: Numbers

    @property
    def ranked(self) -> "Ranks":
        """Everyone in an order, by stratum code, then position; each made when asked for."""
        return Ranks(self)

    @property
    def set_aside(self) -> Iterator[SetAside]:
        """Everyone set aside, by entrant id."""
        people = self.entrants
        for number, stands in zip(self.aside.tolist(), self.stands.tolist(), strict=True):
            yield SetAside(
                entrant_id=people.ids[number],
                stratum=people.codes[people.stratum[number]],
                stands=people.ids[stands],
                ticket=self.tickets[number].hex(),
            )

    def text(self) -> str:
        """The canonical text of the bundle's `result` (draw-v1, section 7)."""
        ids = self.entrants.ids
        same = ",".join(
            f'{{"entrant":"{ids[number]}","stands":"{ids[stands]}"}}'
            for number, stands in zip(self.aside.tolist(), self.stands.tolist(), strict=True)
        )
        strata = ",".join(
            f'{{"alternates":{s.alternates},"code":"{s.code}","holdout":{s.holdout},"order":'
            f"[{','.join([f'"{ids[number]}"' for number in s.order.tolist()])}],"
            f'"share_only":{s.share_only},"winners":{s.winners}}}'
            for s in self.strata
        )
        return f'{{"same_household":[{same}],"strata":[{strata}]}}'

    def public(self) -> JsonObject:
        """The bundle's `result` as an object."""
        found: JsonObject = json.loads(self.text())
        return found


class Ranks(Sequence[Ranked]):
    """The rows of a result, by stratum code, then position. A slice is a list."""

    __slots__ = ("_ends", "_result")

    def __init__(self, result: DrawResult) -> None:
        self._result = result
        self._ends = np.cumsum([len(stratum.order) for stratum in result.strata]).tolist()

    def __len__(self) -> int:
        return int(self._ends[-1]) if self._ends else 0

    @overload
    def __getitem__(self, at: int) -> Ranked: ...
    @overload
    def __getitem__(self, at: slice) -> list[Ranked]: ...
    def __getitem__(self, at: int | slice) -> Ranked | list[Ranked]:
        rows = range(len(self))[at]
        return [self._row(row) for row in rows] if isinstance(rows, range) else self._row(rows)

    def of(self, code: str) -> Iterator[Ranked]:
        """The rows of one stratum, by position."""
        for stratum in self._result.strata:
            if stratum.code == code:
                for position, number in enumerate(stratum.order.tolist(), start=1):
                    yield self._made(stratum, position, number)

    def __iter__(self) -> Iterator[Ranked]:
        for stratum in self._result.strata:
            yield from self.of(stratum.code)

    def _row(self, row: int) -> Ranked:
        which = int(np.searchsorted(self._ends, row, side="right"))
        stratum = self._result.strata[which]
        place = row - (self._ends[which] - len(stratum.order))
        return self._made(stratum, place + 1, int(stratum.order[place]))

    def _made(self, stratum: StratumOrder, position: int, number: int) -> Ranked:
        return Ranked(
            entrant_id=self._result.entrants.ids[number],
            stratum=stratum.code,
            position=position,
            arm=stratum.arm_at(position),
            ticket=self._result.tickets[number].hex(),
        )


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
    inner = sha256(bytes(byte ^ 0x36 for byte in block)).copy
    outer = sha256(bytes(byte ^ 0x5C for byte in block)).copy
    found: list[bytes] = []
    for entrant_id, count in chances:
        stem = entrant_id.encode()
        first, second = inner(), outer()
        first.update(stem + FIRST_CHANCE)
        second.update(first.digest())
        best = second.digest()
        for chance in range(2, count + 1):
            first, second = inner(), outer()
            first.update(stem + b"\x00" + chance.to_bytes(4, "big"))
            second.update(first.digest())
            best = min(best, second.digest())
        found.append(best)
    return found


def by_ticket(found: Sequence[bytes]) -> Numbers:
    """The numbers of the tickets (32 bytes each), the least ticket first, then the least number."""
    first = np.frombuffer(b"".join(found), dtype=">u8")[::4].astype(np.uint64)
    order = np.argsort(first)
    leading = first[order]
    if (leading[1:] == leading[:-1]).any():
        # Two begin with the same 64 bits; of a million, once in forty million draws.
        return np.array(sorted(range(len(found)), key=found.__getitem__), dtype=np.intp)
    return order


def draw(*, sealed: SealedObject, randomness: bytes) -> DrawResult:
    """Order every stratum and read the arms. Same input, same output, on every machine."""
    seed = seed_of(root=sealed.root, randomness=randomness)
    people, strata = sealed.entrants, sealed.header["strata"]
    found = tickets(seed=seed, chances=zip(people.ids, people.chances, strict=True))
    order = by_ticket(found)

    stands = _representatives(people, order)
    standing = order[stands[order] == order]
    by_stratum = standing[np.argsort(people.stratum[standing], kind="stable")]
    sizes = np.bincount(people.stratum[standing], minlength=len(strata))
    queues: list[Numbers] = []
    winners: list[int] = []
    for stratum, queue in zip(strata, np.split(by_stratum, np.cumsum(sizes)[:-1]), strict=True):
        chosen = _own_winners(
            people, queue, quota=stratum["quota"], newcomers=stratum["min_newcomers"]
        )
        queues.append(np.concatenate((queue[chosen], queue[~chosen])))
        winners.append(int(chosen.sum()))
    if sealed.header["overflow"] == Overflow.POOL:
        missing = sealed.header["places"] - sum(winners)
        others = [queue[own:] for queue, own in zip(queues, winners, strict=True)]
        extra = _pooled(people, order, np.concatenate(others), missing)
        winners = [own + more for own, more in zip(winners, extra, strict=True)]

    aside = np.flatnonzero(stands != np.arange(len(stands)))
    return DrawResult(
        root=sealed.root,
        randomness=randomness.hex(),
        seed=seed.hex(),
        entrants=people,
        tickets=found,
        strata=tuple(
            _with_arms(stratum, queue, won)
            for stratum, queue, won in zip(strata, queues, winners, strict=True)
        ),
        aside=aside,
        stands=stands[aside],
    )


def _representatives(people: Entrants, order: Numbers) -> Numbers:
    """For each entrant the member of the household with the least ticket."""
    first = np.empty(people.households, dtype=np.intp)
    last_to_first = order[::-1]
    first[people.household[last_to_first]] = last_to_first  # the last one written is the first
    return first[people.household]


def _own_winners(
    people: Entrants, queue: Numbers, *, quota: int, newcomers: int
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which of the queue win: its first `newcomers` newcomers, then the first of all others."""
    chosen = np.zeros(len(queue), dtype=np.bool_)
    chosen[np.flatnonzero(people.newcomer[queue])[:newcomers]] = True
    left = quota - int(chosen.sum())
    chosen[np.flatnonzero(~chosen)[:left]] = True
    return chosen


def _pooled(people: Entrants, order: Numbers, others: Numbers, places: int) -> list[int]:
    """How many of the first `places` of the others, by ticket, are of each stratum."""
    rank = np.empty(len(order), dtype=np.intp)
    rank[order] = np.arange(len(order))
    first = others[np.argsort(rank[others])][:places]
    counts: list[int] = np.bincount(people.stratum[first], minlength=len(people.codes)).tolist()
    return counts


def _with_arms(stratum: JsonObject, queue: Numbers, winners: int) -> StratumOrder:
    """Arms by position: winners from the front, holdout from the end, share-only before it."""
    left = len(queue) - winners
    holdout = min(stratum["holdout"], left)
    share_only = min(stratum["share_only"], left - holdout)
    return StratumOrder(
        code=stratum["code"],
        order=queue,
        winners=winners,
        alternates=left - holdout - share_only,
        share_only=share_only,
        holdout=holdout,
    )
