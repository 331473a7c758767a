"""Applying: an address and a code, the person with their home, the agreements. Each step is kept."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.addresses import masked
from accounts.domain import people
from accounts.forms import SignInForm
from common import clock
from common.look import words as speech
from events.domain import applications, eligibility
from events.domain.agreements import agreements
from events.models import Application, ApplicationState, Campaign, Verdict
from events.queries import answers as answer_queries
from events.queries import applications as queries
from events.queries import campaigns as campaign_queries
from events.queries.campaigns import Phase
from web import doubts
from web.forms.applying import AgreeForm
from web.forms.telling import Telling, telling
from web.sources import carried, onwards, tags
from web.views.campaign import public_or_404
from web.views.lead import lead_of

Step = Callable[[HttpRequest, Campaign, Application | None, datetime], HttpResponse]
QUIETLY = "quietly"
"""What the page's script sends along when it keeps an answer before anybody has pressed a button."""


@require_safe
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Where applying begins, or goes on: the address first, then the step that is next."""
    campaign = public_or_404(slug)
    closed = _closed(request, campaign, clock.now())
    if closed is not None:
        return closed
    if not request.user.is_authenticated:
        following = _with_source(request, "web:apply-you", campaign)
        lead = lead_of(request, campaign)
        context = _context(
            campaign,
            "email",
            form=SignInForm(),
            following=following,
            lead=lead,
            # Links are passed on: whoever opens this one reads no whole address.
            lead_address=masked(lead.email) if lead else "",
        )
        response = render(request, "web/apply/email.html", context)
        if lead is not None:
            response.headers["Cache-Control"] = "no-store"
        return response
    mine = queries.living(campaign, request.user)
    if mine is not None and mine.state == ApplicationState.SUBMITTED:
        return redirect("web:status", mine.code)
    return redirect(_with_source(request, f"web:apply-{_next_step(mine)}", campaign))


def step(view: Step) -> Callable[..., HttpResponse]:
    """Let a signed-in person with an open campaign and no submitted application into a step.

    The step is given the application as it stands, None before the first answer, and the moment the
    request reached us, which decides however long it waits inside.
    """

    @wraps(view)
    def guarded(request: HttpRequest, slug: str) -> HttpResponse:
        at = clock.now()
        campaign = public_or_404(slug)
        closed = _closed(request, campaign, at)
        if closed is not None:
            return closed
        if not request.user.is_authenticated:
            return redirect(_with_source(request, "web:apply", campaign))
        mine = queries.living(campaign, request.user)
        if mine is not None and mine.state == ApplicationState.SUBMITTED:
            return _handed_in_already(request, mine)
        return view(request, campaign, mine, at)

    return guarded


@require_http_methods(["GET", "POST"])
@step
def you(
    request: HttpRequest, campaign: Campaign, mine: Application | None, at: datetime
) -> HttpResponse:
    """The person, their home, and what the brand asks besides."""
    told = telling(request, campaign, mine, at)
    if request.method == "POST":
        if not request.POST.get(QUIETLY):
            doubts.note(request, campaign, at=at)
        saved = _save(request, campaign, told, at)
        if request.POST.get(QUIETLY):
            return HttpResponse(status=204 if saved else 409)
        if saved is not None and told.is_valid():
            people.rename(
                user=saved.user,
                first_name=told.you.cleaned_data["first_name"],
                last_name=told.you.cleaned_data["last_name"],
            )
            return redirect("web:apply-agree", campaign.slug)
        if saved is not None:
            told.show_kept(saved)
            mine = saved
    guard = doubts.fields(at)
    return render(
        request,
        "web/apply/you.html",
        _context(campaign, "you", told=told, said=carried(request), application=mine, guard=guard),
    )


@require_http_methods(["GET", "POST"])
@step
def agree(
    request: HttpRequest, campaign: Campaign, mine: Application | None, at: datetime
) -> HttpResponse:
    """The last step: read it over, tick, hand it in."""
    if mine is None or _next_step(mine) != "agree":
        return redirect("web:apply-you", campaign.slug)
    language = translation.get_language() or "fr"
    boxes = agreements(campaign=campaign, rules=applications.current_rules(campaign, language))
    form = AgreeForm(request.POST if request.method == "POST" else None, boxes=boxes)
    if form.is_valid():
        try:
            # The words kept as proof are those of the language that was on the screen.
            mine = applications.save(application=mine, at=at, language=language)
            mine = applications.submit(
                application=mine,
                at=at,
                consents=form.ticked,
                doubts=doubts.found(request, campaign, at=at),
            )
        except applications.AlreadySubmitted:
            return _handed_in_already(request, mine)
        except (applications.NotOpen, applications.Incomplete, applications.NotAgreed) as error:
            form.add_error(None, str(error))
        else:
            doubts.handed_in(request, campaign)
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
            answers=answer_queries.of_application(mine),
            stratum=weighed.stratum,
            guard=doubts.asked(request, campaign, at=at),
            doubts=[eligibility.words(reason=r, campaign=campaign) for r in weighed.reasons],
            ineligible=weighed.verdict == Verdict.INELIGIBLE,
        ),
    )


def _save(
    request: HttpRequest, campaign: Campaign, told: Telling, at: datetime
) -> Application | None:
    """Keep what is well-formed, even when another answer of the step is not."""
    valid = told.is_valid()
    quietly = bool(request.POST.get(QUIETLY))
    try:
        application = applications.begin(
            campaign=campaign,
            user=request.user,  # type: ignore[arg-type]
            at=at,
            language=translation.get_language() or "fr",
            source=campaign_queries.recruiting_link(campaign, carried(request).get("s", "")),
            tags=tags(request),
        )
        return applications.save(
            application=application,
            at=at,
            given=told.questions.given(filled=quietly or not valid),
            language=translation.get_language() or "fr",
            **told.answers(filled=quietly or not valid),
        )
    except (applications.NotOpen, applications.Incomplete) as error:
        told.you.add_error(None, str(error))
        return None


def _next_step(application: Application | None) -> str:
    return "agree" if application and not applications.missing(application) else "you"


def _handed_in_already(request: HttpRequest, mine: Application) -> HttpResponse:
    """A second tab, a double press, the way back: the receipt stands, and nothing typed is lost."""
    if request.POST.get(QUIETLY):
        return HttpResponse(status=409)
    if request.method == "POST" and "first_name" in request.POST:
        from web.views.status import edit_page  # which shows the same forms

        messages.info(
            request,
            _(
                "Your application was handed in from another window. What you just wrote stands"
                " below: keep it if it should replace your answers."
            ),
        )
        return edit_page(request, mine, telling(request, mine.campaign, mine, clock.now()))
    if request.method == "POST":
        messages.info(request, _("Your application is in already; here is its receipt."))
    return redirect("web:status", mine.code)


def _closed(request: HttpRequest, campaign: Campaign, at: datetime) -> HttpResponse | None:
    phase = campaign_queries.phase(campaign, at)
    if phase == Phase.OPEN:
        return None
    if request.method == "POST" and at >= campaign.applications_close_at:
        messages.error(request, too_late(campaign, at))
    mine = queries.living(campaign, request.user)
    if mine is not None:
        return redirect("web:status", mine.code)
    context = _context(campaign, "", phase=str(phase))
    return render(request, "web/apply/closed.html", context)


def too_late(campaign: Campaign, at: datetime) -> str:
    """Say, to the second, when something reached us and when applications had closed."""
    language = translation.get_language() or "fr"
    return _(
        "This reached us on %(came)s; applications closed on %(closed)s. Our clock decides, the same"
        " for everyone."
    ) % {
        "came": speech.exact(at, campaign.timezone, language),
        "closed": speech.exact(campaign.applications_close_at, campaign.timezone, language),
    }


def _with_source(request: HttpRequest, name: str, campaign: Campaign) -> str:
    return onwards(reverse(name, args=[campaign.slug]), carried(request))


def _context(campaign: Campaign, current: str, **more: Any) -> dict[str, Any]:
    names = {
        "email": _("your e-mail"),
        "you": _("you and your home"),
        "agree": _("check and send"),
    }
    return {
        "campaign": campaign,
        "brand": campaign.brand,
        "words": campaign_queries.wording(campaign, translation.get_language() or "fr"),
        "steps": [{"label": label, "current": key == current} for key, label in names.items()],
        **more,
    }
