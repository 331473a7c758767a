"""Taking a person out of a brand's events: what is public stays true, nothing of it is theirs.

The sealed list keeps its leaf, but the salt that tied it to somebody is destroyed together with the
rows that named them (draw-v1, section 4.2). No public file changes by that.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Brand, User
from common import codes
from events.domain import answers, duplicates, places
from events.models import (
    Answer,
    Application,
    Campaign,
    Draw,
    DrawRequest,
    DrawState,
    Entrant,
    Party,
    PartyState,
    Place,
    PlaceState,
    RequestState,
)

NAMELESS = "…"  # lists and links need something to show


class CannotEraseYet(Exception):
    """Something is under way that needs the person for a moment more; the message says what."""


@dataclass(frozen=True, kw_only=True)
class Erased:
    """What held the person: the applications that are gone, the parties without a host now.

    ``names`` are the first names they went by, for what others' rows may quote.
    """

    applications: tuple[int, ...]
    parties: tuple[int, ...]
    names: frozenset[str]


def erase(*, user: User, brand: Brand, at: datetime) -> Erased:
    """Leave every place, destroy the salts, delete the applications with
    their photos, empty the parties.

    Part of a larger transaction (``flows.erasure``). A place still asked or held goes to the next
    person first; publishes ``place.freed`` and ``party.cancelled``. Raises CannotEraseYet while a
    list with this person is being sealed or drawn.
    """
    applications = _applications(user, brand)
    # Campaigns before draws, each in one order: nothing is sealed meanwhile, and two steps of one
    # draw never wait for each other.
    campaigns = Campaign.objects.filter(pk__in={one.campaign_id for one in applications})
    list(campaigns.select_for_update().order_by("pk"))
    _refuse_while_at_work(applications)
    draws = Draw.every.filter(campaign__in={one.campaign_id for one in applications})
    list(draws.select_for_update().order_by("pk"))
    hosted = list(Party.objects.of_brand(brand.pk).filter(host=user).order_by("pk"))
    names = {one.first_name for one in applications} | {one.host_first_name for one in hosted}
    _leave(coming_places(user=user, brand=brand), at)
    erased = Erased(
        applications=tuple(one.pk for one in applications),
        parties=tuple(one.pk for one in hosted),
        names=frozenset(names - {""}),
    )
    _empty(hosted)
    duplicates.leave(applications=applications, at=at)
    Entrant.objects.filter(application__in=applications).update(salt="", application=None)
    sent = Answer.objects.filter(application__in=erased.applications).exclude(photo="")
    answers.forget_photos(list(sent.values_list("photo", flat=True)))
    Application.objects.filter(pk__in=erased.applications).delete()
    return erased


def coming_places(*, user: User, brand: Brand) -> list[Place]:
    """The places that erasing this person gives to the next: asked, or held for a coming party."""
    return list(
        Place.objects.filter(
            Q(state=PlaceState.ASKED) | Q(state=PlaceState.ACCEPTED, party__state__in=_TO_COME),
            rank__entrant__application__in=_applications(user, brand),
            draw__state=DrawState.DRAWN,
        )
        .select_related("draw__campaign", "party")
        .order_by("draw_id", "pk")
    )


_TO_COME = (PartyState.TO_SCHEDULE, PartyState.SCHEDULED)


def _applications(user: User, brand: Brand) -> list[Application]:
    return list(Application.objects.of_brand(brand.pk).select_related("campaign").filter(user=user))


def _refuse_while_at_work(applications: list[Application]) -> None:
    at_work = DrawRequest.objects.filter(
        campaign__in=[one.campaign_id for one in applications], state=RequestState.WAITING
    )
    if at_work.exists():
        raise CannotEraseYet(
            _(
                "The list with this application is being sealed or drawn. Try again in a few minutes."
            )
        )


def _leave(held: list[Place], at: datetime) -> None:
    for place in held:
        if place.state == PlaceState.ASKED:
            places.refuse(place=place, at=at)
        else:
            places.withdraw(place=place, at=at, by=None)


def _empty(hosted: list[Party]) -> None:
    """Keep the evening, its day and its figures; its page gets an address that nobody knows."""
    for party in hosted:
        Party.objects.filter(pk=party.pk).update(
            host=None,
            code=codes.capability(),
            host_first_name=NAMELESS,
            host_last_name="",
            phone="",
            address_line="",
            address_extra="",
            postcode="",
            city="",
            words="",
        )
