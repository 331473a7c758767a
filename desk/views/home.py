"""The first page of the desk for people of one or several brands."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.queries import memberships_of


@require_safe
@login_required
def choose(request: HttpRequest) -> HttpResponse:
    """Lead to the one desk there is, or list them."""
    members = memberships_of(request.user)
    if not members:
        raise Http404
    if len(members) == 1:
        return redirect("desk:today", members[0].brand.slug)
    return render(request, "desk/choose.html", {"memberships": members})
