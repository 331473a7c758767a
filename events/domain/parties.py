"""The evening: its address confirmed, its date chosen and moved, its end.

``sequence`` is the calendar's (RFC 5545): it rises whenever time or place of a scheduled party
changes, and when it is cancelled.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common import outbox
from events.domain import places
from events.models import Campaign, Party, PartyState, Place, PlaceState

OPEN = (PartyState.TO_SCHEDULE, PartyState.SCHEDULED)
LONGEST = timedelta(hours=18)


class PartyRefused(Exception):
    """The party cannot be changed that way; the message speaks to the host."""


class NoSuchHour(PartyRefused):
    """The clocks go forward over that hour: it does not exist on that day."""


class DateRefused(PartyRefused):
    """Outside the campaign's window, in the past, or before the kit can be there."""


def local_moment(*, day: date, clock: time, timezone: str) -> datetime:
    """The instant at which a wall clock in ``timezone`` shows ``clock`` on ``day``, aware, UTC.

    An hour that comes twice (the night clocks go back) means the first one. Raises NoSuchHour for
    an hour that is skipped.
    """
    zone = ZoneInfo(timezone)
    local = datetime.combine(day, clock.replace(tzinfo=None, fold=0), tzinfo=zone)
    moment = local.astimezone(ZoneInfo("UTC"))
    if moment.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchHour(
            _("That hour does not exist: the clocks go forward that night. Choose another.")
        )
    return moment


def day_bounds(*, party: Party, at: datetime, kit_delivered: bool = False) -> tuple[date, date]:
    """First and last day this party may take place, both included.

    Until the kit is there, the first day leaves time for transit and for the kit to land
    beforehand. First after last means that the window has closed.
    """
    campaign = Campaign.objects.get(pk=party.campaign_id)
    today = at.astimezone(ZoneInfo(party.timezone)).date()
    first = max(today, campaign.party_from_date)
    if not kit_delivered:
        first = places.earliest_party_day(campaign, at)
    return first, campaign.last_party_date


@transaction.atomic
def confirm_address(
    *,
    party: Party,
    at: datetime,
    address_line: str | None = None,
    address_extra: str | None = None,
    postcode: str | None = None,
    city: str | None = None,
    phone: str | None = None,
) -> Party:
    """Confirm where the table stands, changed or not (None keeps a field).

    On a scheduled party another address is a move: ``sequence`` rises and ``party.moved`` is
    published. Raises PartyRefused once the party is over or cancelled.
    """
    held = Party.objects.select_for_update().get(pk=party.pk)
    given = {
        "address_line": address_line,
        "address_extra": address_extra,
        "postcode": postcode,
        "city": city,
        "phone": phone,
    }
    new = {name: " ".join(value.split()) for name, value in given.items() if value is not None}
    where = ("address_line", "address_extra", "postcode", "city")
    moved = any(name in new and new[name] != getattr(held, name) for name in where)
    for name in ("address_line", "postcode", "city"):
        if not new.get(name, getattr(held, name)):
            raise PartyRefused(_("Street, postcode and town are needed for the parcel to arrive."))
    told = held.state == PartyState.SCHEDULED and moved
    claimed = Party.objects.filter(pk=party.pk, state__in=OPEN).update(
        **new, address_confirmed_at=at, sequence=held.sequence + (1 if told else 0)
    )
    if not claimed:
        raise _closed(held)
    if told:
        outbox.publish("party.moved", party_id=party.pk)
    party.refresh_from_db()
    return party


@transaction.atomic
def schedule(
    *,
    party: Party,
    starts_at: datetime,
    ends_at: datetime,
    words: str,
    at: datetime,
    kit_delivered: bool = False,
) -> Party:
    """Choose the date, or move it. Publishes ``party.scheduled`` the first time, ``party.moved``
    when the time changes; new words alone tell nobody.

    ``words`` are the host's to their friends, 400 characters at most. Raises DateRefused with the
    days that are possible, PartyRefused when the address is not confirmed or the party is over.
    """
    held = Party.objects.select_for_update().get(pk=party.pk)
    if held.state not in OPEN:
        raise _closed(held)
    if held.address_confirmed_at is None:
        raise PartyRefused(_("Confirm your address first: the date depends on the parcel."))
    first_time = held.state == PartyState.TO_SCHEDULE
    moved = (held.starts_at, held.ends_at) != (starts_at, ends_at)
    if moved:
        _check_dates(held, starts_at, ends_at, at, kit_delivered)
    sequence = held.sequence + (1 if moved and not first_time else 0)
    claimed = Party.objects.filter(pk=party.pk, state__in=OPEN).update(
        state=PartyState.SCHEDULED,
        starts_at=starts_at,
        ends_at=ends_at,
        words=" ".join(words.split())[:400],
        sequence=sequence,
        scheduled_at=held.scheduled_at or at,
    )
    if not claimed:
        raise _closed(held)
    if first_time:
        outbox.publish("party.scheduled", party_id=party.pk)
    elif moved:
        outbox.publish("party.moved", party_id=party.pk)
    party.refresh_from_db()
    return party


@transaction.atomic
def cancel(*, party: Party, by: User | None, at: datetime) -> Party:
    """Call the party off: the place is given back and goes to the next in order.

    Publishes ``party.cancelled`` and ``place.freed``. Raises PartyRefused once it is over.
    """
    held = Party.objects.get(pk=party.pk)
    if held.state == PartyState.HELD:
        raise _closed(held)
    place = Place.objects.get(pk=held.place_id)
    if place.state == PlaceState.ACCEPTED:
        places.withdraw(place=place, at=at, by=by)
    party.refresh_from_db()
    return party


@transaction.atomic
def end(*, party: Party, at: datetime) -> Party:
    """Mark a scheduled party as held once its end has come. Publishes ``party.ended``.

    Called again it changes nothing. Raises PartyRefused when it is not over, or never was to be.
    """
    claimed = Party.objects.filter(pk=party.pk, state=PartyState.SCHEDULED, ends_at__lte=at).update(
        state=PartyState.HELD
    )
    party.refresh_from_db()
    if claimed:
        outbox.publish("party.ended", party_id=party.pk)
    elif party.state != PartyState.HELD:
        raise PartyRefused(_("This party is not over."))
    return party


def end_due(*, at: datetime) -> int:
    """End every party whose time is over, each in its own transaction; returns how many."""
    done = 0
    due = Party.objects.filter(state=PartyState.SCHEDULED, ends_at__lte=at).order_by("pk")
    for party in due:
        try:
            end(party=party, at=at)
            done += 1
        except PartyRefused:
            continue  # moved or cancelled a moment ago
    return done


def _check_dates(
    party: Party, starts_at: datetime, ends_at: datetime, at: datetime, kit_delivered: bool
) -> None:
    zone = ZoneInfo(party.timezone)
    day = starts_at.astimezone(zone).date()
    first, last = day_bounds(party=party, at=at, kit_delivered=kit_delivered)
    days = {"first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"}
    if first > last:
        raise DateRefused(
            _("The campaign’s last day is too near for the parcel to arrive in time.")
        )
    if day < first:
        raise DateRefused(
            _("The first possible day is %(first)s: the parcel needs to be there before.") % days
        )
    if day > last:
        raise DateRefused(_("The last possible day is %(last)s.") % days)
    if starts_at <= at:
        raise DateRefused(_("That moment has passed; choose a later one."))
    if not timedelta(0) < ends_at - starts_at <= LONGEST:
        raise DateRefused(_("The end comes after the start, within eighteen hours."))


def _closed(party: Party) -> PartyRefused:
    if party.state == PartyState.HELD:
        return PartyRefused(_("This party has taken place."))
    return PartyRefused(_("This party is cancelled."))
