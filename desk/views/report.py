"""What a campaign did: the funnel, what is credited, what it cost, table by table, day by day."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.capabilities import Capability
from common.counted import counted
from common.look.charts import Bar, Column
from common.look.words import calendar_day, number, percent, short_day
from common.money import exponent, format_price, to_decimal
from desk.access import DOWNLOADS, staff
from desk.context import desk_context
from desk.spreadsheet import cell, download
from events.models import Campaign, CampaignState, PartyState
from events.queries import campaigns
from reports import queries
from reports.queries import Cost, Day, Funnel, HostRow, Money
from reports.share_only import share_only

MOST_DAYS = 62  # columns that can still be told apart at 390 px


@dataclass(frozen=True)
class Return:
    """What came back in credited orders for one whole unit of money spent (minor units)."""

    spent_minor: int
    credited_minor: int
    currency: str


@require_safe
@staff(Capability.SEE_REPORT)
def report(request: HttpRequest, brand_slug: str, slug: str = "") -> HttpResponse:
    """One campaign's report; without ``slug`` the youngest campaign that got past its draw."""
    choices = _campaigns(request)
    if slug:
        campaign = _of(choices, slug)
    elif choices:
        past_draw = [c for c in choices if c.state in _PAST_DRAW]
        campaign = (past_draw or choices)[0]
    else:
        return render(request, "desk/report/none.html", desk_context(request, "report"))
    language = get_language() or "fr"
    funnel, money = queries.funnel(campaign), queries.money(campaign)
    cost, hosts = queries.cost(campaign), queries.by_host(campaign)
    days, without_kit = _whole(queries.by_day(campaign)), share_only(campaign)
    own = next((m for m in money if m.currency == cost.currency), Money(cost.currency, 0, 0, 0))
    context = desk_context(
        request,
        "report",
        report=campaign,
        title=campaigns.wording(campaign, language).title,
        choices=[
            (c, campaigns.wording(c, language).title, c.pk == campaign.pk) for c in choices[:6]
        ],
        headline=_headline(own, language),
        own=own,
        others=[m for m in money if m.currency != cost.currency],
        cost=cost,
        quiet=not (money or hosts or cost.total_minor or without_kit),
        first_evening=campaign.party_from_date,
        last_evening=campaign.last_party_date,
        returned=returned(own, cost),
        unit_minor=10 ** exponent(own.currency),
        each=_each(cost, sum(_stands(row) for row in hosts), funnel.guests_yes),
        funnel=funnel,
        bars=[bar for bar in _bars(funnel, language) if bar.scale == "people" or funnel.asked],
        funnel_says=_funnel_says(funnel),
        hosts=[_host(row, cost.currency) for row in hosts],
        without_kit=without_kit,
        days=days,
        columns=_columns(days, own.currency, campaign.timezone, language),
        days_say=_days_say(days, own.currency, language),
    )
    return render(request, "desk/report/one.html", context)


@require_safe
@staff(Capability.SEE_REPORT, fresh=DOWNLOADS)
def report_csv(request: HttpRequest, brand_slug: str, slug: str) -> HttpResponse:
    """The tables, one row each, amounts with a point, one column per currency."""
    campaign = _of(_campaigns(request), slug)
    rows = queries.by_host(campaign)
    currencies = sorted({currency for row in rows for currency in row.credits})
    currencies = currencies or [campaign.brand.currency]
    response, writer = download(f"{campaign.slug}.csv")
    writer.writerow(
        ["host", "city", "state", "starts_at", "guests", "seats", "shop_visits", "orders"]
        + [f"credited_{currency}" for currency in currencies]
    )
    for row in rows:
        party = row.party
        writer.writerow(
            [
                cell(party.host_first_name),
                cell(party.city),
                party.state,
                party.starts_at.isoformat() if party.starts_at else "",
                row.seats_taken,
                row.capacity,
                row.clicks,
                row.orders,
                *[to_decimal(row.credits.get(currency, 0), currency) for currency in currencies],
            ]
        )
    return response


_PAST_DRAW = (CampaignState.DRAWN, CampaignState.RUNNING, CampaignState.FINISHED)


def returned(money: Money, cost: Cost) -> Return | None:
    """For one unit spent, what is credited; None while nothing was spent or credited."""
    if cost.total_minor <= 0 or money.net_minor <= 0:
        return None
    unit = 10 ** exponent(cost.currency)
    return Return(unit, round(money.net_minor * unit / cost.total_minor), cost.currency)


def _each(cost: Cost, tables: int, guests: int) -> dict[str, int | None]:
    """What one table and one expected guest cost, in whole minor units; None where there is none."""
    return {
        "table": round(cost.total_minor / tables) if tables else None,
        "guest": round(cost.total_minor / guests) if guests else None,
    }


def _stands(row: HostRow) -> bool:
    """Whether the table is still held by its host: not called off, not given back."""
    return row.party.state != PartyState.CANCELLED


def _campaigns(request: HttpRequest) -> list[Campaign]:
    brand = request.brand  # type: ignore[attr-defined]
    return list(
        Campaign.objects.of_brand(brand.pk)
        .select_related("brand")
        .prefetch_related("wordings")
        .exclude(state=CampaignState.DRAFT)
        .order_by("-party_from_date", "-pk")
    )


def _of(choices: list[Campaign], slug: str) -> Campaign:
    found = next((campaign for campaign in choices if campaign.slug == slug), None)
    if found is None:
        raise Http404
    return found


def _headline(own: Money, language: str) -> str:
    if own.net_minor <= 0:
        return _("No order is credited to a table yet.")
    return _("The tables are credited with %(amount)s.") % {
        "amount": format_price(own.net_minor, own.currency, language)
    }


def _bars(stages: Funnel, language: str) -> list[Bar]:
    """Applicants on one scale, tables on another, guests and what they did on a third."""
    steps = [
        (_("Came by a recruiting link"), stages.views, None, "people"),
        (_("Application begun"), stages.started, None, "people"),
        (_("Handed in"), stages.applied, stages.started, "people"),
        (_("Eligible"), stages.eligible, stages.applied, "people"),
        (_("Hosts asked"), stages.asked, None, "tables"),
        (_("Accepted"), stages.accepted, stages.asked, "tables"),
        (_("Date set"), stages.scheduled, stages.accepted, "tables"),
        (_("Expected guests"), stages.guests_yes, None, "guests"),
        (_("Visits to the shop"), stages.clicks, None, "guests"),
        (_("Credited orders"), stages.orders, None, "guests"),
    ]
    return [
        Bar(
            label=label,
            value=value,
            text=number(value, language),
            note=percent(value / before, language) if before and value <= before else "",
            tone="b" if scale == "people" else "a",
            scale=scale,
        )
        for label, value, before, scale in steps
    ]


def _funnel_says(steps: Funnel) -> str:
    if not steps.accepted:
        return _("No host has accepted yet.")
    return _("%(tables)s, %(guests)s, %(orders)s.") % {
        "tables": counted(steps.accepted, "table"),
        "guests": counted(steps.guests_yes, "guest"),
        "orders": counted(steps.orders, "credited order"),
    }


def _whole(days: list[Day]) -> list[Day]:
    """Fill the days without an order, so that a gap is seen as one; the last MOST_DAYS days."""
    if not days:
        return []
    known = {day.day: day.amount_minor for day in days}
    last = max(known)
    first = max(min(known), last - timedelta(days=MOST_DAYS - 1))
    return [
        Day(first + timedelta(days=n), known.get(first + timedelta(days=n), 0))
        for n in range((last - first).days + 1)
    ]


def _columns(days: list[Day], currency: str, zone: str, language: str) -> list[Column]:
    """One column a day; the best one is marked and carries its figure."""
    best = max((day.amount_minor for day in days), default=0)
    marked = next((day.day for day in reversed(days) if day.amount_minor == best > 0), None)
    return [
        Column(
            label=short_day(day.day, zone, language),
            value=float(to_decimal(day.amount_minor, currency)),
            text=format_price(day.amount_minor, currency, language),
            hit=day.day == marked,
        )
        for day in days
    ]


def _days_say(days: list[Day], currency: str, language: str) -> str:
    if not days:
        return ""
    best = max(days, key=lambda d: (d.amount_minor, d.day))
    return _("The best day was %(day)s, with %(amount)s.") % {
        "day": calendar_day(best.day, language),
        "amount": format_price(best.amount_minor, currency, language),
    }


def _host(row: HostRow, currency: str) -> dict[str, Any]:
    return {
        "row": row,
        "own": row.credits.get(currency, 0),
        "others": sorted((c, a) for c, a in row.credits.items() if c != currency),
    }
