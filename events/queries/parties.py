"""Reading parties. Reads only."""

from datetime import datetime

from django.db.models import F, QuerySet

from events.models import Party, PartyState


def by_code(code: str) -> Party | None:
    """The party whose host's page this code opens, with its campaign, brand and place."""
    return (
        Party.objects.select_related("campaign__brand", "place__draw", "host")
        .filter(code=code)
        .first()
    )


def of_host(user_id: int) -> dict[int, Party]:
    """The parties this person hosts or hosted, by the application that led to each."""
    found = (
        Party.objects.filter(host=user_id)
        .annotate(applied=F("place__rank__entrant__application"))
        .order_by("pk")
    )
    return {party.applied: party for party in found if party.applied is not None}


def coming(brand_id: int, at: datetime) -> QuerySet[Party]:
    """The brand's parties that are still to be held, the next one first."""
    return (
        Party.objects.select_related("campaign")
        .filter(campaign__brand_id=brand_id, state=PartyState.SCHEDULED, starts_at__gt=at)
        .order_by("starts_at", "pk")
    )
