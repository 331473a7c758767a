"""The first page: what Convive is, and the campaigns that are open."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from common import clock
from web import listing


def home(request: HttpRequest) -> HttpResponse:
    campaigns = listing.open_campaigns(at=clock.now(), language=translation.get_language() or "fr")
    return render(request, "web/home.html", {"campaigns": campaigns})
