"""Taking a person out of a brand's register of consents, and closing an account nobody needs."""

from allauth.usersessions.models import UserSession
from django.db.models import ProtectedError, Q
from django.db.transaction import atomic

from accounts.identity import email_hash
from accounts.models import Brand, Consent, Membership, User


def forget(*, email: str, brand: Brand) -> int:
    """Delete what this address agreed to with one brand; returns how many rows."""
    mine = Q(email_hash=email_hash(email)) | Q(user__email__iexact=email)
    return int(Consent.objects.of_brand(brand.pk).filter(mine).delete()[0])


def unname(*, brand: Brand, versions: list[str], names: frozenset[str], by: str) -> None:
    """In others' consents of these versions, put ``by`` where the text says one of ``names``."""
    for consent in Consent.objects.of_brand(brand.pk).filter(text_version__in=versions):
        text = consent.text
        for name in names:
            text = text.replace(name, by)
        Consent.objects.filter(pk=consent.pk).update(text=text)


def close(*, user: User) -> bool:
    """Delete the account with its sessions; False when it stays: staff, or known to another brand.

    Whatever another brand holds keeps the account by its foreign keys.
    """
    if Membership.objects.filter(user=user).exists() or Consent.objects.filter(user=user).exists():
        return False
    sessions = list(UserSession.objects.filter(user=user))
    try:
        with atomic():
            user.delete()
    except ProtectedError:
        return False
    for session in sessions:
        session.end()
    return True
