"""The door of the desk: who one is, for which brand, with a second factor, allowed to do what."""

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import queries
from accounts.capabilities import Capability, may
from accounts.models import Brand, Membership

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class StaffRequest(HttpRequest):
    """A request that has passed the door."""

    brand: Brand
    membership: Membership


View = Callable[..., HttpResponse]


def staff(capability: Capability) -> Callable[[View], View]:
    """Let only members of the brand who hold ``capability`` into ``view(request, brand_slug, …)``.

    Strangers go to the sign-in; people of other brands get the same calm 404 as for a brand that
    does not exist; members without a second factor used in this session go and use it; members
    without the capability get 403. Puts ``request.brand`` and ``request.membership``.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(
            request: HttpRequest, brand_slug: str, *args: Any, **kwargs: Any
        ) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            member = queries.membership(request.user, brand_slug)
            if member is None:
                raise Http404
            elsewhere = second_factor_first(request)
            if elsewhere is not None:
                return elsewhere
            if not may(member, capability):
                raise PermissionDenied
            request.brand, request.membership = member.brand, member  # type: ignore[attr-defined]
            response = view(request, brand_slug, *args, **kwargs)
            response.headers.setdefault("Cache-Control", "no-store")
            return response

        guarded.capability = capability  # type: ignore[attr-defined]
        return guarded

    return decorate


def acts_for(page: View) -> Callable[[View], View]:
    """Let a POST into ``view`` and answer a GET as ``page`` does, which takes the same parts or fewer.

    A form that was refused is shown at the address it was sent to, and people reload. Stands
    beneath ``staff``; other methods get 405.
    """
    takes = signature(page).parameters

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, brand_slug: str, **parts: Any) -> HttpResponse:
            if request.method == "POST":
                return view(request, brand_slug, **parts)
            known = {name: part for name, part in parts.items() if name in takes}
            return page(request, brand_slug, **known)

        return require_http_methods(["GET", "HEAD", "POST"])(guarded)

    return decorate


def second_factor_first(request: HttpRequest) -> HttpResponse | None:
    """Return where to go to set up or use the second factor; None when this session has used it."""
    factors = Authenticator.objects.filter(user=request.user, type__in=FACTORS)
    kinds = set(factors.values_list("type", flat=True))
    if not kinds:
        messages.info(
            request,
            _("The desk holds people’s addresses, so it asks for a second step: set it up once."),
        )
        return redirect("mfa_activate_totp")
    used = {record.get("method") for record in get_authentication_records(request, request.user)}
    if "mfa" in used:
        return None
    back = request.get_full_path() if request.method in ("GET", "HEAD") else request.path
    by_code = Authenticator.Type.TOTP in kinds
    where = reverse("mfa_reauthenticate" if by_code else "mfa_reauthenticate_webauthn")
    return redirect(f"{where}?{urlencode({'next': back})}")
