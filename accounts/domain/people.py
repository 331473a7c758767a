"""Accounts without a password: an address and a code sent to it."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import queries
from accounts.models import User


class NoSuchName(ValueError):
    """A person is called something."""


def ensure(*, email: str, language: str, at: datetime) -> User | None:
    """Return the account of this address, made if there is none; None when it was closed.

    The account is worth nothing until the code sent to the address has come back.
    """
    address = email.strip().lower()
    known = queries.user_of(address)
    if known is None:
        try:
            with transaction.atomic():
                known = User.objects.create_user(
                    address, password=None, language=language, joined_at=at
                )
        except IntegrityError:  # another request was first
            known = queries.user_of(address)
    return known if known is not None and known.is_active else None


def rename(*, user: User, first_name: str, last_name: str, language: str = "") -> User:
    """Keep the name a person gave, for the next form they meet; and the language, if said."""
    if not first_name.strip():
        raise NoSuchName(_("Please tell us your first name."))
    User.objects.filter(pk=user.pk).update(
        first_name=first_name.strip(),
        last_name=last_name.strip(),
        language=language or user.language,
    )
    user.refresh_from_db()
    return user
