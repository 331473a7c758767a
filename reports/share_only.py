"""What came through the links that the draw gave without a kit, told apart from what hosts brought."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, F, OuterRef, Subquery, Sum

from events.models import Campaign
from links import queries as links
from links.models import Agent, Click
from reports.queries import Money
from sales.models import Attribution, Order, ShareOnlyLink


@dataclass(frozen=True)
class ShareOnly:
    """``links`` given, ``clicks`` by people; ``money`` of the orders that followed, one currency each."""

    links: int
    clicks: int
    money: list[Money]


def share_only(campaign: Campaign) -> ShareOnly | None:
    """Return the figures of the entrants with a link and no kit; None when the draw named none.

    An order counts when it was placed within the conversion window after a visit through such a
    link and is credited to no table: no order is counted twice. Test orders are left out.
    """
    given = ShareOnlyLink.objects.filter(application__campaign=campaign)
    visits = Click.objects.filter(link__in=given.values("link"), agent=Agent.HUMAN)
    number = given.count()
    if not number:
        return None
    credited = Attribution.objects.filter(order=OuterRef("pk"), current=True, party__isnull=False)
    orders = (
        Order.objects.filter(is_test=False, click_id__isnull=False, shop__brand=campaign.brand_id)
        .annotate(
            came_at=Subquery(visits.filter(pk=OuterRef("click_id")).values("at")[:1]),
        )
        .filter(
            ~Exists(credited),
            came_at__lte=F("placed_at"),
            came_at__gt=F("placed_at") - timedelta(days=campaign.conversion_window_days),
        )
    )
    sums = (
        orders.values("currency")
        .annotate(net=Sum("net_minor"), refunded=Sum("refunded_minor"), number=Count("pk"))
        .order_by("currency")
    )
    return ShareOnly(
        links=number,
        clicks=sum(links.people(given.values("link")).values()),
        money=[Money(row["currency"], row["net"], row["refunded"], row["number"]) for row in sums],
    )
