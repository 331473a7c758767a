"""The first page: what Convive is, and the campaigns that are open."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from common import clock
from web import listing

MOST_LAID = 10  # a round table; beyond, the number in its middle says how many


def home(request: HttpRequest) -> HttpResponse:
    campaigns = listing.open_campaigns(at=clock.now(), language=translation.get_language() or "fr")
    wanted = sum(campaign.hosts_wanted for campaign in campaigns)
    page = {"campaigns": campaigns, "wanted": wanted, "laid": min(wanted, MOST_LAID)}
    return render(request, "web/home.html", page)
