"""Applying: an address and a code, the person, the home, the agreements. Each step is kept."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain import people
from accounts.forms import SignInForm
from common import clock
from events.domain import applications, eligibility
from events.domain.agreements import agreements
from events.models import Application, ApplicationState, Campaign, Verdict
from events.queries import applications as queries
from events.queries import campaigns as campaign_queries
from events.queries.campaigns import Phase
from web.forms.applying import AgreeForm, HomeForm, YouForm
from web.views.campaign import public_or_404

Step = Callable[[HttpRequest, Campaign], HttpResponse]


@require_safe
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Where applying begins, or goes on: the address first, then the step that is next."""
    campaign = public_or_404(slug)
    closed = _closed(request, campaign)
    if closed is not None:
        return closed
    if not request.user.is_authenticated:
        following = _with_source(request, "web:apply-you", campaign)
        return render(
            request,
            "web/apply/email.html",
            _context(campaign, "email", form=SignInForm(), following=following),
        )
    mine = queries.living(campaign.pk, request.user)
    if mine is not None and mine.state == ApplicationState.SUBMITTED:
        return redirect("web:status", mine.code)
    return redirect(_with_source(request, f"web:apply-{_next_step(mine)}", campaign))


def step(view: Step) -> Callable[..., HttpResponse]:
    """Let a signed-in person with an open campaign and no submitted application into a step."""

    @wraps(view)
    def guarded(request: HttpRequest, slug: str) -> HttpResponse:
        campaign = public_or_404(slug)
        closed = _closed(request, campaign)
        if closed is not None:
            return closed
        if not request.user.is_authenticated:
            return redirect(_with_source(request, "web:apply", campaign))
        mine = queries.living(campaign.pk, request.user)
        if mine is not None and mine.state == ApplicationState.SUBMITTED:
            return redirect("web:status", mine.code)
        return view(request, campaign)

    return guarded


@require_http_methods(["GET", "POST"])
@step
def you(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Step two."""
    mine = queries.living(campaign.pk, request.user)
    initial = {
        "first_name": request.user.first_name,  # type: ignore[union-attr]
        "last_name": request.user.last_name,  # type: ignore[union-attr]
        **(answers_of(mine, YouForm) if mine else {}),
    }
    today = clock.now().astimezone(ZoneInfo(campaign.timezone)).date()
    form = YouForm(request.POST or None, initial=initial, campaign=campaign, today=today)
    if request.method == "POST":
        saved = _save(request, campaign, form)
        if saved is not None and form.is_valid():
            people.rename(
                user=saved.user,
                first_name=form.cleaned_data["first_name"],
                last_name=form.cleaned_data["last_name"],
            )
            return redirect("web:apply-home", campaign.slug)
    source = request.POST.get("s") or request.GET.get("s", "")
    return render(
        request, "web/apply/you.html", _context(campaign, "you", form=form, source=source[:10])
    )


@require_http_methods(["GET", "POST"])
@step
def home(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Step three."""
    mine = queries.living(campaign.pk, request.user)
    initial = answers_of(mine, HomeForm) if mine else {}
    form = HomeForm(request.POST or None, initial=initial, campaign=campaign)
    if request.method == "POST" and _save(request, campaign, form) and form.is_valid():
        return redirect("web:apply-agree", campaign.slug)
    return render(request, "web/apply/home.html", _context(campaign, "home", form=form))


@require_http_methods(["GET", "POST"])
@step
def agree(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Step four: read it over, tick, hand it in."""
    mine = queries.living(campaign.pk, request.user)
    if mine is None or _next_step(mine) != "agree":
        return redirect(f"web:apply-{_next_step(mine)}", campaign.slug)
    language = translation.get_language() or "fr"
    at = clock.now()
    boxes = agreements(campaign=campaign, rules=applications.current_rules(campaign, language))
    form = AgreeForm(request.POST if request.method == "POST" else None, boxes=boxes)
    if form.is_valid():
        try:
            # The words kept as proof are those of the language that was on the screen.
            mine = applications.save(application=mine, at=at, language=language)
            mine = applications.submit(application=mine, at=at, consents=form.ticked)
        except applications.AlreadySubmitted:
            return redirect("web:status", mine.code)
        except (applications.NotOpen, applications.Incomplete, applications.NotAgreed) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your application is in. Here is your receipt."))
            return redirect("web:status", mine.code)
    weighed = eligibility.weigh(application=mine, at=at)
    return render(
        request,
        "web/apply/agree.html",
        _context(
            campaign,
            "agree",
            form=form,
            application=mine,
            stratum=weighed.stratum,
            doubts=[eligibility.words(reason=r, campaign=campaign) for r in weighed.reasons],
            ineligible=weighed.verdict == Verdict.INELIGIBLE,
        ),
    )


def answers_of(application: Application, form: type[forms.Form]) -> dict[str, Any]:
    """Return the saved answers a form asks for."""
    names = form.base_fields  # type: ignore[attr-defined]
    return {name: getattr(application, name) for name in names}


def _save(request: HttpRequest, campaign: Campaign, form: forms.Form) -> Application | None:
    """Keep what is well-formed, even when another answer of the step is not."""
    at = clock.now()
    valid = form.is_valid()
    answers = dict(form.cleaned_data)
    try:
        application = applications.begin(
            campaign=campaign,
            user=request.user,  # type: ignore[arg-type]
            at=at,
            language=translation.get_language() or "fr",
            source=campaign_queries.recruiting_link(campaign, request.POST.get("s", "")),
        )
        if not valid:
            answers = {name: value for name, value in answers.items() if value not in ("", None)}
        return applications.save(application=application, at=at, **answers)
    except (applications.NotOpen, applications.Incomplete) as error:
        form.add_error(None, str(error))
        return None


def _next_step(application: Application | None) -> str:
    if application is None or not (application.first_name and application.birth_year):
        return "you"
    if any(getattr(application, name) in (None, "") for name in applications.NEEDED):
        return "home"
    return "agree"


def _closed(request: HttpRequest, campaign: Campaign) -> HttpResponse | None:
    phase = campaign_queries.phase(campaign, clock.now())
    if phase == Phase.OPEN:
        return None
    mine = queries.living(campaign.pk, request.user)
    if mine is not None:
        return redirect("web:status", mine.code)
    context = _context(campaign, "", phase=str(phase))
    return render(request, "web/apply/closed.html", context)


def _with_source(request: HttpRequest, name: str, campaign: Campaign) -> str:
    source = request.GET.get("s", "")[:10]
    url = reverse(name, args=[campaign.slug])
    return f"{url}?{urlencode({'s': source})}" if source else url


def _context(campaign: Campaign, current: str, **more: Any) -> dict[str, Any]:
    names = {
        "email": _("your e-mail"),
        "you": _("you"),
        "home": _("your home"),
        "agree": _("check and send"),
    }
    return {
        "campaign": campaign,
        "brand": campaign.brand,
        "words": campaign_queries.wording(campaign, translation.get_language() or "fr"),
        "steps": [{"label": label, "current": key == current} for key, label in names.items()],
        **more,
    }
