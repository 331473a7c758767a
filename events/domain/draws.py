"""What happens around the draw itself: a beacon round received, a secret opened, a draw made void.

Sealing is in ``sealing.py`` and drawing in ``drawing.py``; ``seal`` and ``run_draw`` are also reachable
from here, with the refusals. Nothing is ever drawn again in silence.
"""

import logging
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common import outbox
from events.beacons import client, rehearsal
from events.beacons.chains import REHEARSAL
from events.domain import draw_log
from events.domain.campaigns import SHORTEST_REASON
from events.domain.draw_words import beacon_refusal, round_received, secret_opened
from events.domain.drawing import ask_draw, run_draw
from events.domain.places import cancel_party
from events.domain.refusals import (
    AlreadyDrawn,
    BeaconNotTaken,
    DrawRefused,
    NeedsSecondPerson,
    NotYet,
    OtherSecret,
    PartiesHeld,
    SealImpossible,
)
from events.domain.sealing import ask_seal, seal
from events.models import Draw, DrawMode, DrawState, Party, PartyState, Place, PlaceState
from events.queries import draws as queries
from events.raffle import commit_reveal
from events.raffle.beacon import (
    BadSignature,
    BeaconRefused,
    BeaconRound,
    EditedRandomness,
    UnreadableRound,
    WrongChain,
    WrongRound,
    read_round,
    verify_round,
)
from events.raffle.commit_reveal import CommitRevealRefused, PartyRole
from events.raffle.log import LogKind, note_data, voided_data

__all__ = [
    "AlreadyDrawn",
    "BeaconNotTaken",
    "DrawRefused",
    "NeedsSecondPerson",
    "NotYet",
    "PartiesHeld",
    "SealImpossible",
    "ask_draw",
    "ask_seal",
    "collect_beacons",
    "give_round",
    "receive_beacon",
    "reveal",
    "run_draw",
    "seal",
    "void",
]
logger = logging.getLogger(__name__)


def receive_beacon(
    *,
    draw: Draw,
    round: int,  # noqa: A002 - the word every beacon uses
    signature: str,
    source: str,
    at: datetime,
    previous_signature: str = "",
    randomness: str | None = None,
    chain_hash: str | None = None,
) -> Draw:
    """Check a round against what was sealed and keep it. Hex text throughout.

    ``source`` says where it came from (a relay's host, "pasted", "file"); ``randomness`` and
    ``chain_hash`` are compared when given, never trusted. The same round again changes nothing.
    Raises BeaconNotTaken with the reason.
    """
    beacon = BeaconRound(
        round_number=round,
        signature=signature,
        previous_signature=previous_signature or None,
        randomness=randomness,
        chain_hash=chain_hash,
    )
    return receive_round(draw=draw, beacon=beacon, source=source, at=at)


def give_round(*, draw: Draw, text: str, source: str, by: User, at: datetime) -> Draw:
    """Take a round that staff bring, as a relay shows it; ``source`` is "pasted" or "file".

    Raises BeaconNotTaken with the reason; the draw's log says that it was tried.
    """
    try:
        beacon = read_round(text)
        return receive_round(draw=draw, beacon=beacon, source=source, at=at)
    except BeaconRefused as error:
        refused = BeaconNotTaken(
            beacon_refusal(error, expected_round=draw.round or 0, chain=draw.chain)
        )
        refused.__cause__ = error
    except BeaconNotTaken as error:
        refused = error
    if (tried := _TRIED.get(type(refused.__cause__))) is not None:
        draw_log.note_attempt(draw=draw, by=by, at=at, text=tried)
    raise refused


_TRIED: dict[type[BaseException | None], str] = {
    UnreadableRound: draw_log.NO_ROUND_GIVEN,
    WrongRound: draw_log.OTHER_ROUND_GIVEN,
    WrongChain: draw_log.OTHER_CHAIN_GIVEN,
    BadSignature: draw_log.BAD_SIGNATURE_GIVEN,
    EditedRandomness: draw_log.EDITED_ROUND_GIVEN,
}


def receive_round(*, draw: Draw, beacon: BeaconRound, source: str, at: datetime) -> Draw:
    """As ``receive_beacon``, for a round already read. Raises BeaconNotTaken."""
    if draw.mode != DrawMode.BEACON or draw.round is None:
        raise BeaconNotTaken(_("This draw waits for its witnesses, not for a beacon."))
    chain = queries.sealed_chain(draw)
    try:
        made = verify_round(chain=chain, expected_round=draw.round, beacon=beacon)
    except BeaconRefused as error:
        raise BeaconNotTaken(
            beacon_refusal(error, expected_round=draw.round, chain=chain.name)
        ) from error
    with transaction.atomic():
        draw_log.locked(draw.pk)
        taken = Draw.objects.filter(pk=draw.pk, state=DrawState.SEALED, randomness="").update(
            randomness=made.hex(),
            signature=beacon.signature,
            previous_signature=beacon.previous_signature or "",
            beacon_source=source[:80],
            waiting_reason="",
        )
        if taken:
            draw_log.append(
                draw=draw,
                kind=LogKind.NOTE,
                by=draw_log.SYSTEM,
                data=note_data(text=round_received(draw.round, source)),
                at=at,
            )
    draw.refresh_from_db()
    return draw


def reveal(*, draw: Draw, label: str, value: str, at: datetime, by: User | None = None) -> Draw:
    """Take a witness's value (64 hex digits) once the sealing is public.

    ``by`` is the officer who types it in, None when the witness does. Raises DrawRefused when nobody
    of that label committed, or to another value; the draw's log says that the latter was tried.
    """
    try:
        return _revealed(draw=draw, label=label, value=value, at=at)
    except OtherSecret:
        draw_log.note_attempt(draw=draw, by=by, at=at, text=draw_log.NOT_COMMITTED)
        raise


@transaction.atomic
def _revealed(*, draw: Draw, label: str, value: str, at: datetime) -> Draw:
    held = draw_log.locked(draw.pk)
    if held.mode != DrawMode.COMMIT_REVEAL or held.state != DrawState.SEALED:
        raise DrawRefused(_("This draw is not waiting for a witness."))
    commitments = {
        party["label"]: party["commitment"]
        for party in queries.header(held)["randomness"]["parties"]
        if party["role"] == PartyRole.WITNESS
    }
    try:
        made = commit_reveal.commitment_to(draw_code=held.code, label=label, value=value)
    except CommitRevealRefused as error:
        raise DrawRefused(_("A value is 64 digits 0-9 a-f, in lower case.")) from error
    if commitments.get(label) != made:
        raise OtherSecret(_("This is not the value that was committed to before the seal."))
    if held.contributions.get(label) != value:
        held.contributions = {**held.contributions, label: value}
        Draw.objects.filter(pk=held.pk).update(contributions=held.contributions)
        draw_log.append(
            draw=held,
            kind=LogKind.NOTE,
            by=draw_log.SYSTEM,
            data=note_data(text=secret_opened(label)),
            at=at,
        )
    return held


def void(*, draw: Draw, by: User, at: datetime, reason: str) -> Draw:
    """Make a draw void, for a public reason; it stays published, and another may be sealed.

    Places not yet answered end, accepted ones are given back with their parties. Publishes
    ``draw.voided`` (and ``party.cancelled`` for each party). Raises DrawRefused, PartiesHeld.
    """
    reason = " ".join(reason.split())
    if len(reason) < SHORTEST_REASON:
        raise DrawRefused(_("Give the public reason in a sentence: it stays on the proof page."))
    try:
        return _voided(draw=draw, by=by, at=at, reason=reason)
    except AlreadyDrawn:
        draw_log.note_attempt(draw=draw, by=by, at=at, text=draw_log.SECOND_VOID)
        raise


@transaction.atomic
def _voided(*, draw: Draw, by: User, at: datetime, reason: str) -> Draw:
    held = draw_log.locked(draw.pk)
    held_parties = Party.objects.filter(place__draw=held, state=PartyState.HELD).count()
    if held_parties:
        raise PartiesHeld(_("Parties of this draw have been held: it can no longer be void."))
    claimed = (
        Draw.objects.filter(pk=held.pk)
        .exclude(state=DrawState.VOID)
        .update(state=DrawState.VOID, void_reason=reason)
    )
    if not claimed:
        raise AlreadyDrawn(_("This draw is void already."))
    places = Place.objects.filter(draw=held)
    places.filter(state=PlaceState.ASKED).update(state=PlaceState.EXPIRED, answered_at=at)
    places.filter(state=PlaceState.ACCEPTED).update(state=PlaceState.WITHDRAWN, answered_at=at)
    for party in Party.objects.filter(place__draw=held).order_by("pk"):
        cancel_party(party=party, at=at)
    draw_log.append(
        draw=held,
        kind=LogKind.VOIDED,
        by=draw_log.officer_code(draw_code=held.code, user_id=by.pk),
        data=voided_data(reason=reason),
        at=at,
        actor=f"user:{by.pk}",
    )
    outbox.publish("draw.voided", draw_id=held.pk)
    draw.refresh_from_db()
    return draw


def collect_beacons(*, at: datetime) -> int:
    """Fetch the round of every draw whose time has come; returns how many were received.

    The network is asked outside any transaction. A draw that must wait says why.
    """
    received = 0
    waiting = Draw.objects.filter(
        state=DrawState.SEALED, mode=DrawMode.BEACON, randomness="", round_at__lte=at
    ).order_by("pk")
    for draw in waiting:
        try:
            beacon, source = _fetch(draw, at)
            receive_round(draw=draw, beacon=beacon, source=source, at=at)
            received += 1
        except (
            client.BeaconUnavailable,
            rehearsal.NoRehearsal,
            rehearsal.RoundNotYet,
            BeaconNotTaken,
        ) as error:
            logger.info("draw %s still waits for its round", draw.pk)
            Draw.objects.filter(pk=draw.pk, randomness="").update(waiting_reason=str(error)[:300])
    return received


def _fetch(draw: Draw, at: datetime) -> tuple[BeaconRound, str]:
    assert draw.round is not None
    if draw.chain == REHEARSAL:
        return rehearsal.round_of(round_number=draw.round, at=at), REHEARSAL
    found = client.fetch_round(
        chain=queries.sealed_chain(draw),
        round_number=draw.round,
        relays=settings.DRAND_RELAYS,
    )
    return found.beacon, found.relay
