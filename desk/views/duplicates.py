"""Likely duplicates at the desk: why they are thought to be, side by side, merged or kept, undone."""

from dataclasses import asdict

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.capabilities import Capability
from accounts.models import Brand, User
from common import clock
from desk.access import acts_for, staff
from desk.context import desk_context
from desk.forms.duplicates import DecisionForm
from events.domain import duplicates
from events.domain.duplicates import Decision
from events.models import DuplicateGroup, DuplicateMember, Likeness
from events.queries import campaigns as campaign_queries
from events.queries import duplicates as queries
from events.queries.duplicates import Filters

SHOW = ("open", "decided", "all")


@require_safe
@staff(Capability.SEE_APPLICATIONS)
def index(request: HttpRequest, brand_slug: str) -> HttpResponse:
    """The groups somebody has to look at, the latest first; those decided on beside them."""
    brand: Brand = request.brand  # type: ignore[attr-defined]
    show_ = request.GET.get("show", "")
    filters = Filters(
        campaign=request.GET.get("campaign", "")[:60],
        show=show_ if show_ in SHOW else "open",
        search=request.GET.get("q", "").replace("\x00", "")[:80],
    )
    before = request.GET.get("before", "")
    page = queries.desk_list(
        brand_id=brand.pk,
        filters=filters,
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None,
    )
    language = translation.get_language() or "fr"
    return render(
        request,
        "desk/duplicates/index.html",
        desk_context(
            request,
            "applications",
            rows=[
                {
                    "group": group,
                    "title": campaign_queries.wording(group.campaign, language).title,
                    "reasons": reasons_said(group.reasons),
                }
                for group in page.rows
            ],
            next_before=page.next_before,
            first=not before,
            filters=asdict(filters),
            views=[
                ("open", _("To look at"), filters.show == "open"),
                ("decided", _("Decided"), filters.show == "decided"),
                ("all", _("All"), filters.show == "all"),
            ],
            choices=[
                {"slug": one.slug, "title": campaign_queries.wording(one, language).title}
                for one in campaign_queries.of_brand(brand.pk)[:50]
            ],
        ),
    )


@require_safe
@staff(Capability.SEE_APPLICATIONS)
def show(request: HttpRequest, brand_slug: str, code: str) -> HttpResponse:
    """One group: its applications side by side, and what they may be."""
    return _page(request, _group_or_404(request, code))


@staff(Capability.DECIDE_APPLICATIONS)
@acts_for(show)
def decide(request: HttpRequest, brand_slug: str, code: str) -> HttpResponse:
    """Keep what they are: one takes part for all, one home, or homes apart."""
    group = _group_or_404(request, code)
    members = queries.members(group)
    form = DecisionForm(request.POST, members=members)
    if not form.is_valid():
        messages.error(request, form.refusal())
        return _page(request, group)
    said = form.cleaned_data
    try:
        duplicates.decide(
            group=group,
            decision=Decision(said["decision"]),
            stands=said["stands"],
            apart=[int(pk) for pk in said["apart"]],
            seen=said["version"],
            by=_me(request),
            at=clock.now(),
        )
    except duplicates.DecisionRefused as error:
        messages.error(request, str(error))
        return _page(request, _group_or_404(request, code))
    messages.success(request, _("Decided. You can undo it here until the list is sealed."))
    return redirect("desk:duplicate", brand_slug, code)


@staff(Capability.DECIDE_APPLICATIONS)
@acts_for(show)
def reopen(request: HttpRequest, brand_slug: str, code: str) -> HttpResponse:
    """Undo the decision."""
    group = _group_or_404(request, code)
    seen = request.POST.get("version", "")
    try:
        duplicates.reopen(
            group=group,
            seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0,
            by=_me(request),
            at=clock.now(),
        )
    except duplicates.DecisionRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Undone: all of them take part again until you decide."))
    return redirect("desk:duplicate", brand_slug, code)


def reasons_said(reasons: list[str]) -> list[str]:
    """Say in words what applications have in common."""
    return [str(Likeness(one).label) for one in reasons if one in Likeness.values]


def _page(request: HttpRequest, group: DuplicateGroup) -> HttpResponse:
    members = queries.members(group)
    fixed = duplicates.is_fixed(group.campaign)
    language = translation.get_language() or "fr"
    return render(
        request,
        "desk/duplicates/show.html",
        desk_context(
            request,
            "applications",
            group=group,
            title=campaign_queries.wording(group.campaign, language).title,
            zone=group.campaign.timezone,
            reasons=reasons_said(group.reasons),
            members=[
                {
                    "member": one,
                    "application": one.application,
                    "reasons": reasons_said(one.reasons),
                    "stands": _stands(one, members),
                }
                for one in members
            ],
            more=max(group.size - len(members), 0),
            decided=any(one.part for one in members),
            fixed=fixed,
        ),
    )


def _stands(one: DuplicateMember, members: list[DuplicateMember]) -> bool:
    """Whether this one is proposed to take part for all: whoever does, else the earliest."""
    chosen = next((other for other in members if other.part == "STANDS"), members[0])
    return one.pk == chosen.pk


def _group_or_404(request: HttpRequest, code: str) -> DuplicateGroup:
    group = queries.at_desk(request.brand.pk, code[:10])  # type: ignore[attr-defined]
    if group is None:
        raise Http404
    return group


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
