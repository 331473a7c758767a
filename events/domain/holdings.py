"""What this room holds of a person: applications, their line in a draw, a place, an evening."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.held import Columns, Held, Person, tell
from events.models import (
    Answer,
    Application,
    DrawWitness,
    DuplicateMember,
    Entrant,
    Hold,
    Lead,
    Party,
    Place,
    Rank,
)

TOLD: Columns = {
    Application: (
        "receipt_number",
        "state",
        "language",
        "utm_source",
        "utm_medium",
        "utm_campaign",
        "first_name",
        "last_name",
        "phone",
        "birth_year",
        "address_line",
        "address_extra",
        "postcode",
        "city",
        "country",
        "email_hash",
        "household_key",
        "near_key",
        "person_key",
        "drawn_as",
        "search_words",
        "compared_at",
        "seats",
        "dates_note",
        "room_to_try",
        "pets",
        "stairs",
        "receives_parcels",
        "social_handle",
        "why",
        "tied_to_brand",
        "rules_version",
        "verdict",
        "reasons",
        "started_at",
        "submitted_at",
        "withdrawn_at",
    ),
    Answer: ("kind", "asked", "language", "text", "chosen", "number", "day", "photo", "given_at"),
    DuplicateMember: ("reasons", "part", "joined_at"),
    Hold: ("doubt", "doubts", "held_at", "outcome", "why", "decided_at"),
    Entrant: ("public_id", "index", "stratum_key", "chances", "salt", "leaf", "reason"),
    Rank: ("stratum_key", "position", "arm", "ticket"),
    Place: ("slot", "state", "reason", "asked_at", "answer_by", "answered_at", "reminders"),
    Party: (
        "state",
        "host_first_name",
        "host_last_name",
        "phone",
        "address_line",
        "address_extra",
        "postcode",
        "city",
        "country",
        "address_confirmed_at",
        "timezone",
        "starts_at",
        "ends_at",
        "words",
        "accepted_at",
        "scheduled_at",
        "cancelled_at",
    ),
    Lead: ("state", "email", "email_hash", "first_name", "invited_at", "answered_at"),
    DrawWitness: ("label", "email", "language", "commitment", "asked_at", "committed_at"),
}
# Addresses of one's own pages, and what a calendar counts with.
SILENT: Columns = {
    Application: ("code",),
    Place: ("stratum_key",),
    Lead: ("code", "line"),
    Party: ("code", "uid", "sequence"),
    DrawWitness: ("draw_code", "code"),
}


def held(person: Person, *, at: datetime) -> Iterator[Held]:
    """Every row about this person. What a draw decided is told once the answers may be seen."""
    mine = Application.objects.filter(user=person.user_id or 0)
    applications = list(mine.select_related("campaign").order_by("pk"))
    yield from tell(
        applications,
        TOLD,
        title=_("An application"),
        named="receipt_number",
        brand_id=lambda row: row.campaign.brand_id,
    )
    answers = Answer.objects.filter(application__in=applications).order_by("pk")
    yield from tell(
        list(answers.select_related("application__campaign")),
        TOLD,
        title=_("Your answer to a question"),
        named="asked",
        brand_id=lambda row: row.application.campaign.brand_id,
    )
    alike = DuplicateMember.objects.filter(application__in=applications).order_by("pk")
    yield from tell(
        list(alike.select_related("application__campaign")),
        TOLD,
        title=_("A likeness with another application"),
        brand_id=lambda row: row.application.campaign.brand_id,
    )
    held_back = Hold.objects.filter(application__in=applications).order_by("pk")
    yield from tell(
        list(held_back.select_related("application__campaign")),
        TOLD,
        title=_("An application held for somebody to look at"),
        brand_id=lambda row: row.application.campaign.brand_id,
    )
    lines = list(
        Entrant.objects.filter(application__in=applications)
        .select_related("draw__campaign")
        .order_by("pk")
    )
    yield from tell(
        lines, TOLD, title=_("Your line in a draw"), named="public_id", brand_id=_of_draw
    )
    undo = timedelta(minutes=settings.ANSWER_UNDO_MINUTES)
    decided = {"entrant__in": lines, "draw__drawn_at__lte": at - undo}
    ranks = Rank.objects.filter(**decided).select_related("draw__campaign").order_by("pk")
    yield from tell(list(ranks), TOLD, title=_("Your rank in a draw"), brand_id=_of_draw)
    places = Place.objects.filter(rank__in=ranks).select_related("draw__campaign").order_by("pk")
    yield from tell(list(places), TOLD, title=_("A place you were offered"), brand_id=_of_draw)
    if person.user_id:
        evenings = Party.objects.filter(host=person.user_id).select_related("campaign")
        yield from tell(
            list(evenings.order_by("pk")),
            TOLD,
            title=_("An evening at your home"),
            named="starts_at",
            brand_id=lambda row: row.campaign.brand_id,
        )
    asked = DrawWitness.objects.filter(email__iexact=person.email).select_related("campaign")
    yield from tell(
        list(asked.order_by("pk")),
        TOLD,
        title=_("You were asked to witness a draw"),
        brand_id=lambda row: row.campaign.brand_id,
    )
    imported = Lead.objects.filter(
        Q(email_hash=person.email_hash) | Q(application__in=applications)
    )
    yield from tell(
        list(imported.select_related("campaign").order_by("pk")),
        TOLD,
        title=_("You left your address on the form of an ad"),
        brand_id=lambda row: row.campaign.brand_id,
    )


def _of_draw(row: Entrant | Rank | Place) -> int:
    return row.draw.campaign.brand_id
