"""What a signed-in person has here: applications, desks, sessions, the way out."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from accounts.queries import memberships_of
from events.queries import applications as queries
from events.queries import campaigns as campaign_queries
from events.queries import parties


@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Everything in one list."""
    user_id = request.user.id or 0
    hosted = parties.of_host(user_id)
    language = translation.get_language() or "fr"
    mine = [
        {
            "application": application,
            "party": hosted.get(application.pk),
            "words": campaign_queries.wording(application.campaign, language),
        }
        for application in queries.of_user(user_id)
    ]
    response = render(
        request,
        "web/account/overview.html",
        {"applications": mine, "memberships": memberships_of(request.user)},
    )
    response.headers["Cache-Control"] = "no-store"
    return response
