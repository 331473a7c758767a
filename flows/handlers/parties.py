"""What follows for the host when a party begins to exist."""

from datetime import datetime

from django.conf import settings

from events.models import Application, Party, PartyState
from events.queries import campaigns as campaign_queries
from mailing.domain import messages


def mail_choose_date(*, message_id: int, at: datetime, party_id: int, **_newer: object) -> None:
    """Send the host the way to their page: confirm the address, then choose the date."""
    party = Party.objects.select_related(
        "campaign__brand", "host", "place__rank__entrant__application"
    ).get(pk=party_id)
    if party.state != PartyState.TO_SCHEDULE or party.host is None:
        return
    application: Application | None = party.place.rank.entrant.application
    language = application.language if application else party.host.language
    messages.queue(
        template="choose_date",
        to_address=party.host.email,
        to_name=party.host_first_name,
        language=language,
        brand=party.campaign.brand,
        dedupe_key=f"party:{party.pk}:choose_date",
        context={
            "party": party,
            "campaign": party.campaign,
            "wording": campaign_queries.wording(party.campaign, language),
            "host_url": f"{settings.BASE_URL}/h/{party.code}",
        },
    )
