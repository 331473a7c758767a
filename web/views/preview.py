"""The pictures messengers and networks show beside our links: nobody's name, never an address."""

from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.models import Brand
from common import clock
from common.look import preview, themes, words
from common.look.preview import Preview
from common.look.seats import SeatState, seats_for
from common.look.tokens import LIGHT
from events.models import Campaign, PartyState, Place, PlaceState
from events.queries import campaigns as campaign_queries
from events.queries.campaigns import Phase
from guests import queries
from guests.models import Invitation
from web.views.campaign import public_or_404

KEPT_S = 600  # how long a picture may be shown before it is asked for again
MOST_LAID = 12  # as on the campaign's page: beyond, the chairs stand for more than themselves


@require_safe
def campaign(request: HttpRequest, slug: str, *, table_only: bool = False) -> HttpResponse:
    """The campaign's table, laid for as many as are wanted."""
    found = public_or_404(slug)
    language = _language(request, found.brand)
    with translation.override(language):
        shown = _dressed(_campaign(found, clock.now(), language), found.brand)
        return _answer(request, _alone(shown, table_only=table_only), language)


@require_safe
def campaign_table(request: HttpRequest, slug: str) -> HttpResponse:
    """The campaign's table without words, for the head of a mail."""
    return campaign(request, slug, table_only=True)


@require_safe
def invitation_table(request: HttpRequest, slug: str) -> HttpResponse:
    """A host's table without words, for the head of a mail: everybody asks for the same address."""
    return invitation(request, slug, table_only=True)


@require_safe
def invitation(request: HttpRequest, slug: str, *, table_only: bool = False) -> HttpResponse:
    """A host's table: how many chairs are taken, the host's words, the evening."""
    at = clock.now()
    found = queries.open_invitation(slug=slug, at=at)
    if found is None:
        raise Http404
    brand = found.party.campaign.brand
    language = _language(request, brand)
    with translation.override(language):
        shown = _dressed(_party(found, at, language), brand)
        response = _answer(request, _alone(shown, table_only=table_only), language)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _campaign(campaign: Campaign, at: datetime, language: str) -> Preview:
    said = campaign_queries.wording(campaign, language)
    phase = campaign_queries.phase(campaign, at)
    wanted = campaign.hosts_wanted
    zone = campaign.timezone
    facts = {
        Phase.SOON: _("Applications open on %(day)s")
        % {"day": words.day(campaign.applications_open_at, zone, language)},
        Phase.OPEN: _("Apply until %(day)s")
        % {"day": words.day(campaign.applications_close_at, zone, language)},
        Phase.CLOSED: _("The draw: %(day)s") % {"day": words.day(campaign.draw_at, zone, language)},
        Phase.DRAWN: _("The hosts have been drawn."),
        Phase.RUNNING: _("The evenings are taking place."),
        Phase.FINISHED: _("The last evening is over."),
        Phase.CANCELLED: _("This campaign is called off."),
    }[phase]
    cancelled = phase == Phase.CANCELLED
    laid = min(wanted, MOST_LAID)
    seats = (SeatState.FREE if cancelled else SeatState.LAID,) * laid
    if phase in (Phase.DRAWN, Phase.RUNNING, Phase.FINISHED):
        taken = Place.objects.filter(draw__campaign=campaign, state=PlaceState.ACCEPTED).count()
        full = min(taken * laid // wanted, laid)
        seats = (SeatState.YES,) * full + (SeatState.FREE,) * (laid - full)
    return Preview(
        brand=campaign.brand.name,
        heading=said.title,
        words="" if cancelled else said.tagline,
        facts=(facts,) if cancelled else (facts, _("A draw that anyone can check")),
        seats=seats,
        number="" if cancelled else words.number(wanted, language),
        label=ngettext("table", "tables", wanted),
        bare=cancelled,
    )


def _party(invitation: Invitation, at: datetime, language: str) -> Preview:
    party = invitation.party
    table = queries.table_of(invitation)
    over = party.state == PartyState.HELD or (party.starts_at is not None and party.starts_at <= at)
    coming, free = len(table.yes), table.free
    closed = ""
    if party.state == PartyState.CANCELLED:
        closed = _("This evening is called off.")
    elif over:
        closed = _("The table has been cleared.")
    elif invitation.closed_at is not None:
        closed = _("Answers are closed.")
    if closed or party.starts_at is None:
        return Preview(
            brand=party.campaign.brand.name,
            heading=closed or _("A table is being laid."),
            seats=(SeatState.FREE,) * (invitation.capacity + 1),
            bare=True,
        )
    if free == 0:
        said = _("Every chair is taken for now; there is a waiting list.")
    elif coming == 0:
        said = ngettext("%(free)s chair is free.", "%(free)s chairs are free.", free)
    else:
        said = ngettext("%(free)s chair is still free.", "%(free)s chairs are still free.", free)
    seats = seats_for(
        capacity=invitation.capacity + 1,
        yes=[""] * coming,
        maybe=[""] * len(table.maybe[:free]),
        host="·",
    )
    return Preview(
        brand=party.campaign.brand.name,
        heading=_("A chair is kept for you.") if free else _("The table is full."),
        words=_("“%(words)s”") % {"words": party.words} if party.words else "",
        facts=(
            _sentence(words.day(party.starts_at, party.timezone, language)),
            said % {"free": free},
        ),
        seats=tuple(seat.kind for seat in seats),
    )


def _dressed(shown: Preview, brand: Brand) -> Preview:
    """Return the picture in a brand's colours by day, on its weave."""
    theme = themes.current(brand.theme, brand.look)
    return replace(
        shown,
        colours=tuple(sorted(themes.tokens(theme, LIGHT).items())),
        gingham=theme["weave"] == "GINGHAM",
    )


def _alone(shown: Preview, *, table_only: bool) -> Preview:
    """Return the picture, or what a mail shows of it: nothing written there may differ from it."""
    if not table_only:
        return shown
    return replace(shown, heading="", words="", facts=(), table_only=True)


def _sentence(said: str) -> str:
    return said[:1].upper() + said[1:]


def _language(request: HttpRequest, brand: Brand) -> str:
    """``?lang=``, else the brand's: the address alone decides, whoever asks."""
    asked = request.GET.get("lang", "")
    known = dict(settings.LANGUAGES)
    return asked if asked in known else brand.language if brand.language in known else "fr"


def _answer(request: HttpRequest, shown: Preview, language: str) -> HttpResponse:
    """Answer with the picture, or with 304 before anything is drawn."""
    etag = quote_etag(f"{shown.fingerprint}-{language}")
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(preview.draw(shown), content_type="image/png")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"public, max-age={KEPT_S}"
    response.headers["Content-Language"] = language
    return response
