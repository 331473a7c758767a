"""What follows when a place is offered, freed, or its holder withdraws."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common import money
from common.look import words
from events.domain import draw_log, places
from events.models import Place, PlaceState, Prize, PrizeKind
from events.queries import draws as draw_queries
from flows.handlers.draws import answers_of, queue

ENDED_BY_US = {
    PlaceState.EXPIRED: ("place_expired", "expired"),
    PlaceState.DISQUALIFIED: ("place_taken", "taken"),
}
"""The ends that the person did not make, with the mail and its kind."""


def mail_offer(*, message_id: int, at: datetime, place_id: int, **_newer: object) -> None:
    """Ask the person: the limit first, what they would owe before the yes.

    The first offers of a draw wait behind the undo window; a promoted alternate hears at once.
    """
    # Held until the mail is written, so that who makes the draw void finds it.
    draw_log.locked(_place(place_id).draw_id)
    place = _place(place_id)
    application = place.rank.entrant.application
    if place.state != PlaceState.ASKED or application is None:
        return
    draw = place.draw
    first = place.replaces_id is None
    queue(
        draw=draw,
        application=application,
        template="place_asked",
        kind="place",
        number=place.pk,
        batch=answers_of(draw, at) if first else None,
        context={
            "place": place,
            "entrant": place.rank.entrant,
            "first": first,
            "odds": next(
                (o for o in draw_queries.odds(draw) if o.key == place.rank.stratum_key), None
            ),
            "facts": _facts(place, application.language),
        },
    )


def mail_reminder(
    *, message_id: int, at: datetime, place_id: int, number: int, **_newer: object
) -> None:
    """Remind somebody who has not answered yet of the limit."""
    place = _place(place_id)
    application = place.rank.entrant.application
    if place.state != PlaceState.ASKED or place.answer_by <= at or application is None:
        return
    queue(
        draw=place.draw,
        application=application,
        template="place_reminder",
        kind=f"reminder:{place.pk}",
        number=number,
        context={"place": place},
    )


def close_log(*, message_id: int, at: datetime, party_id: int, **_newer: object) -> None:
    """Close the draw's log when this was the last party that could still have moved."""
    place = Place.objects.get(party__pk=party_id)
    places.close_if_settled(draw_id=place.draw_id, at=at)


def ask_next(*, message_id: int, at: datetime, place_id: int, **_newer: object) -> None:
    """Offer a freed place to the next in order."""
    places.promote_next(freed=_place(place_id), at=at)


def mail_end(*, message_id: int, at: datetime, place_id: int, **_newer: object) -> None:
    """Tell somebody who did not answer in time, or whose place was taken back, that the table goes on
    to the next person."""
    place = _place(place_id)
    application = place.rank.entrant.application
    if place.state not in ENDED_BY_US or application is None:
        return
    template, kind = ENDED_BY_US[PlaceState(place.state)]
    queue(
        draw=place.draw,
        application=application,
        template=template,
        kind=kind,
        number=place.pk,
        context={"place": place},
    )


def free_withdrawn(*, message_id: int, at: datetime, application_id: int, **_newer: object) -> None:
    """Free the place of somebody who withdrew their application after the draw."""
    held = (
        Place.objects.filter(
            rank__entrant__application_id=application_id,
            state__in=[PlaceState.ASKED, PlaceState.ACCEPTED],
        )
        .order_by("pk")
        .first()
    )
    if held is None:
        return
    if held.state == PlaceState.ASKED:
        places.refuse(place=held, at=at)
    else:
        places.withdraw(place=held, at=at, by=None)


def _place(place_id: int) -> Place:
    return Place.objects.select_related(
        "draw__campaign__brand", "rank__entrant__application__user"
    ).get(pk=place_id)


def _facts(place: Place, language: str) -> list[tuple[str, str]]:
    """What the yes is about, as menu lines of the mail."""
    campaign = place.draw.campaign
    currency = campaign.brand.currency
    prizes = list(Prize.objects.filter(campaign=campaign).order_by("pk"))
    with translation.override(language):
        found = [
            (
                _("Your evening"),
                _("from %(first)s to %(last)s")
                % {
                    "first": words.calendar_day(campaign.party_from_date, language),
                    "last": words.calendar_day(campaign.last_party_date, language),
                },
            ),
            (
                _("The parcel arrives"),
                ngettext(
                    "at least %(days)s day before",
                    "at least %(days)s days before",
                    campaign.kit_days_before,
                )
                % {"days": campaign.kit_days_before},
            ),
        ]
        kept = [p for p in prizes if p.kind == PrizeKind.GIVEN]
        lent = [p for p in prizes if p.kind == PrizeKind.LOANED]
        for title, items in ((_("To keep"), kept), (_("Lent, then returned"), lent)):
            if items:
                found.append((title, ", ".join(_prize(item, language, currency) for item in items)))
        if lent and campaign.liability_cap_minor:
            cap = money.format_price(campaign.liability_cap_minor, currency, language)
            found.append((_("If something lent is damaged"), _("%(cap)s at most") % {"cap": cap}))
        return found


def _prize(prize: Prize, language: str, currency: str) -> str:
    name = prize.name_fr if language.startswith("fr") else prize.name_en
    counted = f"{prize.quantity} × {name}" if prize.quantity > 1 else name
    if prize.kind == PrizeKind.LOANED or not prize.value_minor:
        return counted
    return f"{counted}, {money.format_price(prize.value_minor, currency, language)}"
