"""The host's page: one thing to do now, then the table as it fills, the parcel, the link."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common import clock
from events.domain import parties
from events.domain.places import PlaceRefused
from events.models import Party, PartyState
from events.queries import campaigns as campaign_queries
from events.queries import parties as queries
from guests import queries as guest_queries
from guests.models import Invitation
from kits import queries as kit_queries
from kits.models import KitState
from links import queries as link_queries
from links.models import Agent
from reports import queries as report_queries
from web.forms.hosting import AddressForm, DateForm
from web.sharing import share_links
from web.views import host_parts

USUAL_START, USUAL_END = "19:30", "23:00"


@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """What there is to do now, and how the evening stands."""
    party = _or_404(code)
    if party.state == PartyState.TO_SCHEDULE:
        if party.address_confirmed_at is None:
            return _page(request, party, "web/host/address.html", form=_address_form(party))
        return _page(request, party, "web/host/date.html", **_date_page(party))
    if party.state == PartyState.CANCELLED:
        return _page(request, party, "web/host/cancelled.html")
    return _page(request, party, "web/host/show.html", **_evening(party))


@require_http_methods(["GET", "POST"])
def address(request: HttpRequest, code: str) -> HttpResponse:
    """Confirm or correct where the table stands."""
    party = _open_or_404(code)
    form = AddressForm(request.POST) if request.method == "POST" else _address_form(party)
    if form.is_bound and form.is_valid():
        try:
            parties.confirm_address(party=party, at=clock.now(), **form.cleaned_data)
        except parties.PartyRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your address is confirmed."))
            return redirect("web:host", code)
    kit = kit_queries.kit_of(party.pk)
    parcel = kit_queries.to_host(kit) if kit else None
    return _page(request, party, "web/host/address.html", form=form, parcel=parcel)


@require_http_methods(["GET", "POST"])
def date(request: HttpRequest, code: str) -> HttpResponse:
    """Choose the evening, or move it: everyone who said yes hears of it."""
    party = _open_or_404(code)
    if party.address_confirmed_at is None:
        return redirect("web:host-address", code)
    page = _date_page(party, request.POST if request.method == "POST" else None)
    form: DateForm = page["form"]
    if form.is_bound and form.is_valid():
        first_time = party.state == PartyState.TO_SCHEDULE
        try:
            parties.schedule(
                party=party,
                starts_at=form.cleaned_data["starts_at"],
                ends_at=form.cleaned_data["ends_at"],
                words=form.cleaned_data["words"],
                at=clock.now(),
                kit_delivered=_kit_delivered(party),
            )
        except parties.DateRefused as error:
            form.add_error("day", str(error))
        except parties.PartyRefused as error:
            form.add_error(None, str(error))
        else:
            said = _("Your evening has its date.") if first_time else _("It is changed.")
            messages.success(request, said)
            return redirect("web:host", code)
    return _page(request, party, "web/host/date.html", **page)


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Give the table back, asked once."""
    party = _open_or_404(code)
    if request.method == "POST":
        try:
            parties.cancel(party=party, by=party.host, at=clock.now())
        except (parties.PartyRefused, PlaceRefused) as error:
            messages.error(request, str(error))
        return redirect("web:host", code)
    invitation = guest_queries.invitation_of(party.pk)
    coming = invitation.taken if invitation else 0
    return _page(request, party, "web/host/cancel.html", coming=coming)


def _or_404(code: str) -> Party:
    party = queries.by_code(code)
    if party is None:
        raise Http404
    return party


def _open_or_404(code: str) -> Party:
    party = _or_404(code)
    if party.state not in parties.OPEN:
        raise Http404
    return party


def _kit_delivered(party: Party) -> bool:
    kit = kit_queries.kit_of(party.pk)
    return kit is not None and kit.state == KitState.DELIVERED


def _address_form(party: Party) -> AddressForm:
    names = ("address_line", "address_extra", "postcode", "city", "phone")
    return AddressForm(initial={name: getattr(party, name) for name in names})


def _date_page(party: Party, data: Any = None) -> dict[str, Any]:
    first, last = parties.day_bounds(
        party=party, at=clock.now(), kit_delivered=_kit_delivered(party)
    )
    zone = ZoneInfo(party.timezone)
    initial: dict[str, Any] = {"starts": USUAL_START, "ends": USUAL_END, "words": party.words}
    if party.starts_at and party.ends_at:
        starts, ends = party.starts_at.astimezone(zone), party.ends_at.astimezone(zone)
        initial |= {"day": starts.date(), "starts": starts.time(), "ends": ends.time()}
    form: forms.Form = DateForm(data, initial=initial, zone=party.timezone, first=first, last=last)
    invitation = guest_queries.invitation_of(party.pk)
    return {
        "form": form,
        "first": first,
        "last": last,
        "no_day_left": first > last,
        "moving": party.state == PartyState.SCHEDULED,
        "coming": invitation.taken if invitation else 0,
    }


def _evening(party: Party) -> dict[str, Any]:
    invitation = guest_queries.invitation_of(party.pk)
    guests = list(guest_queries.guests_of(party.pk))
    today = clock.now().astimezone(ZoneInfo(party.timezone)).date()
    kit = kit_queries.kit_of(party.pk)
    table = host_parts.table_of(party=party, invitation=invitation, guests=guests)
    return {
        "invitation": invitation,
        "table": table,
        "kit": host_parts.kit_of(kit, today),
        "share": _share(party, invitation.link.slug) if invitation else None,
        "opened": _opened(invitation, len(guests)),
        "sales_template": _sales_template(),
        "sales": report_queries.for_party(party),
        "held": party.state == PartyState.HELD,
    }


def _opened(invitation: Invitation | None, answers: int) -> int | None:
    """How often people opened the invitation; None when answers came that no visit accounts for."""
    if invitation is None:
        return None
    visits = link_queries.clicks_by_agent([invitation.link_id])[invitation.link_id]
    opened = visits.get(Agent.HUMAN, 0)
    return opened if opened >= answers else None


def _sales_template() -> str | None:
    """The block that sales writes, when that stage is there."""
    try:
        get_template("web/host/_sales.html")
    except TemplateDoesNotExist:
        return None
    return "web/host/_sales.html"


def _share(party: Party, slug: str) -> dict[str, str]:
    return share_links(
        url=f"{settings.BASE_URL}/i/{slug}",
        title=_("You are invited"),
        text=party.words or _("Come to mine: here is the invitation."),
    )


def _page(request: HttpRequest, party: Party, template: str, **more: Any) -> HttpResponse:
    campaign = party.campaign
    response = render(
        request,
        template,
        {
            "party": party,
            "campaign": campaign,
            "brand": campaign.brand,
            "words": campaign_queries.wording(campaign, translation.get_language() or "fr"),
            "last_party_day": campaign.last_party_date,
            **more,
        },
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
