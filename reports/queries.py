"""Reading what a campaign did: from a view to a credited order, by host, by day, with its cost.

Reads only. Every figure is one aggregate over the rows of its stage, so the number of queries does
not grow with the campaign. Amounts are minor units and never added across currencies.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from events.models import (
    Application,
    ApplicationState,
    Campaign,
    Party,
    PartyState,
    Place,
    PlaceState,
    RecruitingLink,
    Verdict,
)
from guests.models import Answer, Invitation, Rsvp, Seating
from kits.models import ItemKind, Kit, KitLine, KitState, Shipment
from links import queries as links
from sales import queries as sales
from sales import words
from sales.models import Attribution, Credit, CreditKind, Order, PromoCode, ShopLink
from sales.queries import Balance

LAST_LINES = 5


@dataclass(frozen=True)
class Funnel:
    """One campaign's stages, each a count of rows. ``views`` and ``clicks`` leave robots out."""

    views: int
    started: int
    applied: int
    eligible: int
    asked: int
    accepted: int
    scheduled: int
    guests_yes: int
    guests_waiting: int
    clicks: int
    orders: int


@dataclass(frozen=True)
class Money:
    """What was credited in one currency, and what the kits cost (in the brand's currency)."""

    currency: str
    credited_minor: int
    refunded_minor: int
    orders: int

    @property
    def net_minor(self) -> int:
        return self.credited_minor - self.refunded_minor


@dataclass(frozen=True)
class Cost:
    """What a campaign has spent on kits that left: things given away, and freight (minor units)."""

    currency: str
    given_minor: int
    freight_minor: int

    @property
    def total_minor(self) -> int:
        return self.given_minor + self.freight_minor


@dataclass
class HostRow:
    """One host in the report; ``credits`` maps a currency to net minor units."""

    party: Party
    seats_taken: int = 0
    capacity: int = 0
    clicks: int = 0
    orders: int = 0
    credits: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One ledger line in the host's words; ``amount_minor`` is negative when given back."""

    amount_minor: int
    currency: str
    said: str
    at: datetime


@dataclass
class PartySales(HostRow):
    """What a host reads of their own table: sums and reasons, and nobody's name.

    ``code`` and ``slug`` (of /go/) are empty while there are none.
    """

    balances: list[Balance] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    code: str = ""
    slug: str = ""


@dataclass(frozen=True)
class Day:
    """Net credit booked for orders placed on one day of the campaign's zone."""

    day: date
    amount_minor: int


def funnel(campaign: Campaign) -> Funnel:
    """Count every stage of ``campaign``."""
    applications = Application.objects.filter(campaign=campaign).aggregate(
        started=Count("pk"),
        applied=Count("pk", filter=Q(state=ApplicationState.SUBMITTED)),
        eligible=Count("pk", filter=Q(state=ApplicationState.SUBMITTED, verdict=Verdict.ELIGIBLE)),
    )
    places = Place.objects.filter(draw__campaign=campaign).aggregate(
        asked=Count("pk"), accepted=Count("pk", filter=Q(state=PlaceState.ACCEPTED))
    )
    # Nobody is expected any more at a table that was called off.
    coming = Rsvp.objects.filter(guest__invitation__party__campaign=campaign).exclude(
        guest__invitation__party__state=PartyState.CANCELLED
    )
    rsvps = coming.aggregate(
        yes=Sum(F("adults") + F("children"), filter=Q(seating=Seating.ADMITTED)),
        waiting=Sum(
            F("adults") + F("children"), filter=Q(answer=Answer.YES, seating=Seating.WAITING)
        ),
    )
    return Funnel(
        views=_human_clicks(RecruitingLink.objects.filter(campaign=campaign).values("link")),
        started=applications["started"],
        applied=applications["applied"],
        eligible=applications["eligible"],
        asked=places["asked"],
        accepted=places["accepted"],
        scheduled=Party.objects.filter(
            campaign=campaign, state__in=[PartyState.SCHEDULED, PartyState.HELD]
        ).count(),
        guests_yes=rsvps["yes"] or 0,
        guests_waiting=rsvps["waiting"] or 0,
        clicks=_human_clicks(ShopLink.objects.filter(party__campaign=campaign).values("link")),
        orders=_credited_orders(campaign).count(),
    )


def money(campaign: Campaign) -> list[Money]:
    """Return what the campaign's parties were credited, one row per currency."""
    rows = (
        Credit.objects.filter(party__campaign=campaign)
        .values("currency")
        .annotate(
            credited=Sum("amount_minor", filter=~Q(kind=CreditKind.REFUND)),
            refunded=Sum("amount_minor", filter=Q(kind=CreditKind.REFUND)),
        )
        .order_by("currency")
    )
    # An order that a later verdict took back has lines (they add up to nothing), but no verdict.
    orders = dict(
        Attribution.objects.filter(current=True, party__campaign=campaign)
        .values_list("order__currency")
        .annotate(n=Count("pk"))
        .order_by("order__currency")
    )
    return [
        Money(
            currency=row["currency"],
            credited_minor=row["credited"] or 0,
            refunded_minor=-(row["refunded"] or 0),
            orders=orders.get(row["currency"], 0),
        )
        for row in rows
    ]


def cost(campaign: Campaign) -> Cost:
    """Return the cost of kits that left: what was given (loans are not spent) and the freight.

    In the brand's currency; what cost another currency is not converted and not counted.
    """
    left = [KitState.SHIPPED, KitState.DELIVERED, KitState.RETURNED]
    currency = campaign.brand.currency
    given = KitLine.objects.filter(
        kit__party__campaign=campaign,
        kit__state__in=left,
        item_size__item__kind=ItemKind.GIVEN,
        item_size__item__currency=currency,
    ).aggregate(total=Sum(F("quantity") * F("item_size__item__cost_minor")))["total"]
    freight = Shipment.objects.filter(kit__party__campaign=campaign, currency=currency).aggregate(
        total=Sum("cost_minor")
    )["total"]
    return Cost(currency, given or 0, freight or 0)


def by_host(campaign: Campaign) -> list[HostRow]:
    """Return one row per party, best credited first (in the brand's currency), then by name."""
    return _rows(Party.objects.filter(campaign=campaign), campaign.brand.currency)


def for_party(party: Party) -> PartySales:
    """Return what one host may read: the same figures, the last credits with their reason, the
    code and the link. The number of queries does not grow with what was sold."""
    row = _rows(Party.objects.filter(pk=party.pk), party.campaign.brand.currency)[0]
    code = sales.promo_code_of(party.pk)
    link = sales.shop_link_of_party(party.pk)
    return PartySales(
        **vars(row),
        balances=sales.balances_of_party(party.pk),
        lines=[
            Line(
                amount_minor=credit.amount_minor,
                currency=credit.currency,
                said=(
                    words.reason_for_host(credit.attribution)
                    if credit.kind == CreditKind.ORDER
                    else words.given_back(credit.kind)
                ),
                at=credit.at,
            )
            for credit in sales.credits_of_party(party.pk)[:LAST_LINES]
        ],
        code=code.code if code else "",
        slug=link.link.slug if link else "",
    )


def by_day(campaign: Campaign) -> list[Day]:
    """Return net credit by the day the order was placed, in the brand's currency."""
    rows = (
        Credit.objects.filter(party__campaign=campaign, currency=campaign.brand.currency)
        .annotate(day=TruncDate("order__placed_at", tzinfo=ZoneInfo(campaign.timezone)))
        .values("day")
        .annotate(total=Sum("amount_minor"))
        .order_by("day")
    )
    return [Day(row["day"], row["total"]) for row in rows]


def kit_states(campaign: Campaign) -> dict[str, int]:
    """Return how many kits are in each state."""
    rows = (
        Kit.objects.filter(party__campaign=campaign)
        .values("state")
        .annotate(count=Count("pk"))
        .order_by("state")
    )
    return {row["state"]: row["count"] for row in rows}


def _rows(parties: QuerySet[Party], currency: str) -> list[HostRow]:
    rows = {party.pk: HostRow(party) for party in parties.order_by("pk")}
    for party_id, taken, capacity in Invitation.objects.filter(party__in=rows).values_list(
        "party_id", "taken", "capacity"
    ):
        rows[party_id].seats_taken, rows[party_id].capacity = taken, capacity
    shop_links = ShopLink.objects.filter(party__in=rows)
    visits = links.people(shop_links.values("link"))
    for party_id, link_id in shop_links.values_list("party_id", "link_id"):
        rows[party_id].clicks += visits.get(link_id, 0)
    booked = (
        Credit.objects.filter(party__in=rows)
        .values("party_id", "currency")
        .annotate(total=Sum("amount_minor"))
        .order_by("party_id", "currency")
    )
    for line in booked:
        rows[line["party_id"]].credits[line["currency"]] = line["total"]
    orders = (
        Attribution.objects.filter(current=True, party__in=rows)
        .values("party_id")
        .annotate(n=Count("pk"))
        .order_by("party_id")
    )
    for one in orders:
        rows[one["party_id"]].orders = one["n"]
    return sorted(rows.values(), key=lambda r: (-r.credits.get(currency, 0), r.party.pk))


def _human_clicks(link_ids: QuerySet[Any, Any]) -> int:
    return sum(links.people(link_ids).values())


def _credited_orders(campaign: Campaign) -> QuerySet[Order]:
    return Order.objects.filter(
        pk__in=Attribution.objects.filter(current=True, party__campaign=campaign).values("order")
    )


def promo_codes(campaign: Campaign) -> dict[int, str]:
    """Return each party's promo code."""
    return dict(PromoCode.objects.filter(party__campaign=campaign).values_list("party_id", "code"))
