"""Sealing: plan, entrants and verdicts frozen under one root before the randomness exists."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Brand, User
from common import codes, outbox
from events.beacons.chains import UnknownChain, chain_named
from events.domain import draw_log
from events.domain.campaigns import close
from events.domain.draw_words import seal_refusal
from events.domain.refusals import DrawRefused
from events.models import (
    Application,
    ApplicationState,
    Campaign,
    CampaignState,
    Draw,
    DrawMode,
    DrawState,
    Entrant,
    Party,
    Rules,
    Stratum,
    Verdict,
)
from events.queries.draws import private_of
from events.raffle import commit_reveal
from events.raffle.chains import Chain, round_at, time_of_round
from events.raffle.commit_reveal import PartyRole
from events.raffle.log import LogKind, sealed_data
from events.raffle.plan import (
    BeaconPlan,
    CommitRevealPlan,
    EntrantInput,
    IneligibleInput,
    Overflow,
    Plan,
    Replaces,
    SealRefused,
    StratumPlan,
)
from events.raffle.seal import Sealed, build_sealed, read_sealed

ORGANISER_LABEL = "organiser"
ENTRANTS_AT_ONCE = 2_000


class SealImpossible(DrawRefused):
    """The draw cannot be sealed as planned. ``code`` and ``figures`` are the raffle's."""

    def __init__(self, message: str, code: str = "", figures: dict[str, int | str] | None = None):
        super().__init__(message)
        self.code = code
        self.figures = figures or {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """Who commits beside the organiser: a public label, and the commitment made outside."""

    label: str
    commitment: str


@dataclass(slots=True)
class _People:
    """Applications frozen for one draw, with the random things made for each of them."""

    entrants: list[EntrantInput]
    ineligible: list[IneligibleInput]
    application_ids: dict[str, int]
    salts: dict[str, bytes]


@transaction.atomic
def seal(
    *,
    campaign: Campaign,
    by: User,
    at: datetime,
    mode: str = DrawMode.BEACON,
    chain: str = "quicknet",
    lead_minutes: int = 10,
    not_before: datetime | None = None,
    overflow: str = Overflow.REFUSE,
    witnesses: Sequence[Witness] = (),
    code: str = "",
) -> Draw:
    """Freeze the draw and publish its root.

    The beacon round is the first one due ``lead_minutes`` after ``at`` or at ``not_before``,
    whichever is later. ``code`` is needed for commit-and-reveal alone, where witnesses commit to it
    beforehand (``codes.slug()``). Closes a campaign whose window has ended. Publishes
    ``draw.sealed``. Raises SealImpossible, with figures, when the plan cannot be kept.
    """
    at = at.replace(microsecond=0)  # the protocol counts whole seconds
    held = _closed_campaign(campaign=campaign, by=by, at=at)
    before = Draw.objects.filter(campaign=held).order_by("-number").first()
    if before and before.state != DrawState.VOID:
        raise SealImpossible(_("This campaign’s draw is sealed already."), "ALREADY_SEALED")
    draw_code = code or codes.slug()
    secret = commit_reveal.new_value() if mode == DrawMode.COMMIT_REVEAL else ""
    beacon = None
    if mode == DrawMode.BEACON:
        beacon = _beacon_plan(chain, at, lead_minutes, not_before)
    randomness = beacon or _parties_plan(draw_code, secret, witnesses)
    people = _people(held)
    strata = list(Stratum.objects.filter(campaign=held).order_by("key"))
    plan = _plan(held, strata, draw_code, randomness, Overflow(overflow), before)
    try:
        sealed = build_sealed(
            plan=plan,
            entrants=people.entrants,
            ineligible=people.ineligible,
            sealed_at=at,
            household_key=secrets.token_bytes(32),
        )
    except SealRefused as error:
        titles = {stratum.key: stratum.name for stratum in strata}
        raise SealImpossible(seal_refusal(error, titles), error.code, error.figures) from error
    draw = Draw.objects.create(
        campaign=held,
        code=draw_code,
        number=before.number + 1 if before else 1,
        mode=mode,
        chain=beacon.chain.name if beacon else "",
        round=beacon.round_number if beacon else None,
        round_at=time_of_round(chain=beacon.chain, round_number=beacon.round_number)
        if beacon
        else None,
        sealed_text=sealed.text,
        root=sealed.root,
        entrants_count=len(people.entrants),
        sealed_at=at,
        sealed_by=by,
        commit_secret=secret,
    )
    _keep_entrants(draw=draw, sealed=sealed, people=people)
    draw_log.append(
        draw=draw,
        kind=LogKind.SEALED,
        by=draw_log.officer_code(draw_code=draw.code, user_id=by.pk),
        data=sealed_data(root=draw.root),
        at=at,
        actor=f"user:{by.pk}",
    )
    outbox.publish("draw.sealed", draw_id=draw.pk)
    return draw


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


def _beacon_plan(
    name: str, at: datetime, lead_minutes: int, not_before: datetime | None
) -> BeaconPlan:
    try:
        chain: Chain = chain_named(name)
    except UnknownChain as error:
        raise SealImpossible(_("This beacon cannot be used here."), "CHAIN") from error
    moment = at + timedelta(minutes=lead_minutes)
    if not_before:
        moment = max(moment, not_before)
    return BeaconPlan(chain=chain, round_number=round_at(chain=chain, at=moment))


def _parties_plan(code: str, secret: str, witnesses: Sequence[Witness]) -> CommitRevealPlan:
    own = commit_reveal.commitment_to(draw_code=code, label=ORGANISER_LABEL, value=secret)
    return CommitRevealPlan(
        parties=(
            commit_reveal.Party(role=PartyRole.ORGANISER, label=ORGANISER_LABEL, commitment=own),
            *(
                commit_reveal.Party(
                    role=PartyRole.WITNESS, label=witness.label, commitment=witness.commitment
                )
                for witness in witnesses
            ),
        )
    )


def _plan(
    campaign: Campaign,
    strata: list[Stratum],
    code: str,
    randomness: BeaconPlan | CommitRevealPlan,
    overflow: Overflow,
    before: Draw | None,
) -> Plan:
    brand: Brand = campaign.brand
    rules = list(Rules.objects.filter(campaign=campaign).order_by("-version", "pk"))
    if not rules:
        raise SealImpossible(_("The campaign has no published rules to seal."), "RULES_SHA256")
    newest = [text for text in rules if text.version == rules[0].version]
    chosen = next((text for text in newest if text.language == brand.language), newest[0])
    wordings = {wording.language: wording.title for wording in campaign.wordings.all()}
    title = wordings.get(brand.language) or next(iter(wordings.values()), campaign.slug)
    return Plan(
        draw_code=code,
        campaign=title,
        organiser=brand.legal_name,
        rules_version=str(chosen.version),
        rules_sha256=chosen.sha256,
        places=campaign.hosts_wanted,
        strata=tuple(
            StratumPlan(code=stratum.key, title=stratum.name, quota=stratum.quota)
            for stratum in strata
        ),
        randomness=randomness,
        overflow=overflow,
        replaces=Replaces(draw_code=before.code, root=before.root, reason=before.void_reason)
        if before
        else None,
    )


def _people(campaign: Campaign) -> _People:
    """Everyone who submitted, with their verdicts; random public ids and salts are made here."""
    hosted = set(
        Party.objects.filter(campaign__brand_id=campaign.brand_id).values_list("host_id", flat=True)
    )
    found = _People([], [], {}, {})
    rows = (
        Application.objects.filter(campaign=campaign, state=ApplicationState.SUBMITTED)
        .order_by("pk")
        .values_list(
            "pk",
            "user_id",
            "verdict",
            "reasons",
            "stratum__key",
            "household_key",
            "email_hash",
            "receipt_number",
        )
    )
    for pk, user_id, verdict, reasons, stratum, household, email, receipt in rows.iterator():
        public_id, salt = codes.slug(), secrets.token_bytes(32)
        while public_id in found.application_ids:
            public_id = codes.slug()
        found.application_ids[public_id], found.salts[public_id] = pk, salt
        private = private_of(email, receipt or "")
        if verdict == Verdict.ELIGIBLE:
            found.entrants.append(
                EntrantInput(
                    entrant_id=public_id,
                    stratum=stratum,
                    salt=salt,
                    household=household,
                    newcomer=user_id not in hosted,
                    private=private,
                )
            )
        else:
            reason = str(reasons[0]).upper() if reasons else "NOT_ELIGIBLE"
            found.ineligible.append(
                IneligibleInput(entrant_id=public_id, reason=reason, salt=salt, private=private)
            )
    return found


def _keep_entrants(*, draw: Draw, sealed: Sealed, people: _People) -> None:
    tags = _household_tags(sealed)
    chances = {person.entrant_id: person for person in people.entrants}
    refused = {person.entrant_id: person.reason for person in people.ineligible}
    Entrant.objects.bulk_create(
        (
            Entrant(
                draw=draw,
                application_id=people.application_ids[leaf.entrant_id],
                public_id=leaf.entrant_id,
                index=leaf.index,
                stratum_key=chances[leaf.entrant_id].stratum if leaf.entrant_id in chances else "",
                chances=chances[leaf.entrant_id].chances if leaf.entrant_id in chances else 1,
                household_tag=tags.get(leaf.entrant_id, ""),
                salt=people.salts[leaf.entrant_id].hex(),
                leaf=leaf.leaf,
                reason=refused.get(leaf.entrant_id, ""),
            )
            for leaf in sealed.leaves.values()
        ),
        batch_size=ENTRANTS_AT_ONCE,
    )


def _household_tags(sealed: Sealed) -> dict[str, str]:
    return {record["id"]: record["household"] for record in read_sealed(sealed.text).entrants}
