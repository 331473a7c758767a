"""Agreeing and taking it back: dated rows, never overwritten."""

from datetime import datetime

from django.db import transaction

from accounts.identity import email_hash as hash_of
from accounts.models import Brand, Consent, Purpose, User


class ConsentOfNobody(ValueError):
    """A consent names a person: an account or an address."""


@transaction.atomic
def give(
    *,
    brand: Brand,
    purpose: str,
    text: str,
    text_version: str,
    language: str,
    where: str,
    at: datetime,
    user: User | None = None,
    email: str = "",
) -> Consent:
    """Record that someone agreed to ``text`` for one ``purpose``.

    The same agreement given again (same version, not withdrawn) is answered with the first row.
    Raises ConsentOfNobody without a user and an address.
    """
    address = email or (user.email if user else "")
    if not address:
        raise ConsentOfNobody("A consent names an account or an e-mail address.")
    hashed = hash_of(address)
    known = Consent.objects.filter(
        brand=brand,
        purpose=Purpose(purpose),
        email_hash=hashed,
        text_version=text_version,
        language=language,
        withdrawn_at__isnull=True,
    ).first()
    if known is not None:
        return known
    return Consent.objects.create(
        brand=brand,
        user=user,
        email_hash=hashed,
        purpose=Purpose(purpose),
        text=text,
        text_version=text_version,
        language=language,
        where=where,
        given_at=at,
    )


@transaction.atomic
def withdraw(*, consent: Consent, at: datetime) -> Consent:
    """Take a consent back; a second time changes nothing."""
    Consent.objects.filter(pk=consent.pk, withdrawn_at__isnull=True).update(
        withdrawn_at=max(at, consent.given_at)
    )
    consent.refresh_from_db()
    return consent
