"""Taking a role that a brand offers by mail: signed in, with the very address it was sent to."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import queries
from accounts.domain import invitations
from accounts.models import StaffInvitation, User
from common import clock

MOST = 64  # characters of a link's secret; ours has 43


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Say who offers what; a POST takes it."""
    invitation = queries.invitation_of(token) if len(token) <= MOST else None
    if invitation is None:
        raise Http404
    assert isinstance(request.user, User), "the door has looked"
    mine = request.user.email.lower() == invitation.email
    over = not mine or not _open(invitation)
    if request.method == "POST" and mine:
        try:
            member = invitations.accept(invitation=invitation, user=request.user, at=clock.now())
        except (invitations.InvitationOver, invitations.ForSomebodyElse):
            over = True
        else:
            messages.success(
                request, _("Welcome to the team of %(brand)s.") % {"brand": member.brand.name}
            )
            return redirect("desk:today", member.brand.slug)
    if mine and over and queries.membership(request.user, invitation.brand.slug):
        return redirect("desk:today", invitation.brand.slug)
    response = render(
        request,
        "web/team/join.html",
        {"invitation": invitation, "brand": invitation.brand, "mine": mine, "over": over},
        status=410 if mine and over else 200,
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _open(invitation: StaffInvitation) -> bool:
    ended = invitation.accepted_at or invitation.revoked_at
    return ended is None and invitation.expires_at > clock.now()
