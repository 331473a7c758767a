"""What a guest may agree to: the words shown beside each box are the words kept as proof.

A guest without an e-mail address is known to the register of consents by an address that cannot
exist, made of their own code: who has allergies need not give an address to be fed safely.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts import queries
from accounts.domain import consents
from accounts.identity import email_hash
from accounts.models import Consent, Purpose
from guests.models import Guest, Invitation, Rsvp

TEXTS_VERSION = "2026-11"


@dataclass(frozen=True)
class Agreement:
    """One box: ``text`` is what is shown beside it and kept."""

    purpose: str
    text: str
    version: str


def health(invitation: Invitation) -> Agreement:
    """The box without which allergies and needs are not kept (GDPR art. 9, explicit consent).

    Its version names the party: taking it back for one evening leaves the others as they are.
    """
    return Agreement(
        Purpose.ALLERGENS,
        _(
            "I agree that %(host)s and whoever cooks read my allergies and needs, for this evening"
            " only. They are deleted once it is over."
        )
        % {"host": invitation.party.host_first_name},
        _version_of(invitation),
    )


def measurement(invitation: Invitation) -> Agreement:
    """The box that lets an order be matched by a fingerprint of the e-mail address."""
    return Agreement(
        Purpose.MEASUREMENT,
        _(
            "My purchases in the shop of %(brand)s may be counted for this evening, by a fingerprint"
            " of my e-mail address."
        )
        % {"brand": invitation.party.campaign.brand.name},
        TEXTS_VERSION,
    )


def record(
    *, guest: Guest, agreement: Agreement, given: bool, where: str, language: str, at: datetime
) -> None:
    """Write down that ``guest`` agrees, or take it back; harmless when repeated."""
    brand = guest.invitation.party.campaign.brand
    if given:
        consents.give(
            brand=brand,
            purpose=agreement.purpose,
            text=agreement.text,
            text_version=agreement.version,
            language=language,
            where=where,
            at=at,
            email=known_as(guest),
        )
        return
    for consent in queries.consents_of(brand.pk, email_hash(known_as(guest))):
        same = agreement.purpose == Purpose.MEASUREMENT or consent.text_version == agreement.version
        if consent.purpose == agreement.purpose and consent.withdrawn_at is None and same:
            consents.withdraw(consent=consent, at=at)


def given_with(guest: Guest) -> list[Consent]:
    """What ``guest`` agreed to with this answer, taken back or not; not what the address agreed to
    elsewhere."""
    brand_id = guest.invitation.party.campaign.brand_id
    own = _version_of(guest.invitation)
    return [
        consent
        for consent in queries.consents_of(brand_id, email_hash(known_as(guest)))
        if consent.purpose == Purpose.MEASUREMENT or consent.text_version == own
    ]


def forget_health(*, consent: Consent) -> None:
    """Delete the allergies and needs that rested on ``consent``, for the evening that it names."""
    slug = consent.text_version.partition(":")[2]
    at_table = Guest.objects.of_brand(consent.brand_id).filter(invitation__link__slug=slug)
    mine = [one.pk for one in at_table if email_hash(known_as(one)) == consent.email_hash]
    Rsvp.objects.filter(guest__in=mine).update(allergens=[], needs="")


def _version_of(invitation: Invitation) -> str:
    return f"{TEXTS_VERSION}:{invitation.link.slug}"


def measured(guest: Guest) -> bool:
    """Say whether a measurement by this guest's address is agreed to at present."""
    brand_id = guest.invitation.party.campaign.brand_id
    return bool(guest.email_hash) and (
        queries.living_consent(brand_id, Purpose.MEASUREMENT, guest.email_hash) is not None
    )


def known_as(guest: Guest) -> str:
    """The address by which the register of consents knows ``guest``."""
    return guest.email or f"{guest.code.lower()}@guest.invalid"
