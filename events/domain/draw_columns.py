"""The columns of a draw and of its places, against the sealed header and the log.

Who sealed and who drew is read from the audit line's ``actor``, which its hash covers: the public
code of an officer depends on a key that a house may change.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from common.models import AuditEntry
from events.domain.draw_words import round_received
from events.models import Draw, DrawMode, DrawState, Place, PlaceState
from events.queries import draws as queries
from events.raffle.beacon import BeaconRefused, verify_round
from events.raffle.canonical import timestamp
from events.raffle.commit_reveal import CommitRevealRefused, PartyRole, commitment_to
from events.raffle.log import Answer, LogKind
from events.raffle.plan import JsonObject
from events.raffle.promotions import Asking


def column_faults(draw: Draw, header: JsonObject) -> Iterator[str]:
    """What the draw's row says, against what was sealed and what the log tells."""
    plan = header["randomness"]
    sealed = (header["draw_code"], plan["mode"], plan.get("chain", ""), plan.get("round"))
    if sealed != (draw.code, draw.mode, draw.chain, draw.round):
        yield "Code, mode, chain or round are not the sealed ones."
    if header["eligible"] != draw.entrants_count:
        yield f"The draw says {draw.entrants_count} entrants; {header['eligible']} were sealed."
    if timestamp(draw.sealed_at) != header["sealed_at"]:
        yield "The moment of the seal is not the sealed one."
    if draw.round_at is not None and timestamp(draw.round_at) != plan.get("round_at"):
        yield "The moment of the round is not the sealed one."
    if (draw.round_at is None) != (draw.mode == DrawMode.COMMIT_REVEAL):
        yield "A round has a moment, and only a round."
    if draw.number != _number(draw, header):
        yield "The number of the draw does not follow from the one that it replaces."
    if draw.state != DrawState.VOID and draw.void_reason:
        yield "A draw that is not void has no reason to be."
    yield from _officer_faults(draw)
    if draw.mode == DrawMode.BEACON:
        yield from _beacon_faults(draw)
    else:
        yield from _secret_faults(draw, plan["parties"])


def _number(draw: Draw, header: JsonObject) -> int:
    if header["replaces"] is None:
        return 1
    before = Draw.objects.get(campaign_id=draw.campaign_id, code=header["replaces"]["draw_code"])
    return int(before.number) + 1


def _officer_faults(draw: Draw) -> Iterator[str]:
    """Who sealed and who drew, and when, as the chained lines have it."""
    lines = AuditEntry.objects.filter(chain=queries.audit_chain(draw.code))
    sealed = lines.get(action="draw.sealed")
    if (sealed.actor, sealed.at) != (f"user:{draw.sealed_by_id}", draw.sealed_at):
        yield "The log says that somebody else sealed, or at another moment."
    drawn = lines.filter(action="draw.drawn").first()
    told = (drawn.actor, drawn.at) if drawn else ("", None)
    by = f"user:{draw.drawn_by_id}" if draw.drawn_by_id is not None else ""
    if told != (by, draw.drawn_at):
        yield "The log says that somebody else drew, or at another moment."


def _beacon_faults(draw: Draw) -> Iterator[str]:
    if draw.commit_secret or draw.contributions:
        yield "A draw by a beacon has no secrets to open."
    notes = [line.data["text"] for line in queries.lines_of(draw, LogKind.NOTE)]
    if draw.randomness and round_received(draw.round, draw.beacon_source) not in notes:
        yield "The log does not tell that this round came from there."
    if not draw.randomness and (draw.signature or draw.previous_signature or draw.beacon_source):
        yield "There is a signature without its round."
    if draw.randomness and draw.drawn_at is None:  # after the draw the log has a hash of it
        try:
            verify_round(
                chain=queries.sealed_chain(draw),
                expected_round=draw.round or 0,
                beacon=queries.beacon_of(draw),
            )
        except BeaconRefused:
            yield "The round that waits to be drawn with is not the beacon’s."


def _secret_faults(draw: Draw, parties: list[dict[str, Any]]) -> Iterator[str]:
    """The values opened so far, against the commitments made before the seal."""
    if draw.beacon_source or draw.signature or draw.previous_signature:
        yield "A draw without a beacon has no round."
    sealed = {party["label"]: party["commitment"] for party in parties}
    own = {party["label"] for party in parties if party["role"] == PartyRole.ORGANISER}
    opened = {**draw.contributions, **dict.fromkeys(own, draw.commit_secret)}
    for label, value in opened.items():
        try:
            made = commitment_to(draw_code=draw.code, label=label, value=value)
        except CommitRevealRefused:
            made = ""
        if made != sealed.get(label):
            yield "A value opened is not the one committed to."
    if draw.drawn_at is not None and draw.contributions.keys() != sealed.keys():
        yield "A value that was drawn with is missing."
    if draw.drawn_at is None and draw.randomness:
        yield "There is randomness before the draw."


def place_faults(draw: Draw) -> Iterator[str]:
    """The places against the chain of promotions; a void draw ends them all at once."""
    told = {ask.entrant_id: ask for ask in queries.promotions(draw)}
    slots = _slots(told.values())
    numbers: dict[int | None, str | None] = {None: None}
    places = Place.objects.filter(draw=draw).select_related("rank__entrant").order_by("pk")
    for place in places:
        entrant_id = place.rank.entrant.public_id
        numbers[place.pk] = entrant_id
        ask = told.pop(entrant_id, None)
        if ask is None or ask.stratum != place.stratum_key:
            yield f"Place {place.pk} was never offered by the log."
        elif place.slot != slots[entrant_id]:
            yield f"Place {place.pk} is not the one that was offered."
        elif numbers.get(place.replaces_id, "") != ask.in_place_of:
            yield f"Place {place.pk} was not free by whom it says."
        elif (timestamp(place.asked_at), timestamp(place.answer_by)) != (
            ask.asked_at,
            ask.answer_by,
        ):
            yield f"Place {place.pk} was not offered then, or not until then."
        elif draw.state != DrawState.VOID:
            yield from _answer_faults(place, ask)
    for entrant_id in told:
        yield f"The place offered to {entrant_id} is missing."


def _slots(asks: Iterable[Asking]) -> dict[str, int]:
    """The table of each offer: in a stratum they count from 1, and pass on with the place."""
    first: Counter[str] = Counter()
    slots: dict[str, int] = {}
    for ask in asks:
        if ask.in_place_of is None:
            first[ask.stratum] += 1
            slots[ask.entrant_id] = first[ask.stratum]
        else:
            slots[ask.entrant_id] = slots[ask.in_place_of]
    return slots


def _answer_faults(place: Place, ask: Asking) -> Iterator[str]:
    if place.state not in _states_after(ask.answer):
        yield f"Place {place.pk} is {place.state}; the log says otherwise."
    elif place.reason != (ask.reason or ""):
        yield f"Place {place.pk} was taken back for another reason."
    elif (place.answered_at and timestamp(place.answered_at)) != ask.answered_at:
        yield f"Place {place.pk} was not answered then."


def _states_after(answer: Answer | None) -> set[str]:
    if answer is None:
        return {PlaceState.ASKED}
    if answer == Answer.WITHDRAWN:  # given back, or the person had left before being asked
        return {PlaceState.WITHDRAWN, PlaceState.REFUSED}
    return {str(answer)}
