"""Taking a person out of a brand's register of consents, and closing an account nobody needs."""

import re
from collections.abc import Iterable

from allauth.usersessions.models import UserSession
from django.db.models import ProtectedError
from django.db.transaction import atomic

from accounts import queries
from accounts.identity import email_hash
from accounts.models import Brand, Consent, Membership, Purpose, StaffInvitation, User


def forget(*, email: str, brand: Brand) -> int:
    """Delete what this address agreed to with one brand, and the roles it was offered there.

    Returns how many rows.
    """
    agreed = Consent.objects.of_brand(brand.pk)
    # Each purpose is named, so that the index by purpose and address serves.
    mine = agreed.filter(purpose__in=Purpose.values, email_hash=email_hash(email))
    gone: int = mine.delete()[0]
    user = queries.user_of(email)
    if user is not None:  # who has changed the address since
        gone += agreed.filter(user=user).delete()[0]
    offers = StaffInvitation.objects.of_brand(brand.pk).filter(email__iexact=email.strip())
    return gone + int(offers.delete()[0])


def unname(
    *,
    brand: Brand,
    purpose: Purpose,
    versions: Iterable[str],
    of: Iterable[str],
    names: frozenset[str],
    by: str,
) -> None:
    """Where the consents of others, known by their hashes (``of``), say one of ``names``, put ``by``.

    Only in texts of these versions; a name that is part of a longer word is none.
    """
    if not names:
        return
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    named = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
    agreed = Consent.objects.of_brand(brand.pk).filter(purpose=purpose, email_hash__in=list(of))
    for consent in agreed.filter(text_version__in=list(versions)):
        text = named.sub(by, consent.text)
        if text != consent.text:
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
