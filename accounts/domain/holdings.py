"""What this room holds of a person: the account and its keys, agreements, roles and offers of one."""

from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Consent, Membership, StaffInvitation, User
from common.held import Columns, Held, Person, tell

TOLD: Columns = {
    User: ("email", "first_name", "last_name", "language", "joined_at", "last_login", "is_active"),
    EmailAddress: ("email", "verified"),
    UserSession: ("created_at", "last_seen_at", "ip", "user_agent"),
    Authenticator: ("type", "created_at", "last_used_at"),
    Membership: ("role", "since_at", "last_seen_date"),
    StaffInvitation: (
        "email",
        "role",
        "language",
        "invited_at",
        "sent_at",
        "expires_at",
        "accepted_at",
        "revoked_at",
    ),
    Consent: (
        "purpose",
        "text",
        "text_version",
        "language",
        "where",
        "given_at",
        "withdrawn_at",
        "email_hash",
    ),
}
# Nobody signs in with a password here; the rest are rights of the house's own staff.
SILENT: Columns = {User: ("password", "is_staff", "is_superuser"), StaffInvitation: ("token_hash",)}


_OF_THE_ACCOUNT: list[tuple[Any, Any, str]] = [
    (EmailAddress, _("An address you sign in with"), "email"),
    (Authenticator, _("A second step"), "type"),
    (UserSession, _("Where you are signed in"), "created_at"),
]


def held(person: Person) -> Iterator[Held]:
    """Every row about this person, the account first."""
    accounts = User.objects.filter(pk=person.user_id or 0)
    yield from tell(list(accounts), TOLD, title=_("Your account"), brand_id=None)
    for model, title, named in _OF_THE_ACCOUNT:
        rows = model.objects.filter(user=person.user_id).order_by("pk")
        yield from tell(list(rows), TOLD, title=title, named=named, brand_id=None)
    roles = Membership.objects.filter(user=person.user_id).order_by("pk")
    yield from tell(list(roles), TOLD, title=_("A role at the desk"), named="role", brand_id=_brand)
    offers = StaffInvitation.objects.filter(email__iexact=person.email).order_by("pk")
    yield from tell(
        list(offers), TOLD, title=_("A role you were offered"), named="role", brand_id=_brand
    )
    yield from told(agreements(person))


def told(consents: list[Consent]) -> Iterator[Held]:
    """Agreements, as they are told."""
    yield from tell(
        consents, TOLD, title=_("Something you agreed to"), named="purpose", brand_id=_brand
    )


def agreements(person: Person) -> list[Consent]:
    """Everything this person agreed to, with every brand, the latest first."""
    mine = Q(email_hash=person.email_hash)
    if person.user_id is not None:
        mine |= Q(user=person.user_id)
    found = Consent.objects.filter(mine).select_related("brand")
    return list(found.order_by("-given_at", "-pk"))


def _brand(row: Membership | StaffInvitation | Consent) -> int:
    return row.brand_id
