"""Sealing: plan, entrants and verdicts frozen under one root before the randomness exists.

*Seal* stores a request; a worker freezes the list page by page, with ids and salts stored before any
root is computed, stores every entrant, and publishes the root in one last short transaction. Begun
again after a kill, it comes to the same root.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import batched, islice
from sys import intern
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from common import chance, codes, outbox
from events.domain import draw_log, draw_requests, holds, likeness
from events.domain.campaigns import close
from events.domain.draw_requests import Claim
from events.domain.draw_words import refusal_words, seal_refusal, sealed_already
from events.domain.freezing import (
    PEOPLE_AT_ONCE,
    Frozen,
    applications,
    entrants_of,
    frozen_pages,
    refused_of,
)
from events.domain.refusals import SealImpossible, refuse_called_off
from events.domain.seal_plans import (
    Moment,
    Witness,
    lead_for,
    moment_of,
    new_plan,
    plan_of,
    round_due,
    too_late,
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
    FrozenPage,
    Phase,
    RequestKind,
)
from events.queries import draws as queries
from events.raffle import commit_reveal
from events.raffle.canonical import canonical_text, timestamp
from events.raffle.log import LogKind, sealed_data
from events.raffle.plan import JsonObject, SealRefused
from events.raffle.seal import Sealed, SealedLeaf, build_sealed


def ask_seal(*, campaign: Campaign, by: User, at: datetime, **how: Any) -> DrawRequest:
    """Store the wish to seal, with everything that was decided; a worker does the rest.

    ``how`` is what ``seal`` takes beside. Publishes ``draw.requested``. Raises SealImpossible.
    """
    _refuse_a_second(campaign=campaign, by=by, at=at)
    with transaction.atomic():
        request = _asked(campaign=campaign, by=by, at=at, **how)
        outbox.publish("draw.requested", request_id=request.pk)
    return request


def seal(*, campaign: Campaign, by: User, at: datetime, **how: Any) -> Draw:
    """Freeze the draw and publish its root, here and at once.

    ``how``: ``mode``, ``chain``, ``lead_minutes``, ``not_before``, ``witnesses``, and ``code``, which
    commit-and-reveal alone needs, as witnesses commit to it (``codes.slug()``). The beacon round is
    the first one due ``lead_minutes`` after ``at`` or at ``not_before``, whichever is later. Closes a
    campaign whose window has ended. Publishes ``draw.sealed``. Raises
    SealImpossible, with figures, when the plan cannot be kept.
    """
    _refuse_a_second(campaign=campaign, by=by, at=at)
    with transaction.atomic():
        request = _asked(campaign=campaign, by=by, at=at, **how)
        claim = draw_requests.claim(request=request, now=lambda: at)
    assert claim is not None, "the request was not seen by anybody else yet"
    try:
        return carry_out(claim)
    except SealImpossible as error:
        claim.refuse(error)
        raise


def carry_out(claim: Claim) -> Draw:
    """Freeze, store and publish, from wherever an earlier worker left off.

    Raises SealImpossible when the plan cannot be kept, LostClaim when another worker goes on.
    """
    refuse_called_off(claim.request.campaign)
    _freeze(claim)
    sealed = _sealed(claim.request)
    draw = _opened(claim, sealed)
    _keep_entrants(claim, draw, sealed.leaves)
    if too_late(claim.request.plan, claim.now()):
        _date_again(claim)
        sealed = _sealed(claim.request)
    root, header, text = sealed.root, sealed.header, sealed.text
    del sealed  # everybody's leaf: the text is about to be there several times over, on its way out
    return _publish(claim, draw, root=root, header=header, text=text)


def _refuse_a_second(*, campaign: Campaign, by: User, at: datetime) -> None:
    """One draw has one root: whoever wants a second is refused, and the log says who tried."""
    living = queries.living_draw(campaign)
    if living is None:
        return
    draw_log.note_attempt(draw=living, by=by, at=at, text=draw_log.SECOND_SEAL)
    raise SealImpossible(sealed_already(living), "ALREADY_SEALED")


def _asked(
    *,
    campaign: Campaign,
    by: User,
    at: datetime,
    mode: str = DrawMode.BEACON,
    chain: str = "quicknet",
    lead_minutes: int = 10,
    not_before: datetime | None = None,
    witnesses: Sequence[Witness] = (),
    code: str = "",
) -> DrawRequest:
    at = chance.moment(at)  # the protocol counts whole seconds
    held = _closed_campaign(campaign=campaign, by=by, at=at)
    before = Draw.objects.filter(campaign=held).order_by("-number").first()
    if before and before.state != DrawState.VOID:
        raise SealImpossible(sealed_already(before), "ALREADY_SEALED")
    _refuse_while_held(held)
    number = before.number + 1 if before else 1
    draw = f"{held.slug} {number}"
    people = applications(held).count()
    secret = commit_reveal.new_value() if mode == DrawMode.COMMIT_REVEAL else ""
    lead = lead_for(minutes=lead_minutes, people=people)
    plan = new_plan(
        campaign=held,
        draw_code=code or codes.slug(of=f"draw {draw}"),
        number=number,
        mode=mode,
        chain=chain,
        moment=Moment(sealed_at=at, lead=lead, not_before=not_before),
        witnesses=witnesses,
        secret=secret,
        replaces=before,
    )
    try:
        return draw_requests.ask(
            kind=RequestKind.SEAL,
            campaign=held,
            by=by,
            at=at,
            total=people,
            plan=plan,
            household_key=chance.token(32, of=f"households {draw}").hex(),
            commit_secret=secret,
        )
    except draw_requests.AtWork as error:
        raise SealImpossible(
            _("This list is being sealed at this moment: its page shows how far it is."), "AT_WORK"
        ) from error


def _refuse_while_held(campaign: Campaign) -> None:
    """Nobody is left out or let in because staff did not look."""
    waiting = holds.undecided(campaign)
    if waiting:
        said = ngettext(
            "%(number)s application is held: let it through or refuse it before the seal.",
            "%(number)s applications are held: let them through or refuse them before the seal.",
            waiting,
        ) % {"number": waiting}
        raise SealImpossible(said, "HELD", {"held": waiting})


def _closed_campaign(*, campaign: Campaign, by: User, at: datetime) -> Campaign:
    held = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if held.state == CampaignState.PUBLISHED and held.applications_close_at <= at:
        close(campaign=held, by=by, at=at)
        held.refresh_from_db()
    again = held.state in (CampaignState.DRAWN, CampaignState.RUNNING)
    if held.state != CampaignState.CLOSED and not (
        again and Draw.objects.filter(campaign=held, state=DrawState.VOID).exists()
    ):
        raise SealImpossible(
            _("Applications must be closed before the draw is sealed."), "NOT_CLOSED"
        )
    return held


# Freezing ---------------------------------------------------------------------------------------


def _freeze(claim: Claim) -> None:
    """Store everyone who submitted, with their verdicts, page by page; ids and salts are made here."""
    request = claim.request
    if request.phase != Phase.FREEZING:
        return
    _compare_the_rest(claim)
    ids = {row[1] for page in request.pages.iterator() for row in page.people}
    last = request.pages.order_by("-number").first()
    number, after = (last.number, last.last_application) if last else (0, 0)
    for people in frozen_pages(
        request.campaign, draw_code=request.plan["draw_code"], ids=ids, after=after
    ):
        number, done = number + 1, len(ids)
        with claim.step(Phase.FREEZING, done, max(done, request.total)):
            FrozenPage.objects.create(
                request=request,
                number=number,
                last_application=people[-1].application_id,
                people=[person.row() for person in people],
            )
    with claim.step(Phase.COMPUTING, 0, len(ids)):
        pass


def _compare_the_rest(claim: Claim) -> None:
    """Compare with all others whoever handed in so late that nobody has yet."""
    compared = True
    while compared:
        with claim.step(Phase.FREEZING, 0, claim.request.total):
            compared = bool(likeness.compare_rest(campaign=claim.request.campaign, at=claim.now()))


def _frozen(request: DrawRequest) -> Iterator[Frozen]:
    """Everyone who was frozen, page by page: read anew for each purpose, never all there at once."""
    for number in list(request.pages.order_by("number").values_list("number", flat=True)):
        for row in request.pages.get(number=number).people:
            yield Frozen(**dict(zip(Frozen.__slots__, row, strict=True)))


# Computing --------------------------------------------------------------------------------------


def _sealed(request: DrawRequest) -> Sealed:
    """The sealed object: a function of the stored plan and pages alone."""
    return sealed_of(
        request.plan,
        lambda: _frozen(request),
        household_key=bytes.fromhex(request.household_key),
    )


def sealed_of(
    plan: dict[str, Any], people: Callable[[], Iterable[Frozen]], *, household_key: bytes
) -> Sealed:
    """The sealed object of a stored plan and of these people, who are gone through twice: they
    need not all be there at once. Raises SealImpossible.
    """
    try:
        return build_sealed(
            plan=plan_of(plan),
            entrants=entrants_of(people()),
            ineligible=refused_of(people()),
            sealed_at=moment_of(plan).sealed_at,
            household_key=household_key,
        )
    except SealRefused as error:
        titles = {row["key"]: row["name"] for row in plan["strata"]}
        raise SealImpossible(
            seal_refusal(error.code, error.figures, titles) or str(error), error.code, error.figures
        ) from error


# Storing ----------------------------------------------------------------------------------------


def _opened(claim: Claim, sealed: Sealed) -> Draw:
    """The draw's row, without a root: nobody is shown it before everything is stored."""
    request = claim.request
    if request.draw_id is not None:
        return Draw.every.get(pk=request.draw_id)
    plan = request.plan
    try:
        with claim.step(Phase.STORING, 0, len(sealed.leaves)):
            draw = Draw.every.create(
                campaign=request.campaign,
                code=plan["draw_code"],
                number=plan["number"],
                state=DrawState.SEALING,
                mode=plan["mode"],
                entrants_count=sealed.header["eligible"],
                sealed_by=request.asked_by,
                commit_secret=request.commit_secret,
                **_dated(plan),
            )
            DrawRequest.objects.filter(pk=request.pk).update(draw=draw)
    except IntegrityError as error:
        raise SealImpossible(refusal_words("ALREADY_SEALED", {}, {}), "ALREADY_SEALED") from error
    request.draw = draw
    return draw


def _dated(plan: dict[str, Any]) -> dict[str, Any]:
    due = round_due(plan)
    return {
        "sealed_at": moment_of(plan).sealed_at,
        "chain": plan["chain"],
        "round": due[0] if due else None,
        "round_at": due[1] if due else None,
    }


def _keep_entrants(claim: Claim, draw: Draw, leaves: Mapping[str, SealedLeaf]) -> None:
    """Store one row for each leaf, in the order of the tree, after those stored already.

    That order is chance: in the order of the applications a row's number would still tell, after
    an erasure, whose it was.
    """
    done = Entrant.objects.filter(draw=draw).count()
    rows = {person.public_id: _Row.of(person) for person in _frozen(claim.request)}
    for chunk in batched(islice(leaves.values(), done, None), PEOPLE_AT_ONCE):
        done += len(chunk)
        with claim.step(Phase.STORING, done, len(leaves)):
            Entrant.objects.bulk_create(
                Entrant(
                    draw=draw,
                    public_id=leaf.entrant_id,
                    index=leaf.index,
                    leaf=leaf.leaf,
                    **rows[leaf.entrant_id].columns(),
                )
                for leaf in chunk
            )


class _Row(NamedTuple):
    """What a person's row says beside the leaf, as small as it can be: all are held at once."""

    application_id: int
    stratum_key: str
    chances: int
    salt: bytes
    reason: str

    @classmethod
    def of(cls, person: Frozen) -> "_Row":
        return cls(
            application_id=person.application_id,
            stratum_key=intern(person.stratum),
            chances=1 if person.reason else person.chances,
            salt=bytes.fromhex(person.salt),
            reason=intern(person.reason),
        )

    def columns(self) -> dict[str, Any]:
        return {**self._asdict(), "salt": self.salt.hex()}


# Publishing -------------------------------------------------------------------------------------


def _date_again(claim: Claim) -> None:
    """Name a later round: a worker came so late that too little time would be left before it."""
    plan = {**claim.request.plan, "sealed_at": timestamp(claim.now())}
    with claim.step(Phase.COMPUTING, 0, claim.request.total):
        DrawRequest.objects.filter(pk=claim.request.pk).update(plan=plan)
    claim.request.plan = plan


def _publish(claim: Claim, draw: Draw, *, root: str, header: JsonObject, text: str) -> Draw:
    """The root becomes public, in one short transaction; what only the sealing needed is destroyed."""
    request = claim.request
    with claim.step(Phase.PUBLISHING, request.total, request.total):
        refuse_called_off(Campaign.objects.select_for_update().get(pk=draw.campaign_id))
        taken = Draw.every.filter(pk=draw.pk, state=DrawState.SEALING, root="").update(
            state=DrawState.SEALED,
            root=root,
            header_text=canonical_text(header),
            **_dated(request.plan),
        )
        if not taken:
            raise SealImpossible(refusal_words("ALREADY_SEALED", {}, {}), "ALREADY_SEALED")
        draw.refresh_from_db()
        Bundle.objects.create(draw=draw, sealed_text=text)
        draw_log.append(
            draw=draw,
            kind=LogKind.SEALED,
            by=draw_log.officer_code(draw_code=draw.code, user_id=draw.sealed_by_id),
            data=sealed_data(root=draw.root),
            at=draw.sealed_at,
            actor=f"user:{draw.sealed_by_id}",
        )
        request.pages.all().delete()
        claim.end()
        outbox.publish("draw.sealed", draw_id=draw.pk)
    return draw
