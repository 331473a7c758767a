"""The second factor asked for anew in the act itself: a code, or the person's key."""

from typing import Any

from allauth.mfa.base.forms import ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.http import HttpRequest

type Given = ReauthenticateForm | ReauthenticateWebAuthnForm


def given(request: HttpRequest) -> Given:
    """What was sent with this POST, to be checked; its ``is_valid`` may raise RateLimited."""
    if "credential" in request.POST:
        return ReauthenticateWebAuthnForm(request.POST, user=request.user)
    return ReauthenticateForm(request.POST, user=request.user)


def asked(request: HttpRequest, refused: Given | None = None) -> dict[str, Any]:
    """For the page: a form for a code, and one for a key, where this person has either.

    ``refused`` is what was sent and did not hold. A key gets a challenge of its own each time.
    """
    kinds = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    by_key = isinstance(refused, ReauthenticateWebAuthnForm)
    found: dict[str, Any] = {"factor_form": None, "key_form": None, "key_options": None}
    if kinds - {Authenticator.Type.WEBAUTHN}:
        unused = ReauthenticateForm(user=request.user)
        found["factor_form"] = refused if refused and not by_key else unused
    if Authenticator.Type.WEBAUTHN in kinds:
        unused_key = ReauthenticateWebAuthnForm(user=request.user)
        found["key_form"] = refused if by_key else unused_key
        found["key_options"] = begin_authentication(request.user)
    return found
