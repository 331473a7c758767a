"""Who is asked next, and the chain of promotions told by the log (draw-v1, section 10)."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from events.raffle.log import Answer, LogKind, LogLine
from events.raffle.order import DrawResult
from events.raffle.plan import JsonObject, Overflow


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One offer of a place and what became of it; moments as protocol text. `reason`: the code of
    a disqualification.
    """

    entrant_id: str
    stratum: str
    asked_at: str
    answer_by: str
    in_place_of: str | None
    answer: Answer | None
    answered_at: str | None
    reason: str | None = None


def next_to_ask(
    *, header: JsonObject, result: DrawResult, asked: Collection[str], stratum: str
) -> str | None:
    """The entrant who must be offered a free place of `stratum` now, or None if nobody is left.

    First the next in the stratum's own order, whatever the arm; then, under POOL, the best ticket
    among those of other strata who are beyond their own stratum's quota. `asked`: ids of everyone
    asked so far, whatever they answered, and of everyone who withdrew or was disqualified unasked.
    """
    own = (place.entrant_id for place in result.ranked.of(stratum))
    return _first_of(chain(own, _pool(header, result)), gone=set(asked))


def first_asks(*, header: JsonObject, result: DrawResult) -> list[tuple[str, str]]:
    """(entrant id, stratum of the place) in the order in which the first offers are logged.

    Each stratum draws on its own winners first; under POOL what is left takes the pool in order.
    """
    asks: list[tuple[str, str]] = []
    asked: set[str] = set()
    pool = _pool(header, result)
    for stratum in header["strata"]:
        own = (place.entrant_id for place in result.ranked.of(stratum["code"]))
        following = chain(own, pool)
        for _ in range(stratum["quota"]):
            entrant_id = _first_of(following, gone=asked)
            if entrant_id is not None:
                asked.add(entrant_id)
                asks.append((entrant_id, stratum["code"]))
    return asks


def _first_of(following: Iterator[str], *, gone: set[str]) -> str | None:
    return next((entrant_id for entrant_id in following if entrant_id not in gone), None)


def _pool(header: JsonObject, result: DrawResult) -> Iterator[str]:
    """Under POOL, ids of all who are beyond their own stratum's quota, by ticket; else nobody."""
    if header["overflow"] != Overflow.POOL:
        return
    quotas = {item["code"]: item["quota"] for item in header["strata"]}
    beyond = [
        number
        for stratum in result.strata
        for number in stratum.order[quotas[stratum.code] :].tolist()
    ]
    for number in sorted(beyond, key=lambda number: (result.tickets[number], number)):
        yield result.entrants.ids[number]


def promotions_from(lines: Iterable[LogLine]) -> list[Asking]:
    """Every offer in the order of the log, with its last answer: the chain for the proof page."""
    asks: dict[str, Asking] = {}
    for line in lines:
        data: Any = line.data
        if line.kind == LogKind.ASKED:
            asks[data["entrant"]] = Asking(
                entrant_id=data["entrant"],
                stratum=data["stratum"],
                asked_at=line.at,
                answer_by=data["answer_by"],
                in_place_of=data["in_place_of"],
                answer=None,
                answered_at=None,
            )
        elif line.kind == LogKind.ANSWERED and data["entrant"] in asks:
            ask = asks[data["entrant"]]
            asks[data["entrant"]] = Asking(
                entrant_id=ask.entrant_id,
                stratum=ask.stratum,
                asked_at=ask.asked_at,
                answer_by=ask.answer_by,
                in_place_of=ask.in_place_of,
                answer=Answer(data["answer"]),
                answered_at=line.at,
                reason=data["reason"],
            )
    return list(asks.values())
