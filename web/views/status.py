"""One application, for whoever holds its code: receipt, state in words, edit, withdraw, answer."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain import consents
from accounts.models import Purpose
from accounts.queries import consents_of
from common import clock, codes
from events import photos
from events.domain import applications, eligibility
from events.domain.agreements import agreements
from events.models import Application, ApplicationState, Arm, DrawState, Place, PlaceState
from events.queries import answers as answer_queries
from events.queries import applications as queries
from events.queries import campaigns as campaign_queries
from events.queries import draws as draw_queries
from events.queries import holds as hold_queries
from events.queries import places as place_queries
from events.queries.campaigns import Phase
from events.queries.draws import Standing
from sales import queries as sales
from web.forms.telling import Telling, telling
from web.views.apply import too_late

OPTIONAL = (Purpose.MARKETING, Purpose.MEASUREMENT, Purpose.PHOTOS)
MAY_STILL_HOST = frozenset(
    {"IN", "WAITING", "SEALED", "DRAWING", "PLACE", "PLACE_ACCEPTED", "ALTERNATE", "INELIGIBLE"}
)


@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """The status page; the code alone is the permission."""
    application = _or_404(code)
    at = clock.now()
    campaign = application.campaign
    phase = campaign_queries.phase(campaign, at)
    standing = draw_queries.standing(application)
    place = place_queries.place_of_code(application.code)
    said = _said(application, phase, standing, place)
    context = {
        "said": said,
        "place": place,
        "standing": standing,
        "check_url": _check_url(standing),
        "odds": _odds(standing),
        "share_url": _share_url(application, standing, said),
        "reasons": [
            eligibility.words(reason=reason, campaign=campaign) for reason in application.reasons
        ],
        "editable": application.state == ApplicationState.SUBMITTED and phase == Phase.OPEN,
        "withdrawable": application.state == ApplicationState.SUBMITTED and standing is None,
        "again": application.state == ApplicationState.WITHDRAWN and phase == Phase.OPEN,
        "choices": _choices(application, may_host=said in MAY_STILL_HOST),
        "answers": answer_queries.of_application(application),
        "hold": hold_queries.of_application(application.pk),
        "at": at,
    }
    return _render(request, application, "web/status/show.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change the answers of a submitted application, until closing."""
    at = clock.now()
    application = _or_404(code)
    campaign = application.campaign
    open_now = campaign_queries.phase(campaign, at) == Phase.OPEN
    if application.state != ApplicationState.SUBMITTED or not open_now:
        if request.method == "POST" and at >= campaign.applications_close_at:
            messages.error(request, too_late(campaign, at))
        messages.info(request, _("The answers can no longer change."))
        return redirect("web:status", application.code)
    told = telling(request, campaign, application, at)
    if request.method == "POST":
        whole = told.is_valid()
        # A page cannot give a chosen file back: photos are kept even if something else is wrong.
        answered = (
            {"given": told.questions.given(), **told.answers()}
            if whole
            else {"given": told.questions.photos()}
        )
        try:
            application = applications.save(application=application, at=at, **answered)
        except (applications.NotOpen, applications.Incomplete) as error:
            told.you.add_error(None, str(error))
            whole = False
        told.show_kept(application)
        if whole:
            messages.success(request, _("Your answers are changed. Your receipt stays the same."))
            return redirect("web:status", application.code)
    return edit_page(request, application, told)


def edit_page(request: HttpRequest, application: Application, told: Telling) -> HttpResponse:
    """The answers of a submitted application, to be kept or changed."""
    return _render(request, application, "web/status/edit.html", {"told": told})


@require_safe
def photo(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The photo that answers the campaign's question of this number."""
    return photos.answered(answer_queries.photo_of(_or_404(code), number))


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Ask once whether one means it, then take the application back."""
    application = _or_404(code)
    if request.method == "POST":
        try:
            applications.withdraw(application=application, by=application.user, at=clock.now())
        except applications.CannotWithdraw as error:
            messages.error(request, str(error))
        else:
            messages.success(
                request, _("Your application is withdrawn. Nothing more will be sent.")
            )
        return redirect("web:status", application.code)
    if application.state == ApplicationState.WITHDRAWN:
        return redirect("web:status", application.code)
    return _render(request, application, "web/status/withdraw.html", {})


@require_safe
def draw_receipt(request: HttpRequest, code: str) -> HttpResponse:
    """The receipt of the sealed list as a file; 404 before the seal, or when its salt is destroyed."""
    standing = draw_queries.standing(_or_404(code))
    entrant = standing.entrant if standing else None
    text = draw_queries.receipt_line(entrant) if entrant else ""
    if not text:
        raise Http404
    response = HttpResponse(text, content_type="application/json")
    name = f"receipt-{entrant.public_id}.json" if entrant else ""
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """Give or take back one of the agreements that were never a condition; a GET leads back to them."""
    application = _or_404(code)
    if request.method != "POST":
        return redirect("web:status", application.code)
    purpose, at = request.POST.get("purpose", ""), clock.now()
    if purpose not in OPTIONAL or application.rules_version is None:
        raise Http404
    given = [
        consent
        for consent in consents_of(application.campaign.brand_id, application.email_hash)
        if consent.purpose == purpose and consent.withdrawn_at is None
    ]
    if request.POST.get("answer") == "yes":
        box = next(box for box in _boxes(application) if box.purpose == purpose)
        consents.give(
            brand=application.campaign.brand,
            purpose=purpose,
            text=box.text,
            text_version=box.version,
            language=translation.get_language() or "fr",
            where="status",
            at=at,
            user=application.user,
        )
        messages.success(request, _("Noted: yes."))
    else:
        for consent in given:
            consents.withdraw(consent=consent, at=at)
        messages.success(request, _("Noted: no longer."))
    return redirect("web:status", application.code)


def _or_404(code: str) -> Application:
    application = queries.by_code(codes.normalise(code)[: codes.CAPABILITY_LENGTH + 1])
    if application is None:
        raise Http404
    return application


def _said(
    application: Application, phase: Phase, standing: Standing | None, place: Place | None
) -> str:
    """Name what the page says: one word per state, its sentences stand in the template."""
    said = ""
    if application.state == ApplicationState.WITHDRAWN:
        said = "WITHDRAWN"
    elif phase == Phase.CANCELLED:
        said = "CANCELLED"
    elif application.state == ApplicationState.DRAFT:
        said = "BEGUN" if phase == Phase.OPEN else "TOO_LATE"
    elif place is not None and not _too_early(place, standing):
        said = "PLACE" if place.state == PlaceState.ASKED else f"PLACE_{place.state}"
    elif application.reasons:
        said = "INELIGIBLE"
    elif standing is None:
        said = "IN" if phase == Phase.OPEN else "WAITING"
    elif standing.draw.state == DrawState.SEALED:
        said = "SEALED"
    elif not _answers_may_show(standing):
        said = "DRAWING"
    said = said or _drawn(standing)
    return "NOT_DRAWN" if said == "ALTERNATE" and phase == Phase.FINISHED else said


def _drawn(standing: Standing | None) -> str:
    if standing is None:
        return "WAITING"
    if standing.entrant is not None and standing.entrant.reason:
        return "HOUSEHOLD"
    if standing.rank is None:
        return "HOUSEHOLD" if standing.entrant is not None else "NOT_IN"
    return {Arm.WINNER: "DRAWING", Arm.ALTERNATE: "ALTERNATE"}.get(
        Arm(standing.rank.arm), "NOT_DRAWN"
    )


def _too_early(place: Place, standing: Standing | None) -> bool:
    """Say whether a first offer still stands in the undo window: nobody is told of a win in it."""
    first = place.state == PlaceState.ASKED and place.replaces_id is None
    return first and standing is not None and not _answers_may_show(standing)


def _answers_may_show(standing: Standing) -> bool:
    """No answer is shown before the time in which staff may still stop the mails has passed."""
    minutes = getattr(settings, "ANSWER_UNDO_MINUTES", 10)
    drawn_at = standing.draw.drawn_at
    return drawn_at is not None and clock.now() >= drawn_at + timedelta(minutes=minutes)


def _check_url(standing: Standing | None) -> str:
    """The proof page with this person's receipt; "" when they have none."""
    path = draw_queries.receipt_path(standing.entrant) if standing and standing.entrant else ""
    return f"{settings.BASE_URL}{path}" if path else ""


def _odds(standing: Standing | None) -> dict[str, Any]:
    """Return the figures of the person's region and of the whole draw."""
    if standing is None or standing.draw.state != DrawState.DRAWN:
        return {}
    regions = draw_queries.odds(standing.draw)
    key = standing.rank.stratum_key if standing.rank else ""
    return {
        "entrants": sum(region.entrants for region in regions),
        "tables": sum(region.quota for region in regions),
        "region": next((region for region in regions if region.key == key), None),
        "waiting_number": standing.waiting_number,
    }


def _share_url(application: Application, standing: Standing | None, said: str) -> str:
    """The link to the shop of somebody whom the draw gave one without a kit; else ""."""
    rank = standing.rank if standing else None
    if said != "NOT_DRAWN" or rank is None or rank.arm != Arm.SHARE_ONLY:
        return ""
    slug = sales.share_only_slug(application.pk)
    return f"{settings.BASE_URL}/go/{slug}" if slug else ""


def _boxes(application: Application) -> list[Any]:
    rules = applications.current_rules(application.campaign, translation.get_language() or "fr")
    return agreements(campaign=application.campaign, rules=rules)


def _choices(application: Application, *, may_host: bool) -> list[dict[str, Any]]:
    """Return the optional agreements with whether each is given now.

    Photos of an evening are not asked of somebody who will hold none; a yes may be taken back.
    """
    if application.state != ApplicationState.SUBMITTED:
        return []
    living = {
        consent.purpose
        for consent in consents_of(application.campaign.brand_id, application.email_hash)
        if consent.withdrawn_at is None
    }
    return [
        {"purpose": box.purpose, "text": box.text, "given": box.purpose in living}
        for box in _boxes(application)
        if not box.required and (may_host or box.purpose != Purpose.PHOTOS or box.purpose in living)
    ]


def _render(
    request: HttpRequest, application: Application, template: str, more: dict[str, Any]
) -> HttpResponse:
    campaign = application.campaign
    response = render(
        request,
        template,
        {
            "application": application,
            "campaign": campaign,
            "brand": campaign.brand,
            "stratum": application.stratum,
            "words": campaign_queries.wording(campaign, translation.get_language() or "fr"),
            **more,
        },
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
