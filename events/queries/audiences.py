"""The groups of applicants that staff may write to."""

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from events.models import Application, ApplicationState, DrawState, Place, PlaceState, Verdict


class Audience(TextChoices):
    """Who of a campaign; everyone in it has handed an application in."""

    APPLIED = "APPLIED", _("Everyone who applied")
    ELIGIBLE = "ELIGIBLE", _("Eligible applicants")
    INELIGIBLE = "INELIGIBLE", _("Applicants who are not eligible")
    ASKED = "ASKED", _("Drawn, and not answered yet")
    HOSTS = "HOSTS", _("Hosts: drawn, and accepted")
    NOT_DRAWN = "NOT_DRAWN", _("Eligible, and not drawn")


def people(*, brand_id: int, about: str, audience: str) -> QuerySet[Application]:
    """Return the applications of an audience such as "ELIGIBLE" or, of one region, "ELIGIBLE:nord".

    ``about`` is "campaign:12". A brand finds its own alone; what cannot be read finds nobody.
    """
    what, _colon, number = about.partition(":")
    kind, _colon, region = audience.partition(":")
    found: QuerySet[Application] = Application.objects.of_brand(brand_id).filter(
        state=ApplicationState.SUBMITTED
    )
    if what != "campaign" or not number.isdecimal() or kind not in Audience.values:
        return found.none()
    found = found.filter(campaign_id=int(number))
    if region:
        found = found.filter(stratum__key=region)
    places = Place.objects.filter(draw__campaign_id=int(number), draw__state=DrawState.DRAWN)
    named = "rank__entrant__application"
    match Audience(kind):
        case Audience.ELIGIBLE:
            return found.filter(verdict=Verdict.ELIGIBLE)
        case Audience.INELIGIBLE:
            return found.filter(verdict=Verdict.INELIGIBLE)
        case Audience.ASKED:
            return found.filter(pk__in=places.filter(state=PlaceState.ASKED).values(named))
        case Audience.HOSTS:
            return found.filter(pk__in=places.filter(state=PlaceState.ACCEPTED).values(named))
        case Audience.NOT_DRAWN:
            drawn = places.filter(**{f"{named}__isnull": False}).values(named)
            return found.filter(verdict=Verdict.ELIGIBLE).exclude(pk__in=drawn)
        case _everyone:
            return found
