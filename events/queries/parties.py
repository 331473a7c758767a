"""Reading parties. Reads only."""

from events.models import Party


def by_code(code: str) -> Party | None:
    """The party whose host's page this code opens, with its campaign, brand and place."""
    return (
        Party.objects.select_related("campaign__brand", "place__draw", "host")
        .filter(code=code)
        .first()
    )
