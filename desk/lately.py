"""What went its way without staff since yesterday: told beside the list of what waits for them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.capabilities import Capability, may
from accounts.models import Brand, Membership
from common.look import words
from events.models import Place, PlaceState
from events.queries import applications as application_queries
from events.queries import places as place_queries
from kits import queries as kit_queries
from sales import queries as sales_queries

LOOKS_BACK = timedelta(days=1)
MOST = 5  # lines; of each kind no more than this are read


@dataclass(frozen=True)
class Line:
    """One thing that happened, ``at`` the brand's own hour."""

    at: datetime
    hour: str
    say: str


def lately(brand: Brand, member: Membership, at: datetime) -> list[Line]:
    """Return at most ``MOST`` lines of the last day, the latest first, of what this person may see."""
    since = at - LOOKS_BACK
    found: list[tuple[datetime, str]] = []
    if may(member, Capability.SEE_APPLICATIONS):
        found += [
            (place.answered_at, _answer(place))
            for place in place_queries.answered_since(brand.pk, since)[:MOST]
            if place.answered_at is not None
        ]
        came = application_queries.submitted_since(brand.pk, since)
        if came:
            said = ngettext(
                "%(number)s application came in since yesterday.",
                "%(number)s applications came in since yesterday.",
                came,
            ) % {"number": words.number(came, get_language())}
            found.append((at, said))
    if may(member, Capability.SHIP):
        found += [
            (kit.delivered_at, _arrived(kit.party.host_first_name, kit.party.city))
            for kit in kit_queries.delivered_since(brand.pk, since)[:MOST]
            if kit.delivered_at is not None
        ]
    if may(member, Capability.SEE_ORDERS):
        last, count = sales_queries.orders_since(brand.pk, since)
        if last is not None:
            said = ngettext(
                "%(number)s order came from the shop.",
                "%(number)s orders came from the shop.",
                count,
            ) % {"number": words.number(count, get_language())}
            found.append((last, said))
    found.sort(key=lambda one: one[0], reverse=True)
    return [
        Line(
            when, "" if when == at else words.clock_time(when, brand.timezone, get_language()), say
        )
        for when, say in found[:MOST]
    ]


def _arrived(name: str, city: str) -> str:
    return _("The box for %(name)s, in %(city)s, has arrived.") % {"name": name, "city": city}


def _answer(place: Place) -> str:
    application = place.rank.entrant.application
    if application is None:
        return _("Somebody who has left since gave an answer.")
    said = {
        PlaceState.ACCEPTED: _("%(name)s, in %(city)s, said yes."),
        PlaceState.REFUSED: _("%(name)s, in %(city)s, said no."),
        PlaceState.EXPIRED: _("%(name)s, in %(city)s, let the time to answer pass."),
        PlaceState.WITHDRAWN: _("%(name)s, in %(city)s, gave the table back."),
        PlaceState.DISQUALIFIED: _("The table of %(name)s, in %(city)s, was taken back."),
    }[PlaceState(place.state)]
    return said % {"name": application.first_name, "city": application.city}
