"""Messages to many at the desk: drafted, looked at as the person will get it, released, held back."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods, require_safe

from accounts.capabilities import Capability
from common import clock
from desk.access import acts_for, staff
from desk.campaign_page import brand_of, language, may_edit, who_asks
from desk.context import desk_context
from desk.forms.messages import StaffMessageForm
from events.models import Application, Campaign, CampaignState, Stratum
from events.queries import audiences
from events.queries import campaigns as campaign_queries
from events.queries.audiences import Audience
from flows.handlers import applications as flow
from mailing import queries
from mailing.domain import batches
from mailing.domain import messages as mail
from mailing.models import Batch, BatchKind, BatchState

# A mail carries its style inside; nothing else is let in.
MAIL_CSP: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:"],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
TEMPLATE = "staff_message"


@require_safe
@staff(Capability.SEE_APPLICATIONS)
def index(request: HttpRequest, brand_slug: str) -> HttpResponse:
    """Every batch of the brand, latest first, with how far it is."""
    brand, at = brand_of(request), clock.now()
    found = Batch.objects.of_brand(brand.pk).select_related("created_by").order_by("-pk")
    page = Paginator(found, 30).get_page(request.GET.get("page"))
    progress = queries.progress([one.pk for one in page])
    rows = [
        {"batch": one, "progress": progress[one.pk], "stage": _stage(one, progress[one.pk], at)}
        for one in page
    ]
    return render(
        request,
        "desk/messages/index.html",
        desk_context(request, "messages", rows=rows, page=page),
    )


@require_http_methods(["GET", "POST"])
@staff(Capability.EDIT_CAMPAIGN)
def new(request: HttpRequest, brand_slug: str) -> HttpResponse:
    """Write to a group of applicants: kept as a draft, and shown as it would arrive."""
    brand = brand_of(request)
    form = _form(request, {"campaign": request.GET.get("campaign", "")})
    if request.method == "POST" and form.is_valid():
        campaign = _campaigns(request).get(slug=form.cleaned_data["campaign"])
        batch = batches.draft(
            brand=brand,
            about=f"campaign:{campaign.pk}",
            audience=_audience(form),
            title=campaign_queries.wording(campaign, brand.language).title,
            words=form.words(),
            by=who_asks(request),
            at=clock.now(),
        )
        return redirect("desk:message", brand_slug, batch.code)
    return render(request, "desk/messages/words.html", desk_context(request, "messages", form=form))


@require_safe
@staff(Capability.SEE_APPLICATIONS)
def show(request: HttpRequest, brand_slug: str, code: str) -> HttpResponse:
    """One batch: who gets it and what they read; how far it is; the button that stops it."""
    batch, at = _batch_or_404(request, code), clock.now()
    progress = queries.progress([batch.pk])[batch.pk]
    stage = _stage(batch, progress, at)
    draft = batch.state == BatchState.DRAFT
    campaign = _campaign_of(batch)
    context = desk_context(
        request,
        "messages",
        batch=batch,
        progress=progress,
        stage=stage,
        audience=_audience_said(batch),
        people=_people(batch).count() if draft else 0,
        texts=_drafted(batch) if draft else [],
        samples=[] if draft else queries.samples(batch),
        of_campaign=campaign,
        may_act=may_edit(request),
        of_a_draw=batch.kind == BatchKind.ANSWERS,
        minutes=int(batches.window().total_seconds() // 60),
    )
    return render(request, "desk/messages/show.html", context)


@require_http_methods(["GET", "POST"])
@staff(Capability.EDIT_CAMPAIGN)
def edit(request: HttpRequest, brand_slug: str, code: str) -> HttpResponse:
    """Change the words of a draft, or whom it is for."""
    batch = _batch_or_404(request, code)
    campaign = _campaign_of(batch)
    if batch.state != BatchState.DRAFT or campaign is None:
        messages.error(request, _("Only a draft can be changed."))
        return redirect("desk:message", brand_slug, code)
    kind, _colon, region = batch.audience.partition(":")
    form = _form(
        request,
        {
            "campaign": campaign.slug,
            "audience": kind,
            "region": region,
            "subject_fr": batch.subject_fr,
            "text_fr": batch.text_fr,
            "subject_en": batch.subject_en,
            "text_en": batch.text_en,
        },
        only=campaign,
    )
    if request.method == "POST" and form.is_valid():
        try:
            batches.redraft(batch=batch, audience=_audience(form), words=form.words())
        except batches.TooLate as error:
            messages.error(request, str(error))
        return redirect("desk:message", brand_slug, code)
    return render(
        request,
        "desk/messages/words.html",
        desk_context(request, "messages", form=form, batch=batch),
    )


@staff(Capability.EDIT_CAMPAIGN)
@acts_for(show)
def act(request: HttpRequest, brand_slug: str, code: str) -> HttpResponse:
    """Release a draft, hold a batch back, let it go after all, throw a draft away."""
    batch = _batch_or_404(request, code)
    by, at = who_asks(request), clock.now()
    try:
        match request.POST.get("do"):
            case "release":
                batches.release(batch=batch, by=by, at=at)
                said = _("Released. It can be held back until the window is over.")
            case "hold":
                stopped = batches.hold(batch=batch, by=by, at=at)
                said = ngettext(
                    "Held back: %(number)s message stays here until you let it go.",
                    "Held back: %(number)s messages stay here until you let them go.",
                    stopped,
                ) % {"number": stopped}
            case "let_go":
                batches.let_go(batch=batch, by=by, at=at)
                said = _("It leaves once the window is over.")
            case "discard":
                batches.discard(batch=batch)
                messages.success(request, _("The draft is gone. Nobody got it."))
                return redirect("desk:messages", brand_slug)
            case _other:
                return redirect("desk:message", brand_slug, code)
    except batches.TooLate as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect("desk:message", brand_slug, code)


@require_safe
@staff(Capability.SEE_APPLICATIONS)
@csp_override(MAIL_CSP)
def preview(request: HttpRequest, brand_slug: str, code: str, language: str) -> HttpResponse:
    """What staff wrote as the mail it becomes, addressed to nobody in particular."""
    batch = _batch_or_404(request, code)
    if batch.kind != BatchKind.STAFF or language not in ("fr", "en"):
        raise Http404
    return HttpResponse(_rendered(batch, language)[2])


def _form(
    request: HttpRequest, initial: dict[str, Any], only: Campaign | None = None
) -> StaffMessageForm:
    campaigns = [only] if only is not None else list(_campaigns(request)[:50])
    regions = Stratum.objects.filter(campaign__in=campaigns).order_by("name")
    return StaffMessageForm(
        request.POST if request.method == "POST" else None,
        campaigns=[
            (one.slug, campaign_queries.wording(one, language()).title) for one in campaigns
        ],
        regions=sorted(set(regions.values_list("key", "name")), key=lambda pair: pair[1]),
        initial=initial,
    )


def _campaigns(request: HttpRequest) -> Any:
    return (
        Campaign.objects.of_brand(brand_of(request).pk)
        .select_related("brand")
        .prefetch_related("wordings")
        .exclude(state=CampaignState.DRAFT)
        .order_by("-pk")
    )


def _audience(form: StaffMessageForm) -> str:
    region = form.cleaned_data["region"]
    return f"{form.cleaned_data['audience']}:{region}" if region else form.cleaned_data["audience"]


def _audience_said(batch: Batch) -> str:
    """Whom a batch of staff's is for, in words; "" for the others."""
    kind, _colon, region = batch.audience.partition(":")
    if kind not in Audience.values:
        return ""
    said = str(Audience(kind).label)
    if not region:
        return said
    campaign = _campaign_of(batch)
    stratum = Stratum.objects.filter(campaign=campaign, key=region).first()
    return _("%(people)s, in %(region)s") % {
        "people": said,
        "region": stratum.name if stratum else region,
    }


def _people(batch: Batch) -> Any:
    return audiences.people(brand_id=batch.brand_id, about=batch.about, audience=batch.audience)


def _campaign_of(batch: Batch) -> Campaign | None:
    number = batch.about.removeprefix("campaign:")
    found: Campaign | None = (
        Campaign.objects.of_brand(batch.brand_id)
        .select_related("brand")
        .filter(pk=int(number) if number.isdecimal() else 0)
        .first()
    )
    return found


def _batch_or_404(request: HttpRequest, code: str) -> Batch:
    found: Batch | None = (
        Batch.objects.of_brand(brand_of(request).pk)
        .select_related("brand", "created_by", "held_by")
        .filter(code=code)
        .first()
    )
    if found is None:
        raise Http404
    return found


def _drafted(batch: Batch) -> list[dict[str, str]]:
    """The draft in both languages, as it would arrive."""
    drafted = []
    for code, name in (("fr", _("In French")), ("en", _("In English"))):
        subject, text, _html = _rendered(batch, code)
        url = reverse("desk:message-preview", args=[batch.brand.slug, batch.code, code])
        drafted.append(
            {"language": code, "name": name, "subject": subject, "text": text, "url": url}
        )
    return drafted


def _rendered(batch: Batch, code: str) -> tuple[str, str, str]:
    campaign = _campaign_of(batch)
    if campaign is None:
        raise Http404
    nobody = Application(campaign=campaign, language=code, code="…")
    return mail.render(
        template=TEMPLATE,
        language=code,
        brand=batch.brand,
        stop_url="/stop/…",
        context=flow.context_of(nobody, said=flow.said_by(batch, code)),
    )


def _stage(batch: Batch, progress: queries.Progress, at: datetime) -> str:
    """draft, held, withdrawn, window (it can still be undone), leaving, left."""
    if batch.state != BatchState.RELEASED:
        return str(batch.state).lower()
    if batch.leaves_at is not None and at < batch.leaves_at:
        return "window"
    return "left" if batch.written_at and not progress.waiting else "leaving"
