"""Drawing: a second person presses, a worker computes the order from what was sealed and stores it.

Whoever sealed may not draw; two officers at once make one draw. The order follows from root and
randomness alone, so a draw begun again after a kill is the same draw; it counts once the last,
short transaction has made it public.
"""

from datetime import datetime
from itertools import batched, islice
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common import outbox
from events.domain import draw_log, draw_requests
from events.domain.campaigns import mark_drawn
from events.domain.draw_requests import Claim
from events.domain.draw_words import beacon_refusal, round_awaited
from events.domain.offers import offer_first_places
from events.domain.refusals import (
    AlreadyDrawn,
    BeaconNotTaken,
    DrawRefused,
    NeedsSecondPerson,
    NotYet,
    refuse_called_off,
)
from events.models import (
    Bundle,
    Campaign,
    CampaignState,
    Draw,
    DrawMode,
    DrawRequest,
    DrawState,
    Entrant,
    Phase,
    Rank,
    RequestKind,
)
from events.queries import draws as queries
from events.raffle import commit_reveal
from events.raffle.beacon import BeaconRefused, verify_round
from events.raffle.bundle import revealed_beacon, revealed_values
from events.raffle.canonical import NotCanonical
from events.raffle.commit_reveal import CommitRevealRefused, PartyRole
from events.raffle.log import LogKind, drawn_data
from events.raffle.order import DrawResult
from events.raffle.order import draw as draw_order
from events.raffle.plan import JsonObject
from events.raffle.seal import SealBroken, read_sealed

RANKS_AT_ONCE = 2_000


def ask_draw(*, draw: Draw, by: User, at: datetime) -> DrawRequest:
    """Store the wish to draw, the second person being known; a worker does the rest.

    Publishes ``draw.requested``. Raises NeedsSecondPerson, NotYet or AlreadyDrawn, all of them
    written into the draw's log.
    """
    _refuse(draw=draw, by=by, at=at)
    with transaction.atomic():
        request = _asked(draw=draw, by=by, at=at)
        outbox.publish("draw.requested", request_id=request.pk)
    return request


def run_draw(*, draw: Draw, by: User, at: datetime) -> Draw:
    """Draw, here and at once, by a second person: the order, the winners, their places.

    Publishes ``draw.drawn`` and one ``place.asked`` per place. Raises as ``ask_draw``.
    """
    _refuse(draw=draw, by=by, at=at)
    with transaction.atomic():
        request = _asked(draw=draw, by=by, at=at)
        claim = draw_requests.claim(request=request, now=lambda: at)
    assert claim is not None, "the request was not seen by anybody else yet"
    try:
        carry_out(claim)
    except DrawRefused as error:
        claim.refuse(error)
        raise
    finally:
        draw.refresh_from_db()
    return draw


def carry_out(claim: Claim) -> Draw:
    """Compute, store and publish, from wherever an earlier worker left off.

    Raises DrawRefused when the draw cannot take place, LostClaim when another worker goes on.
    """
    draw = Draw.objects.select_related("campaign").get(pk=claim.request.draw_id)
    if draw.state != DrawState.SEALED:
        raise AlreadyDrawn(_already(draw), "ALREADY_DRAWN")
    refuse_called_off(draw.campaign)
    randomness, contributions = _randomness(draw=draw, at=claim.now())
    try:
        sealed = read_sealed(draw.bundle.sealed_text, expected_root=draw.root)
    except (SealBroken, NotCanonical) as error:
        raise DrawRefused(
            _("The sealed object was changed: its root is not the published one."), "SEAL_BROKEN"
        ) from error
    result = draw_order(sealed=sealed, randomness=randomness)
    _keep_ranks(claim, draw, result)
    return _publish(
        claim,
        draw,
        header=sealed.header,
        result=result,
        columns={"randomness": randomness.hex(), "contributions": contributions},
    )


def _refuse(*, draw: Draw, by: User, at: datetime) -> None:
    """Refuse at the press whoever may not draw, or not yet; the log says that it was tried."""
    draw.refresh_from_db()
    if draw.state != DrawState.SEALED:
        void = draw.state == DrawState.VOID
        tried = draw_log.VOID_DRAWS if void else draw_log.SECOND_DRAW
        draw_log.note_attempt(draw=draw, by=by, at=at, text=tried)
        raise AlreadyDrawn(_already(draw), "ALREADY_DRAWN")
    if by.pk == draw.sealed_by_id:
        draw_log.note_attempt(draw=draw, by=by, at=at, text=draw_log.SEALER_DRAWS)
        raise NeedsSecondPerson(
            _("You sealed this draw; a second person draws it. Ask a colleague with that right."),
            "SECOND_PERSON",
        )
    try:
        _randomness(draw=draw, at=at)
    except NotYet:
        draw_log.note_attempt(draw=draw, by=by, at=at, text=draw_log.TOO_SOON)
        raise


def _asked(*, draw: Draw, by: User, at: datetime) -> DrawRequest:
    try:
        return draw_requests.ask(
            kind=RequestKind.DRAW,
            campaign=draw.campaign,
            draw=draw,
            by=by,
            at=at,
            total=draw.entrants_count,
        )
    except draw_requests.AtWork as error:
        raise AlreadyDrawn(
            _(
                "Somebody was first: this draw takes place at this moment, and its page shows how far it is."
            ),
            "AT_WORK",
        ) from error


def _already(draw: Draw) -> str:
    if draw.state == DrawState.VOID:
        return _("This draw is void; seal a new one.")
    return _(
        "This draw has taken place; its order does not change. A mistake is repaired by making it void for a public reason and sealing anew."
    )


# Randomness -------------------------------------------------------------------------------------


def _randomness(*, draw: Draw, at: datetime) -> tuple[bytes, dict[str, str]]:
    """The 32 bytes and, for commit-and-reveal, every party's value. Raises NotYet, DrawRefused."""
    if draw.mode == DrawMode.COMMIT_REVEAL:
        return _revealed_randomness(draw)
    assert draw.round is not None and draw.round_at is not None
    if not draw.randomness:
        raise NotYet(round_awaited(draw, at), "NO_ROUND")
    if at < draw.round_at:
        raise NotYet(round_awaited(draw, at), "NOT_DUE")
    try:
        made = verify_round(
            chain=queries.sealed_chain(draw),
            expected_round=draw.round,
            beacon=queries.beacon_of(draw),
        )
    except BeaconRefused as error:
        raise BeaconNotTaken(
            beacon_refusal(error, expected_round=draw.round, chain=draw.chain), "BEACON"
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
        raise NotYet(_("%(witness)s has not revealed yet.") % {"witness": missing[0]}, "NO_SECRET")
    try:
        made = commit_reveal.randomness_from(draw_code=draw.code, parties=parties, values=values)
    except CommitRevealRefused as error:
        raise DrawRefused(str(error), "SECRET") from error
    return made, values


# Storing and publishing ---------------------------------------------------------------------------


def _keep_ranks(claim: Claim, draw: Draw, result: DrawResult) -> None:
    """Store the order after what is stored of it already."""
    ids = dict(Entrant.objects.filter(draw=draw).values_list("public_id", "pk").iterator())
    done, total = Rank.objects.filter(draw=draw).count(), len(result.ranked)
    for chunk in batched(islice(result.ranked, done, None), RANKS_AT_ONCE):
        done += len(chunk)
        with claim.step(Phase.STORING, done, total):
            Rank.objects.bulk_create(
                Rank(
                    draw=draw,
                    entrant_id=ids[ranked.entrant_id],
                    stratum_key=ranked.stratum,
                    position=ranked.position,
                    arm=str(ranked.arm),
                    ticket=ranked.ticket,
                )
                for ranked in chunk
            )


def _publish(
    claim: Claim, draw: Draw, *, header: JsonObject, result: DrawResult, columns: dict[str, Any]
) -> Draw:
    """The draw has taken place: state, bundle, log and first places, in one transaction."""
    public = result.public()
    result_text = result.text()
    revealed = _revealed(draw, header=header, **columns)
    line = drawn_data(revealed=revealed, seed=result.seed, result=public)
    by = claim.request.asked_by
    at = claim.now()
    with claim.step(Phase.PUBLISHING, claim.request.done, claim.request.total):
        campaign = Campaign.objects.select_for_update().get(pk=draw.campaign_id)
        refuse_called_off(campaign)
        at = draw_log.never_before(draw=draw_log.locked(draw.pk), at=at)
        claimed = (
            Draw.objects.filter(pk=draw.pk, state=DrawState.SEALED)
            .exclude(sealed_by=by)
            .update(state=DrawState.DRAWN, drawn_at=at, drawn_by=by, waiting_reason="", **columns)
        )
        draw.refresh_from_db()
        if not claimed:
            raise AlreadyDrawn(_already(draw), "ALREADY_DRAWN")
        Bundle.objects.filter(draw=draw).update(result_text=result_text)
        _log(draw, LogKind.DRAWN, by, line, at)
        offer_first_places(draw=draw, header=header, result=result, at=at)
        draw_log.append(draw=draw, kind=LogKind.PUBLISHED, by=draw_log.SYSTEM, data={}, at=at)
        if campaign.state == CampaignState.CLOSED:
            mark_drawn(campaign=campaign, by=by, at=at)
        claim.end()
        outbox.publish("draw.drawn", draw_id=draw.pk)
    return draw


def _revealed(
    draw: Draw, *, header: JsonObject, randomness: str, contributions: dict[str, str]
) -> JsonObject:
    made = bytes.fromhex(randomness)
    if draw.mode == DrawMode.BEACON:
        return revealed_beacon(
            chain=queries.sealed_chain(draw), beacon=queries.beacon_of(draw), randomness=made
        )
    return revealed_values(header=header, values=contributions, randomness=made)


def _log(draw: Draw, kind: LogKind, by: User, data: JsonObject, at: datetime) -> None:
    draw_log.append(
        draw=draw,
        kind=kind,
        by=draw_log.officer_code(draw_code=draw.code, user_id=by.pk),
        data=data,
        at=at,
        actor=f"user:{by.pk}",
    )
