"""Staff at the door: signed in, second factor used in this session."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from accounts.models import Brand, Membership, Role
from common import clock
from tests.factories.accounts import MembershipFactory


def sign_in(member: Membership, *, second_factor: bool = True, ago_s: float = 0) -> Client:
    """Return a browser in which ``member`` is signed in, the second step given ``ago_s`` before."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    if second_factor:
        if not Authenticator.objects.filter(user=member.user).exists():
            TOTP.activate(member.user, generate_totp_secret())
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [
            {"method": "mfa", "at": clock.unmoved() - ago_s, "type": "totp"}
        ]
        session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(member.user.pk)
        session.save()
    return client


@pytest.fixture(autouse=True)
def one_half_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """A code does not run out between being read and being typed, however slow the machine."""
    began = clock.unmoved()
    monkeypatch.setattr(totp, "time", SimpleNamespace(time=lambda: began))


@pytest.fixture
def staff_client(brand: Brand) -> Callable[..., Client]:
    """A function: ``staff_client(Role.LOGISTICS)`` gives a browser at the desk of ``brand``."""

    def at_desk(role: str = Role.ORGANISER) -> Client:
        return sign_in(MembershipFactory(brand=brand, role=role))

    return at_desk
