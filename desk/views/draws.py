"""The draw at the desk: seal, wait, draw by a second person, places and promotions."""

from typing import Any

from allauth.core.exceptions import RateLimited
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import demo_codes
from accounts.capabilities import Capability
from accounts.models import User
from common import clock
from desk import second_factor
from desk.access import ACTS, DOWNLOADS, acts_for, staff
from desk.context import desk_context
from desk.forms.draws import RevealForm, RoundForm, SealForm, VoidForm
from desk.views import draw_parts as parts
from events import draw_files
from events.domain import draws, root_reports, witnesses
from events.domain.draw_words import waiting_words
from events.models import (
    Application,
    ApplicationState,
    Campaign,
    CampaignState,
    Draw,
    DrawMode,
    DrawRequest,
    DrawState,
    PlaceState,
    RequestKind,
    RootReport,
    Verdict,
)
from events.queries import campaigns as campaign_queries
from events.queries import draws as queries
from events.queries import duplicates as duplicate_queries
from events.queries import holds as hold_queries
from events.queries import places as place_queries
from events.queries import witnesses as witness_queries


@require_safe
@staff(Capability.SEE_APPLICATIONS)
def index(request: HttpRequest, brand_slug: str) -> HttpResponse:
    """Every campaign with where its draw stands."""
    brand = request.brand  # type: ignore[attr-defined]
    rows = []
    campaigns = (
        Campaign.objects.of_brand(brand.pk)
        .exclude(state__in=[CampaignState.DRAFT, CampaignState.CANCELLED])
        .prefetch_related("wordings")
        .order_by("-draw_at", "pk")
    )
    latest = {
        draw.campaign_id: draw
        for draw in Draw.objects.of_brand(brand.pk).order_by("campaign_id", "number")
    }
    language = getattr(request, "LANGUAGE_CODE", "fr")
    for campaign in campaigns:
        rows.append(
            {
                "campaign": campaign,
                "title": campaign_queries.wording(campaign, language).title,
                "draw": latest.get(campaign.pk),
            }
        )
    return render(request, "desk/draws/index.html", desk_context(request, "draws", rows=rows))


@require_http_methods(["GET", "POST"])
@staff(Capability.SEE_APPLICATIONS)
def show(request: HttpRequest, brand_slug: str, slug: str) -> HttpResponse:
    """One campaign's draw: the seal to be made, the ceremony, or the places."""
    campaign = _campaign_or_404(request, slug)
    at_work = queries.request_at_work(campaign)
    if at_work is not None:
        return _working_page(request, campaign, at_work)
    draw = queries.living_draw(campaign)
    if draw is None:
        return _seal_page(request, campaign, SealForm())
    if draw.state == DrawState.SEALED:
        return _ceremony(request, draw)
    return _drawn_page(request, draw)


@staff(Capability.SEAL, fresh=ACTS)
@acts_for(show)
def seal(request: HttpRequest, brand_slug: str, slug: str) -> HttpResponse:
    """Ask for the list to be frozen and its root published; the page then tells how far it is."""
    campaign = _campaign_or_404(request, slug)
    form = SealForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        beacon = data["mode"] == DrawMode.BEACON
        asked = [] if beacon else witness_queries.asked_for(campaign)
        try:
            draws.ask_seal(
                campaign=campaign,
                by=_me(request),
                at=clock.now(),
                mode=data["mode"],
                chain=data["chain"],
                not_before=campaign.draw_at if data["moment"] == "ANNOUNCED" else None,
                witnesses=[] if beacon else witnesses.ready(campaign),
                code=asked[0].draw_code if asked else "",
            )
        except draws.DrawRefused as error:
            form.add_error(None, str(error))
        else:
            return redirect("desk:draw", brand_slug, slug)
    return _seal_page(request, campaign, form)


@staff(Capability.SEAL)
@acts_for(show)
def give_round(request: HttpRequest, brand_slug: str, slug: str) -> HttpResponse:
    """Take a beacon round by hand: pasted, or a file."""
    draw = _sealed_or_404(request, slug)
    form = RoundForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            draws.give_round(
                draw=draw,
                text=form.cleaned_data["text"],
                source=form.cleaned_data["source"],
                by=_me(request),
                at=clock.now(),
            )
        except draws.BeaconNotTaken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The round is received and its signature verified."))
            return redirect("desk:draw", brand_slug, slug)
    return _ceremony(request, draw, round_form=form)


@staff(Capability.SEAL)
@acts_for(show)
def reveal(request: HttpRequest, brand_slug: str, slug: str) -> HttpResponse:
    """Take a witness's secret."""
    draw = _sealed_or_404(request, slug)
    labels = [party["label"] for party in queries.witnesses_in(draw)]
    form = RevealForm(request.POST, labels=labels)
    if form.is_valid():
        try:
            draws.reveal(draw=draw, at=clock.now(), by=_me(request), **form.cleaned_data)
        except draws.DrawRefused as error:
            form.add_error("value", str(error))
        else:
            messages.success(request, _("The secret is the one committed to."))
            return redirect("desk:draw", brand_slug, slug)
    return _ceremony(request, draw, reveal_form=form)


@staff(Capability.DRAW)
@acts_for(show)
def run(request: HttpRequest, brand_slug: str, slug: str) -> HttpResponse:
    """Ask for the draw: a second person, with their second factor given anew in the same act."""
    draw = _sealed_or_404(request, slug)
    form = second_factor.given(request)
    try:
        good = form.is_valid()
    except RateLimited:
        messages.error(request, _("Too many wrong codes; wait a few minutes and try again."))
        return redirect("desk:draw", brand_slug, slug)
    if not good:
        return _ceremony(request, draw, factor_form=form)
    form.save()
    try:
        draws.ask_draw(draw=draw, by=_me(request), at=clock.now())
    except draws.DrawRefused as error:
        messages.error(request, str(error))
        return redirect("desk:draw", brand_slug, slug)
    return redirect("desk:draw-order", brand_slug, slug)


@require_safe
@staff(Capability.SEE_APPLICATIONS)
def order(request: HttpRequest, brand_slug: str, slug: str) -> HttpResponse:
    """The end of the ceremony, on the wall: tickets fall into order, and the cards turn."""
    campaign = _campaign_or_404(request, slug)
    at_work = queries.request_at_work(campaign)
    if at_work is not None:
        return _working_page(request, campaign, at_work)
    draw = queries.living_draw(campaign)
    if draw is None or draw.state != DrawState.DRAWN:
        return redirect("desk:draw", brand_slug, slug)
    context = desk_context(
        request,
        "draws",
        **_common(request, campaign),
        draw=draw,
        cards=parts.cards(draw, as_drawn=True),
        strata=parts.tickets(draw),
        newcomers_first=any(one["min_newcomers"] for one in queries.header(draw)["strata"]),
        digits=parts.grouped(draw.randomness),
        root=parts.grouped(draw.root),
        beacon=draw.mode == DrawMode.BEACON,
    )
    return render(request, "desk/draws/order.html", context)


@require_http_methods(["GET", "POST"])
@staff(Capability.SEAL, fresh=ACTS)
def void(request: HttpRequest, brand_slug: str, slug: str) -> HttpResponse:
    """Make the draw void for a public reason; another may then be sealed."""
    campaign = _campaign_or_404(request, slug)
    draw = queries.living_draw(campaign)
    if draw is None:
        raise Http404
    form = VoidForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            draws.void(
                draw=draw, by=_me(request), at=clock.now(), reason=form.cleaned_data["reason"]
            )
        except draws.DrawRefused as error:
            form.add_error("reason", str(error))
        else:
            messages.success(request, _("The draw is void, and stays published as it was."))
            return redirect("desk:draw", brand_slug, slug)
    context = desk_context(request, "draws", **_common(request, campaign), draw=draw, form=form)
    return render(request, "desk/draws/void.html", context)


@require_POST
@staff(Capability.SEAL)
def root_seen(request: HttpRequest, brand_slug: str, slug: str, report_id: int) -> HttpResponse:
    """Say that one has looked into another root that was reported."""
    campaign = _campaign_or_404(request, slug)
    report = get_object_or_404(RootReport, pk=report_id, draw__campaign=campaign)
    root_reports.mark_seen(report=report, by=_me(request), at=clock.now())
    return redirect("desk:draw", brand_slug, slug)


@require_safe
@staff(Capability.SEE_APPLICATIONS, fresh=DOWNLOADS)
def pack(request: HttpRequest, brand_slug: str, slug: str) -> HttpResponse:
    """Everything that proves the last draw in one file, with the people who were offered a place."""
    draw = queries.latest_draw(_campaign_or_404(request, slug))
    if draw is None:
        raise Http404
    response = HttpResponse(draw_files.pack(draw, with_people=True), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="draw-{draw.code}-desk.zip"'
    return response


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the door let only members in
    return request.user


def _campaign_or_404(request: HttpRequest, slug: str) -> Campaign:
    brand = request.brand  # type: ignore[attr-defined]
    campaign = (
        Campaign.objects.of_brand(brand.pk)
        .select_related("brand")
        .prefetch_related("wordings")
        .filter(slug=slug)
        .first()
    )
    if campaign is None:
        raise Http404
    return campaign


def _sealed_or_404(request: HttpRequest, slug: str) -> Draw:
    draw = queries.living_draw(_campaign_or_404(request, slug))
    if draw is None or draw.state != DrawState.SEALED:
        raise Http404
    return draw


def _common(request: HttpRequest, campaign: Campaign) -> dict[str, Any]:
    language = getattr(request, "LANGUAGE_CODE", "fr")
    title = campaign_queries.wording(campaign, language).title
    return {"campaign_row": campaign, "campaign": title, "title": title}


def _working_page(request: HttpRequest, campaign: Campaign, at_work: DrawRequest) -> HttpResponse:
    """How far a seal or a draw is; the page looks again by itself until it is done."""
    draw = at_work.draw
    context = desk_context(
        request,
        "draws",
        **_common(request, campaign),
        at_work=at_work,
        share=at_work.done / at_work.total if at_work.total else 0,
        cards=parts.cards(draw) if draw and at_work.kind == RequestKind.DRAW else [],
    )
    return render(request, "desk/draws/working.html", context)


def _seal_page(request: HttpRequest, campaign: Campaign, form: SealForm) -> HttpResponse:
    preview = parts.preview(campaign)
    refused = Application.objects.filter(
        campaign=campaign, state=ApplicationState.SUBMITTED, verdict=Verdict.INELIGIBLE
    ).count()
    now = clock.now()
    context = desk_context(
        request,
        "draws",
        **_common(request, campaign),
        form=form,
        preview=preview,
        refused=refused,
        held=hold_queries.to_decide(campaign.brand_id, campaign.slug),
        alike=duplicate_queries.to_look_at(campaign.brand_id, campaign.slug),
        too_few=campaign.state == CampaignState.CLOSED and not all(row.enough for row in preview),
        open_until=campaign.applications_close_at if campaign.applications_close_at > now else None,
        witnesses=witness_queries.asked_for(campaign),
        announced_passed=campaign.draw_at <= now,
        refusal=parts.refusal(campaign),
        void_draws=Draw.objects.filter(campaign=campaign, state=DrawState.VOID).order_by("number"),
    )
    return render(request, "desk/draws/seal.html", context)


def _ceremony(
    request: HttpRequest,
    draw: Draw,
    *,
    round_form: RoundForm | None = None,
    reveal_form: RevealForm | None = None,
    factor_form: second_factor.Given | None = None,
) -> HttpResponse:
    campaign = draw.campaign
    now = clock.now()
    parties = queries.witnesses_in(draw)
    missing = [party["label"] for party in parties if not party["opened"]]
    beacon = draw.mode == DrawMode.BEACON
    due = draw.round_at is None or draw.round_at <= now
    ready = bool(draw.randomness) and due if beacon else not missing
    mine = draw.sealed_by_id == request.user.pk
    context = desk_context(
        request,
        "draws",
        **_common(request, campaign),
        draw=draw,
        beacon=beacon,
        due=due,
        minutes=queries.minutes_to_round(draw, now),
        ready=ready,
        missing=missing,
        parties=parties,
        late=bool(missing) and campaign.draw_at <= now,
        mine=mine,
        cards=parts.cards(draw),
        digits=parts.grouped(draw.randomness),
        root=parts.grouped(draw.root),
        round_form=round_form or RoundForm(),
        reveal_form=reveal_form or RevealForm(labels=missing),
        **(second_factor.asked(request, factor_form) if ready and not mine else {}),
        demo_code=demo_codes.code_of(_me(request)),
        refusal=parts.refusal(campaign),
        waits=waiting_words(draw.waiting_reason),
        attempts=parts.attempts(draw),
        roots=queries.reported_roots(draw),
        refresh=parts.refresh(draw, now) if mine or (beacon and not ready) else None,
        editing=any(form is not None for form in (round_form, reveal_form, factor_form)),
    )
    return render(request, "desk/draws/ceremony.html", context)


def _drawn_page(request: HttpRequest, draw: Draw) -> HttpResponse:
    strata = place_queries.by_stratum(draw, queries.header(draw)["strata"])
    names = {
        place.pk: (place.rank.entrant.application.first_name, place.rank.entrant.application.city)
        if place.rank.entrant.application
        else ("", "")
        for stratum in strata
        for place in stratum.places
    }
    context = desk_context(
        request,
        "draws",
        **_common(request, draw.campaign),
        draw=draw,
        strata=strata,
        names=names,
        cards=parts.cards(draw),
        root=parts.grouped(draw.root),
        digits=parts.grouped(draw.randomness),
        attempts=parts.attempts(draw),
        roots=queries.reported_roots(draw),
        left_empty=parts.left_empty(draw),
        held=sum(stratum.accepted for stratum in strata),
        asked=sum(
            place.state == PlaceState.ASKED for stratum in strata for place in stratum.places
        ),
        quota=sum(stratum.quota for stratum in strata),
    )
    return render(request, "desk/draws/drawn.html", context)
