"""The draw, step by step: a beacon round received, the draw run, a draw made void.

Sealing is in ``sealing.py`` (``seal`` is also reachable from here). Whoever sealed may not draw; two
officers at once make one draw; nothing is ever drawn again in silence.
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
from events.domain.campaigns import mark_drawn
from events.domain.draw_words import beacon_refusal, round_received
from events.domain.places import offer_first_places
from events.domain.refusals import DrawRefused
from events.domain.sealing import SealImpossible, seal
from events.models import (
    Campaign,
    CampaignState,
    Draw,
    DrawMode,
    DrawState,
    Entrant,
    Party,
    PartyState,
    Place,
    PlaceState,
    Rank,
)
from events.queries import draws as queries
from events.raffle import commit_reveal
from events.raffle.beacon import BeaconRefused, BeaconRound, verify_round
from events.raffle.bundle import revealed_beacon, revealed_values
from events.raffle.commit_reveal import CommitRevealRefused, PartyRole
from events.raffle.log import LogKind, drawn_data, note_data, voided_data
from events.raffle.order import DrawResult
from events.raffle.order import draw as draw_order
from events.raffle.seal import read_sealed

__all__ = [
    "AlreadyDrawn",
    "BeaconNotTaken",
    "DrawRefused",
    "NeedsSecondPerson",
    "NotYet",
    "SealImpossible",
    "collect_beacons",
    "receive_beacon",
    "reveal",
    "run_draw",
    "seal",
    "void",
]
logger = logging.getLogger(__name__)
RANKS_AT_ONCE = 2_000


class NeedsSecondPerson(DrawRefused):
    """Who sealed wants to draw too."""


class NotYet(DrawRefused):
    """The randomness is not there, or its time has not come."""


class AlreadyDrawn(DrawRefused):
    """Somebody was first, or the draw is void."""


class BeaconNotTaken(DrawRefused):
    """A round that is not the sealed one, or not what the chain signed."""


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


@transaction.atomic
def reveal(*, draw: Draw, label: str, value: str, at: datetime) -> Draw:
    """Take a witness's value (64 hex digits) once the sealing is public.

    Raises DrawRefused when nobody of that label committed, or to another value.
    """
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
        raise DrawRefused(_("This is not the value that was committed to before the seal."))
    if held.contributions.get(label) != value:
        held.contributions = {**held.contributions, label: value}
        Draw.objects.filter(pk=held.pk).update(contributions=held.contributions)
        draw_log.append(
            draw=held,
            kind=LogKind.NOTE,
            by=draw_log.SYSTEM,
            data=note_data(text=f"{label} revealed its value."),
            at=at,
        )
    return held


def run_draw(*, draw: Draw, by: User, at: datetime) -> Draw:
    """Draw, by a second person: the order, the winners, their places.

    The order is computed before the transaction, from what was sealed. Publishes ``draw.drawn`` and
    one ``place.asked`` per place. Raises NeedsSecondPerson, NotYet or AlreadyDrawn.
    """
    draw.refresh_from_db()
    if draw.state != DrawState.SEALED:
        raise AlreadyDrawn(_already(draw))
    if by.pk == draw.sealed_by_id:
        _note_attempt(draw=draw, by=by, at=at)
        raise NeedsSecondPerson(
            _("You sealed this draw; a second person draws it. Ask a colleague with that right.")
        )
    randomness, contributions = _randomness(draw=draw, at=at)
    sealed = read_sealed(draw.sealed_text)
    if sealed.root != draw.root:
        raise DrawRefused(_("The sealed object was changed: its root is not the published one."))
    result = draw_order(sealed=sealed, randomness=randomness)
    with transaction.atomic():
        draw_log.locked(draw.pk)
        claimed = (
            Draw.objects.filter(pk=draw.pk, state=DrawState.SEALED)
            .exclude(sealed_by=by)
            .update(
                state=DrawState.DRAWN,
                drawn_at=at,
                drawn_by=by,
                randomness=randomness.hex(),
                contributions=contributions,
                waiting_reason="",
            )
        )
        draw.refresh_from_db()
        if not claimed:
            raise AlreadyDrawn(_already(draw))
        _keep_ranks(draw=draw, result=result)
        _log_drawn(draw=draw, result=result, by=by, at=at)
        offer_first_places(draw=draw, header=sealed.header, result=result, at=at)
        campaign = Campaign.objects.select_for_update().get(pk=draw.campaign_id)
        if campaign.state == CampaignState.CLOSED:
            mark_drawn(campaign=campaign, by=by, at=at)
        outbox.publish("draw.drawn", draw_id=draw.pk)
    return draw


@transaction.atomic
def void(*, draw: Draw, by: User, at: datetime, reason: str) -> Draw:
    """Make a draw void, for a public reason; it stays published, and another may be sealed.

    Places not yet answered end, accepted ones are given back with their parties. Publishes
    ``draw.voided`` (and ``party.cancelled`` for each party). Raises DrawRefused.
    """
    reason = " ".join(reason.split())
    if len(reason) < 10:
        raise DrawRefused(_("Give the public reason in a sentence: it stays on the proof page."))
    held = draw_log.locked(draw.pk)
    held_parties = Party.objects.filter(place__draw=held, state=PartyState.HELD).count()
    if held_parties:
        raise DrawRefused(_("Parties of this draw have been held: it can no longer be void."))
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
    living = Party.objects.filter(
        place__draw=held, state__in=[PartyState.TO_SCHEDULE, PartyState.SCHEDULED]
    ).order_by("pk")
    for party in living:
        Party.objects.filter(pk=party.pk).update(
            state=PartyState.CANCELLED, cancelled_at=at, sequence=party.sequence + 1
        )
        outbox.publish("party.cancelled", party_id=party.pk)
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


def _already(draw: Draw) -> str:
    if draw.state == DrawState.VOID:
        return _("This draw is void; seal a new one.")
    return _("This draw has taken place; its order does not change.")


def _note_attempt(*, draw: Draw, by: User, at: datetime) -> None:
    with transaction.atomic():
        draw_log.append(
            draw=draw_log.locked(draw.pk),
            kind=LogKind.ATTEMPT,
            by=draw_log.officer_code(draw_code=draw.code, user_id=by.pk),
            data=note_data(text="The person who sealed tried to draw; refused."),
            at=at,
            actor=f"user:{by.pk}",
        )


def _randomness(*, draw: Draw, at: datetime) -> tuple[bytes, dict[str, str]]:
    """The 32 bytes and, for commit-and-reveal, every party's value. Raises NotYet, DrawRefused."""
    if draw.mode == DrawMode.COMMIT_REVEAL:
        return _revealed_randomness(draw)
    assert draw.round is not None and draw.round_at is not None
    if not draw.randomness:
        raise NotYet(
            _("Round %(round)s of the beacon has not been received yet.") % {"round": draw.round}
        )
    if at < draw.round_at:
        raise NotYet(_("The sealed round is not due yet; the draw can wait for it."))
    try:
        made = verify_round(
            chain=queries.sealed_chain(draw),
            expected_round=draw.round,
            beacon=queries.beacon_of(draw),
        )
    except BeaconRefused as error:
        raise BeaconNotTaken(
            beacon_refusal(error, expected_round=draw.round, chain=draw.chain)
        ) from error
    return made, {}


def _revealed_randomness(draw: Draw) -> tuple[bytes, dict[str, str]]:
    plan = queries.header(draw)["randomness"]
    parties = [
        commit_reveal.Party(
            role=PartyRole(party["role"]), label=party["label"], commitment=party["commitment"]
        )
        for party in plan["parties"]
    ]
    values = {**draw.contributions, parties[0].label: draw.commit_secret}
    missing = [party.label for party in parties if party.label not in values]
    if missing:
        raise NotYet(_("%(witness)s has not revealed yet.") % {"witness": missing[0]})
    try:
        made = commit_reveal.randomness_from(draw_code=draw.code, parties=parties, values=values)
    except CommitRevealRefused as error:
        raise DrawRefused(str(error)) from error
    return made, values


def _keep_ranks(*, draw: Draw, result: DrawResult) -> None:
    ids = dict(Entrant.objects.filter(draw=draw).values_list("public_id", "pk"))
    Rank.objects.bulk_create(
        (
            Rank(
                draw=draw,
                entrant_id=ids[ranked.entrant_id],
                stratum_key=ranked.stratum,
                position=ranked.position,
                arm=str(ranked.arm),
                ticket=ranked.ticket,
            )
            for ranked in result.ranked
        ),
        batch_size=RANKS_AT_ONCE,
    )


def _log_drawn(*, draw: Draw, result: DrawResult, by: User, at: datetime) -> None:
    randomness = bytes.fromhex(draw.randomness)
    if draw.mode == DrawMode.BEACON:
        revealed = revealed_beacon(
            chain=queries.sealed_chain(draw),
            beacon=queries.beacon_of(draw),
            randomness=randomness,
        )
    else:
        revealed = revealed_values(
            header=queries.header(draw), values=draw.contributions, randomness=randomness
        )
    draw_log.append(
        draw=draw,
        kind=LogKind.DRAWN,
        by=draw_log.officer_code(draw_code=draw.code, user_id=by.pk),
        data=drawn_data(revealed=revealed, seed=result.seed, result=result.public()),
        at=at,
        actor=f"user:{by.pk}",
    )
