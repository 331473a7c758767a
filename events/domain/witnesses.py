"""Witnesses of a draw without a beacon: asked before the seal, each with a page of their own.

Before the seal a witness deposits a commitment and keeps the secret; once the root is public they open
it. The house never sees a secret early. While one is missing the draw waits; nothing takes its place.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Brand, User
from common import codes, outbox
from events.domain import draws
from events.domain.refusals import DrawRefused, SealImpossible
from events.domain.seal_plans import ORGANISER_LABEL, Witness
from events.models import Campaign, Draw, DrawState, DrawWitness
from events.queries import draws as queries
from events.queries import witnesses as witness_queries
from events.raffle.canonical import clean_text

MOST = 10


class WitnessRefused(DrawRefused):
    """A witness cannot be asked, or their commitment not taken; the message says what to do."""


@transaction.atomic
def ask(
    *,
    campaign: Campaign,
    draw_code: str,
    label: str,
    by: User,
    at: datetime,
    language: str,
    email: str = "",
    commitment: str = "",
) -> DrawWitness:
    """Ask a witness by mail, or take the ``commitment`` that one hands over in person.

    ``draw_code`` is of the draw to come; the first witness's holds for all. Publishes
    ``witness.asked`` when there is an address. Raises WitnessRefused.
    """
    held = _before_the_seal(campaign)
    known = witness_queries.asked_for(held)
    label = clean_text(" ".join(label.split()))
    if not email and not commitment:
        raise WitnessRefused(_("Give an address to write to, or the commitment itself."))
    if label.casefold() == ORGANISER_LABEL or label.casefold() in {
        one.label.casefold() for one in known
    }:
        raise WitnessRefused(_("This office commits already: each witness has a name of its own."))
    if len(known) >= MOST:
        raise WitnessRefused(_("Ten witnesses are enough: each of them can hold the draw up."))
    code = known[0].draw_code if known else draw_code
    if Draw.every.filter(code=code).exists():
        raise WitnessRefused(_("This page is old: open it again, and ask the witness then."))
    witness = _kept(
        DrawWitness(
            campaign=held,
            draw_code=code,
            label=label,
            code=codes.capability(),
            email=email,
            language=language,
            commitment=commitment,
            asked_by=by,
            asked_at=at,
            committed_at=at if commitment else None,
        )
    )
    if email:
        outbox.publish("witness.asked", witness_id=witness.pk)
    return witness


@transaction.atomic
def dismiss(*, witness: DrawWitness) -> None:
    """Do without a witness, before the seal. Raises WitnessRefused after it."""
    _before_the_seal(witness.campaign)
    DrawWitness.objects.filter(pk=witness.pk).delete()


@transaction.atomic
def commit(*, witness: DrawWitness, commitment: str, at: datetime) -> DrawWitness:
    """Take a witness's commitment (64 hex digits); until the seal another replaces it.

    Raises WitnessRefused.
    """
    _before_the_seal(witness.campaign)
    witness.commitment, witness.committed_at = commitment, at
    return _kept(witness)


def reveal(*, witness: DrawWitness, value: str, at: datetime) -> Draw:
    """Take the secret that a witness opens on their page. Raises DrawRefused."""
    draw = witness_queries.draw_of(witness)
    if draw is None:
        raise WitnessRefused(_("The list is not sealed yet: keep your secret to yourself."))
    return draws.reveal(draw=draw, label=witness.label, value=value, at=at)


def ready(campaign: Campaign) -> list[Witness]:
    """The parties to seal with. Raises SealImpossible while there is none, or one is awaited."""
    asked = witness_queries.asked_for(campaign)
    if not asked:
        raise SealImpossible(_("Ask at least one witness first."), "NO_WITNESS")
    for one in asked:
        if not one.commitment:
            raise SealImpossible(
                _("%(witness)s has not committed yet. Wait for them, or do without them.")
                % {"witness": one.label},
                "NO_COMMITMENT",
            )
    return [Witness(label=one.label, commitment=one.commitment) for one in asked]


def forget(*, brand: Brand, email: str) -> None:
    """Forget a witness's address; what they committed to stays public."""
    DrawWitness.objects.of_brand(brand.pk).filter(email__iexact=email).update(email="")


def forget_of_draw(*, draw: Draw) -> None:
    """Forget the addresses of a draw's witnesses: nobody needs to write to them any more."""
    DrawWitness.objects.filter(draw_code=draw.code).exclude(email="").update(email="")


def _kept(witness: DrawWitness) -> DrawWitness:
    try:
        with transaction.atomic():
            witness.save()
    except IntegrityError as error:
        raise WitnessRefused(
            _("Another witness has committed to this already: each makes a secret of their own.")
        ) from error
    return witness


def _before_the_seal(campaign: Campaign) -> Campaign:
    """Hold the campaign, as sealing does. Raises WitnessRefused once it is sealed or being sealed."""
    held: Campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    living = Draw.every.filter(campaign=held).exclude(state=DrawState.VOID).exists()
    if living or queries.request_at_work(held) is not None:
        raise WitnessRefused(_("The list is sealed: its witnesses can no longer change."))
    return held
