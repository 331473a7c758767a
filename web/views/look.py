"""The look in public: a brand's style sheet, the guide to every component, pages made ahead."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import queries
from common.look import contrast, themes
from common.look.tokens import SCHEMES, SETTABLE, house
from web import specimens

A_YEAR = 60 * 60 * 24 * 365


@require_safe
def theme(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    """Serve the style sheet named by its own hash: it never changes, so it is kept for a year.

    The theme before this one answers too, for pages that are still open. Anything else is the calm
    404, so that nobody learns here which brands exist.
    """
    brand = queries.brand_of(slug)
    worn = [brand.theme, brand.theme_before] if brand else []
    for one in worn:
        if version and version == themes.version(one):
            response = HttpResponse(themes.style_sheet(one), content_type="text/css; charset=utf-8")
            response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
            return response
    raise Http404


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state, by day and by candle-light, and what reads on what."""
    schemes = [(scheme, house(scheme)) for scheme in SCHEMES]
    names = [name for name, colour in schemes[0][1].items() if colour]
    tokens = [
        {
            "name": name,
            "settable": name in SETTABLE,
            "colours": [values[name] for _scheme, values in schemes],
        }
        for name in names
    ]
    pairs = [
        {
            "ink": ink,
            "ground": ground,
            "least": least,
            "samples": [
                {
                    "ink": values[ink],
                    "ground": values[ground],
                    "ratio": contrast.ratio(values[ink], values[ground]),
                }
                for _scheme, values in schemes
            ],
        }
        for (ink, ground), least in contrast.PAIRS.items()
    ]
    response = render(request, "web/styleguide.html", {"tokens": tokens, "pairs": pairs})
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def visitor(request: HttpRequest) -> HttpResponse:
    """What a member of the brand's house sees of the dinner they go to; ``?known=1`` lifts the napkin."""
    known = request.GET.get("known") == "1"
    response = render(request, "web/visitor/show.html", specimens.visitor(known=known))
    response.headers["X-Robots-Tag"] = "noindex"
    return response
