"""The brand's team: its members and their roles, and the roles offered by mail."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import queries
from accounts.capabilities import Capability, may_give
from accounts.domain import invitations, staff
from accounts.models import Membership, StaffInvitation, User
from common import clock
from desk import access
from desk.access import ACTS, StaffRequest, acts_for
from desk.context import desk_context
from desk.forms.team import NOTES, DismissalForm, InvitationForm, RoleForm
from flows import team as domain

MOST_KEY = 2**63 - 1  # a larger number in an address is nobody's


@require_safe
@access.staff(Capability.MANAGE_STAFF)
def team(request: HttpRequest, brand_slug: str) -> HttpResponse:
    """Everybody who works for the brand, and whoever is invited to."""
    return _page(request, None)


@access.staff(Capability.MANAGE_STAFF, fresh=ACTS)
@acts_for(team)
def invite(request: HttpRequest, brand_slug: str) -> HttpResponse:
    """Offer a role to an address."""
    staffed = cast("StaffRequest", request)
    form = InvitationForm(request.POST, giver=staffed.membership.role)
    if form.is_valid():
        try:
            domain.invite(brand=staffed.brand, by=_me(request), at=clock.now(), **form.cleaned_data)
        except (invitations.CannotInvite, staff.NotYoursToGive) as error:
            form.add_error("email", str(error))
        else:
            messages.success(
                request, _("%(email)s is invited by mail.") % {"email": form.cleaned_data["email"]}
            )
            return redirect("desk:team", brand_slug)
    return _page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@access.staff(Capability.MANAGE_STAFF, fresh=ACTS)
def invite_again(request: HttpRequest, brand_slug: str, invitation_id: int) -> HttpResponse:
    """Send the mail of an open invitation anew; the link before opens nothing any more.

    A GET, as after a reload, leads back to the team.
    """
    invitation = _invitation_or_404(request, invitation_id)
    if request.method != "POST":
        return redirect("desk:team", brand_slug)
    try:
        domain.send_again(invitation=invitation, by=_me(request), at=clock.now())
    except (
        invitations.CannotInvite,
        invitations.InvitationOver,
        staff.NotYoursToGive,
    ) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The mail is on its way, with a new link."))
    return redirect("desk:team", brand_slug)


@require_http_methods(["GET", "HEAD", "POST"])
@access.staff(Capability.MANAGE_STAFF, fresh=ACTS)
def take_back(request: HttpRequest, brand_slug: str, invitation_id: int) -> HttpResponse:
    """Take an invitation back; a GET leads back to the team."""
    invitation = _invitation_or_404(request, invitation_id)
    if request.method != "POST":
        return redirect("desk:team", brand_slug)
    try:
        ended = domain.revoke(invitation=invitation, by=_me(request), at=clock.now())
    except staff.NotYoursToGive as error:
        messages.error(request, str(error))
    else:
        if ended:
            messages.success(request, _("Taken back: the link opens nothing any more."))
        else:
            messages.info(request, _("This invitation is over."))
    return redirect("desk:team", brand_slug)


@require_http_methods(["GET", "HEAD", "POST"])
@access.staff(Capability.MANAGE_STAFF, fresh=ACTS)
def member(request: HttpRequest, brand_slug: str, member_id: int) -> HttpResponse:
    """One member; a POST gives them another role."""
    found = _member_or_404(request, member_id)
    form = _role_form(request, found)
    if request.method == "POST" and form.is_valid():
        try:
            staff.appoint(
                brand=found.brand,
                user=found.user,
                role=form.cleaned_data["role"],
                by=_me(request),
                at=clock.now(),
            )
        except (staff.LastOwner, staff.NotYoursToGive) as error:
            form.add_error("role", str(error))
        else:
            messages.success(request, _("The role is changed; it holds from now on."))
            return redirect("desk:team", brand_slug)
    return _member_page(request, found, form, DismissalForm())


@access.staff(Capability.MANAGE_STAFF, fresh=ACTS)
@acts_for(member)
def dismiss(request: HttpRequest, brand_slug: str, member_id: int) -> HttpResponse:
    """End somebody's role, at once."""
    found = _member_or_404(request, member_id)
    form = DismissalForm(request.POST)
    if form.is_valid():
        try:
            staff.dismiss(membership=found, by=_me(request), at=clock.now())
        except (staff.LastOwner, staff.NotYoursToGive) as error:
            form.add_error(None, str(error))
        else:
            if found.user_id == request.user.pk:
                messages.success(request, _("You have left the team."))
                return redirect("web:account")
            messages.success(request, _("The role has ended: this desk is closed to them."))
            return redirect("desk:team", brand_slug)
    return _member_page(request, found, _role_form(request, found, bound=False), form)


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User), "the door has looked"
    return request.user


def _member_or_404(request: HttpRequest, number: int) -> Membership:
    found = queries.team(cast("StaffRequest", request).brand.pk).filter(pk=min(number, MOST_KEY))
    if (member := found.first()) is None:
        raise Http404
    return member


def _invitation_or_404(request: HttpRequest, number: int) -> StaffInvitation:
    """Any invitation of the brand; one that is over says so when it is acted on."""
    offers = StaffInvitation.objects.of_brand(cast("StaffRequest", request).brand.pk)
    found: StaffInvitation | None = (
        offers.select_related("brand", "invited_by").filter(pk=min(number, MOST_KEY)).first()
    )
    if found is None:
        raise Http404
    return found


def _role_form(request: HttpRequest, found: Membership, *, bound: bool = True) -> RoleForm:
    data = request.POST if bound and request.method == "POST" else None
    giver = cast("StaffRequest", request).membership.role
    return RoleForm(data, giver=giver, initial={"role": found.role})


def _page(request: HttpRequest, form: InvitationForm | None) -> HttpResponse:
    staffed = cast("StaffRequest", request)
    giver = staffed.membership.role
    now = clock.now()
    offers = [
        {"offer": one, "late": one.expires_at <= now, "mine": may_give(giver, one.role)}
        for one in queries.open_invitations(staffed.brand.pk)
    ]
    context = desk_context(
        request,
        "team",
        members=list(queries.team(staffed.brand.pk)),
        me=request.user.pk,
        offers=offers,
        form=form or InvitationForm(giver=giver, initial={"language": staffed.brand.language}),
        notes=NOTES,
    )
    return render(request, "desk/team/list.html", context)


def _member_page(
    request: HttpRequest, found: Membership, form: RoleForm, ending: DismissalForm
) -> HttpResponse:
    staffed = cast("StaffRequest", request)
    mine = found.user_id == request.user.pk
    changeable = may_give(staffed.membership.role, found.role)
    context = desk_context(
        request,
        "team",
        member=found,
        mine=mine,
        form=form if changeable else None,
        ending=ending if changeable or mine else None,
        notes=NOTES,
    )
    return render(request, "desk/team/member.html", context)
