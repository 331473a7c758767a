"""Applications at the desk: a list one can narrow, and each with its receipt and reasons."""

from dataclasses import asdict

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.capabilities import Capability
from accounts.forms import DeskErasingForm
from accounts.models import Brand
from accounts.queries import consents_of
from common import clock
from desk.access import staff
from desk.context import desk_context
from events import photos
from events.domain import eligibility
from events.domain.erasure import coming_places
from events.models import ApplicationState, Verdict
from events.queries import answers as answer_queries
from events.queries import applications as queries
from events.queries import campaigns as campaign_queries
from events.queries import duplicates as duplicate_queries
from events.queries import holds as hold_queries
from events.queries.applications import Filters
from flows import erasure
from mailing import queries as mail_queries


@require_safe
@staff(Capability.SEE_APPLICATIONS)
def index(request: HttpRequest, brand_slug: str) -> HttpResponse:
    """The list; begun applications are counted, not shown: they are not ours to read yet."""
    brand: Brand = request.brand  # type: ignore[attr-defined]
    filters = _filters(request)
    before = request.GET.get("before", "")[:60]
    page = queries.desk_list(
        brand_id=brand.pk,
        filters=filters,
        before=before,
    )
    language = translation.get_language() or "fr"
    choices = [
        {"slug": one.slug, "title": campaign_queries.wording(one, language).title}
        for one in campaign_queries.of_brand(brand.pk)[:50]
    ]
    regions = {one.key: one.name for one in queries.regions_of(brand.pk, filters.campaign)}
    return render(
        request,
        "desk/applications/index.html",
        desk_context(
            request,
            "applications",
            page=page,
            filters=asdict(filters),
            narrowed=any(asdict(filters).values()),
            first=not before,
            choices=choices,
            regions=sorted(regions.items(), key=lambda pair: pair[1]),
            states=[ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN],
            verdicts=list(Verdict),
            figures=queries.counts(brand.pk, filters.campaign),
            held=hold_queries.to_decide(brand.pk, filters.campaign),
            alike=duplicate_queries.to_look_at(brand.pk, filters.campaign),
        ),
    )


@require_safe
@staff(Capability.SEE_APPLICATIONS)
def show(request: HttpRequest, brand_slug: str, receipt: str) -> HttpResponse:
    """One application: receipt, home, reasons, agreements."""
    brand: Brand = request.brand  # type: ignore[attr-defined]
    application = queries.at_desk(brand.pk, receipt)
    if application is None:
        raise Http404
    campaign = application.campaign
    return render(
        request,
        "desk/applications/show.html",
        desk_context(
            request,
            "applications",
            application=application,
            campaign=campaign,
            words=campaign_queries.wording(campaign, translation.get_language() or "fr"),
            reasons=[
                eligibility.words(reason=reason, campaign=campaign)
                for reason in application.reasons
            ],
            hold=hold_queries.of_application(application.pk),
            resembles=duplicate_queries.of_application(application.pk),
            bounce=mail_queries.bounce_of(brand.pk, application.user.email),
            consents=consents_of(brand.pk, application.email_hash),
            answers=answer_queries.of_application(application),
        ),
    )


@require_safe
@staff(Capability.SEE_APPLICATIONS)
def photo(request: HttpRequest, brand_slug: str, receipt: str, number: int) -> HttpResponse:
    """The photo that answers the campaign's question of this number."""
    brand: Brand = request.brand  # type: ignore[attr-defined]
    application = queries.at_desk(brand.pk, receipt)
    if application is None:
        raise Http404
    return photos.answered(answer_queries.photo_of(application, number))


@require_http_methods(["GET", "POST"])
@staff(Capability.ERASE_PERSON)
def erase(request: HttpRequest, brand_slug: str, receipt: str) -> HttpResponse:
    """Erase somebody who asked the brand for it, from everything the brand holds."""
    brand: Brand = request.brand  # type: ignore[attr-defined]
    application = queries.at_desk(brand.pk, receipt)
    if application is None:
        raise Http404
    form = DeskErasingForm(
        request.POST or None, lent=erasure.holds_loan(user=application.user, brand=brand)
    )
    if request.method == "POST" and form.is_valid():
        try:
            erasure.erase(
                email=application.user.email,
                brand=brand,
                at=clock.now(),
                by=f"user:{request.user.pk}",
                as_guest=form.cleaned_data["as_guest"],
                loan_settled=form.cleaned_data.get("loan_settled", False),
                language=application.language,
            )
        except erasure.CannotEraseYet as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Erased. A last mail tells the person, and is not kept."))
            return redirect("desk:applications", brand_slug)
    places = coming_places(user=application.user, brand=brand)
    return render(
        request,
        "desk/applications/erase.html",
        desk_context(
            request, "applications", application=application, form=form, hosting=bool(places)
        ),
    )


def _filters(request: HttpRequest) -> Filters:
    """Read the filters of the address, each cut to a sane length."""
    return Filters(
        campaign=request.GET.get("campaign", "")[:60],
        state=_one_of(request.GET.get("state", ""), ApplicationState.values),
        stratum=request.GET.get("stratum", "")[:40],
        verdict=_one_of(request.GET.get("verdict", ""), Verdict.values),
        search=request.GET.get("q", "").replace("\x00", "")[:80],
    )


def _one_of(value: str, known: list[str]) -> str:
    return value if value in known else ""
