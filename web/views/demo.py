"""Doors of the demonstration: one-click sign-ins, the mail that did not leave, the clock.

None of this exists in production: the addresses are not there, and each view refuses as well.
"""

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import wraps
from zoneinfo import ZoneInfo

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Brand, User
from common import clock, outbox
from events.models import Campaign, CampaignState, Party
from flows.demo import tour
from flows.demo.people import BRAND_SLUG, PEOPLE, Person, person
from mailing import queries
from mailing.models import Message

View = Callable[..., HttpResponse]
STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}
HERE = ZoneInfo("Europe/Paris")
FEED = 500
# A mail carries its style inside; nothing else is let in.
MAIL_CSP: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:"],
    "frame-ancestors": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
}


def demo_only(view: View) -> View:
    """Answer 404 outside demo mode, whatever the list of addresses says."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@demo_only
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Who to be, what time it is, where to look."""
    there = set(
        User.objects.filter(email__in=[one.email for one in PEOPLE]).values_list("email", flat=True)
    )
    return render(
        request,
        "web/demo/index.html",
        {
            "people": [replace(one, says=tour.says(one)) for one in PEOPLE if one.email in there],
            "now": clock.now(),
            "here": clock.now().astimezone(HERE).replace(tzinfo=None),
            "zone": HERE.key,
            "stages": tour.stages(),
            "mails": Message.objects.count(),
            "brands": Brand.objects.order_by("pk")[:10],
        },
    )


@demo_only
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest, who: str) -> HttpResponse:
    """Sign in as one of the prepared people; staff come with their second factor already given."""
    if request.method != "POST":  # typed or reloaded: the buttons are on the first page
        return redirect("web:demo")
    chosen = person(who)
    user = User.objects.filter(email=chosen.email, is_active=True).first() if chosen else None
    if chosen is None or user is None:
        raise Http404
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    record_authentication(request, user, method="code", email=user.email)
    if Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        record_authentication(request, user, method="mfa", type=Authenticator.Type.TOTP)
    messages.success(request, _("You are now %(name)s.") % {"name": user.first_name})
    return redirect(_first_page(chosen, user))


@demo_only
@require_http_methods(["GET", "HEAD", "POST"])
def move_clock(request: HttpRequest) -> HttpResponse:
    """Move the time of web, worker and beat forward together; it never goes back."""
    if request.method != "POST":
        return redirect("web:demo")
    step = STEPS.get(request.POST.get("by", ""))
    if step is None:
        try:
            until = datetime.fromisoformat(request.POST.get("until", "")).replace(tzinfo=HERE)
        except ValueError:
            messages.error(request, _("This is not a date and an hour."))
            return redirect("web:demo")
        step = timedelta(seconds=math.ceil((until - clock.now()).total_seconds()))
    try:
        with transaction.atomic():
            clock.move(by=step)
            outbox.publish("clock.moved")
    except clock.ClockNotMovable:
        messages.error(request, _("The clock only moves forward: what has happened has happened."))
    else:
        messages.success(request, _("The clock has moved. What fell due follows within seconds."))
    return redirect("web:demo")


@demo_only
@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    """Every message, the newest first; ``?to=`` narrows it to an address."""
    found = Message.objects.select_related("brand").order_by("-pk")
    to = request.GET.get("to", "").strip()
    if to:
        found = found.filter(to_address__icontains=to)
    page = Paginator(found, 30).get_page(request.GET.get("page"))
    return render(
        request,
        "web/demo/mail_list.html",
        {"page": page, "to": to, "now": clock.now(), "zone": HERE.key},
    )


@demo_only
@require_safe
def mail_feed(request: HttpRequest) -> HttpResponse:
    """What left since a moment, the first first, as a mail program would fetch it.

    ``?since=`` an ISO moment with its offset, the first ``FEED`` of them; ``more`` says whether that
    was not all. Whoever asks again from the last moment told misses nothing and meets it twice.
    """
    try:
        since = datetime.fromisoformat(request.GET.get("since", ""))
    except ValueError:
        since = None
    if since is None or since.tzinfo is None:
        return JsonResponse(
            {"detail": "Say ?since= a moment with its offset, such as 2026-11-24T18:00:00+00:00."},
            status=400,
        )
    found = list(queries.left_since(moment=since)[: FEED + 1])
    told = [
        {
            "code": one.code,
            "to": one.to_address,
            "subject": one.subject,
            "text": one.text,
            "calendar": one.calendar_text,
            "left_at": one.sent_at and one.sent_at.isoformat(),
        }
        for one in found[:FEED]
    ]
    return JsonResponse({"mails": told, "more": len(found) > FEED})


@demo_only
@require_safe
def mail(request: HttpRequest, code: str) -> HttpResponse:
    message = _message(code)
    return render(request, "web/demo/mail.html", {"mail": message, "zone": HERE.key})


@demo_only
@require_safe
@csp_override(MAIL_CSP)
def mail_html(request: HttpRequest, code: str) -> HttpResponse:
    """The HTML part at an address of its own: it may carry style inside, the house's pages may not."""
    message = _message(code)
    if not message.html:
        return redirect(reverse("web:demo-mail-one", args=[code]))
    return HttpResponse(message.html)


@demo_only
@require_safe
def mail_calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The calendar file of a message, as a mail program would hand it on."""
    message = _message(code)
    if not message.calendar_text:
        raise Http404
    return HttpResponse(
        message.calendar_text,
        content_type=f"text/calendar; method={message.calendar_method}; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="invite.ics"'},
    )


def _first_page(chosen: Person, user: User) -> str:
    """Where each of them would begin: the desk, one's party, the open campaign."""
    if chosen.role:
        return f"/desk/{BRAND_SLUG}/"
    party = Party.objects.filter(host=user).order_by("-pk").first()
    if party is not None:
        return f"/h/{party.code}"
    campaign = Campaign.objects.filter(state=CampaignState.PUBLISHED).order_by("pk").first()
    return f"/c/{campaign.slug}" if campaign else reverse("web:demo")


def _message(code: str) -> Message:
    message = queries.by_code(code)
    if message is None:
        raise Http404
    return message
