"""Who is asked next, and the chain of promotions told by the log (draw-v1, section 10)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
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
    gone = set(asked)
    for place in result.ranked:
        if place.stratum == stratum and place.entrant_id not in gone:
            return place.entrant_id
    if header["overflow"] != Overflow.POOL:
        return None
    quotas = {item["code"]: item["quota"] for item in header["strata"]}
    pool = [
        (place.ticket, place.entrant_id)
        for place in result.ranked
        if place.position > quotas[place.stratum] and place.entrant_id not in gone
    ]
    return min(pool)[1] if pool else None


def first_asks(*, header: JsonObject, result: DrawResult) -> list[tuple[str, str]]:
    """(entrant id, stratum of the place) in the order in which the first offers are logged.

    Each stratum draws on its own winners first; under POOL what is left takes the pool in order.
    """
    asks: list[tuple[str, str]] = []
    asked: set[str] = set()
    for stratum in header["strata"]:
        for _ in range(stratum["quota"]):
            entrant_id = next_to_ask(
                header=header, result=result, asked=asked, stratum=stratum["code"]
            )
            if entrant_id is not None:
                asked.add(entrant_id)
                asks.append((entrant_id, stratum["code"]))
    return asks


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
