"""The door of the desk: who one is, for which brand, with a second factor, allowed to do what."""

from collections.abc import Callable, Collection
from functools import wraps
from inspect import signature
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import queries, recent
from accounts.capabilities import Capability, may
from accounts.domain import staff as domain
from accounts.models import Brand, Membership
from accounts.queries import FACTORS
from common import clock

# For what a second step must be fresh: to act, or already to read what leaves the house.
ACTS = frozenset({"POST"})
DOWNLOADS = frozenset({"GET", "HEAD"})


class StaffRequest(HttpRequest):
    """A request that has passed the door."""

    brand: Brand
    membership: Membership


View = Callable[..., HttpResponse]


def staff(
    capability: Capability, *, fresh: Collection[str] = frozenset()
) -> Callable[[View], View]:
    """Let only members of the brand who hold ``capability`` into ``view(request, brand_slug, …)``.

    Strangers go to the sign-in; people of other brands get the same calm 404 as for a brand that
    does not exist; members without a second factor used in this session go and use it; members
    without the capability get 403. The methods in ``fresh`` ask for the second step again when it
    was given longer than a quarter of an hour ago; what was posted is kept and goes on after it.
    Puts ``request.brand`` and ``request.membership``.
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
            if request.method in fresh and not recent.shown(request, method="mfa"):
                return suspend_request(request, _where_to_show(request))
            domain.seen(membership=member, at=clock.now())
            request.brand, request.membership = member.brand, member  # type: ignore[attr-defined]
            response = view(request, brand_slug, *args, **kwargs)
            response.headers.setdefault("Cache-Control", "no-store")
            return response

        guarded.capability = capability  # type: ignore[attr-defined]
        guarded.fresh = frozenset(fresh)  # type: ignore[attr-defined]
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
    if not _factors(request):
        messages.info(
            request,
            _("The desk holds people’s addresses, so it asks for a second step: set it up once."),
        )
        return redirect("mfa_activate_totp")
    used = {record.get("method") for record in get_authentication_records(request, request.user)}
    if "mfa" in used:
        return None
    back = request.get_full_path() if request.method in ("GET", "HEAD") else request.path
    return redirect(f"{_where_to_show(request)}?{urlencode({'next': back})}")


def _factors(request: HttpRequest) -> set[str]:
    factors = Authenticator.objects.filter(user=request.user, type__in=FACTORS)
    return set(factors.values_list("type", flat=True))


def _where_to_show(request: HttpRequest) -> str:
    """The page that asks for the second step anew: by a code where there is one, else by a key."""
    by_code = Authenticator.Type.TOTP in _factors(request)
    return reverse("mfa_reauthenticate" if by_code else "mfa_reauthenticate_webauthn")
