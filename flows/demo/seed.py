"""The demonstration's made-up brand, its people, and what has happened to them so far."""

import base64

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction

from accounts.models import Brand, Membership, Role, User
from common import clock
from flows.demo.people import BRAND_SLUG, PEOPLE


def run() -> None:
    """Fill an empty house; seconds, through the doors that staff and fans use."""
    people()


@transaction.atomic
def people() -> tuple[Brand, dict[str, User]]:
    """Make the brand and the prepared sign-ins; returns the brand and the users by key."""
    at = clock.now()
    brand = Brand.objects.create(
        slug=BRAND_SLUG,
        name="Maison Alma",
        legal_name="Maison Alma SAS",
        registration="RCS Lille Métropole 000 000 000",
        address="14 rue des Tisserands, 59100 Roubaix",
        contact_email="bonjour@maison-alma.example",
        look="alma",
        shop_domains=["boutique.maison-alma.example"],
    )
    users = {}
    for one in PEOPLE:
        user = User.objects.create_user(
            one.email, first_name=one.first_name, last_name=one.last_name, joined_at=at
        )
        EmailAddress.objects.create(user=user, email=one.email, verified=True, primary=True)
        users[one.key] = user
        if one.role:
            Membership.objects.create(user=user, brand=brand, role=Role(one.role), since_at=at)
            # Everyone may know it: the demonstration signs in with one click anyway.
            TOTP.activate(user, base64.b32encode(one.email.encode()[:20]).decode())
    return brand, users
