"""What the host's page says of the table and of the parcel, in words a person would use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from common.look.table import Seat, SeatState, Waiting
from common.look.words import NBSP
from events.models import Party
from guests import allergens
from guests.models import Answer, Guest, Invitation, Seating
from kits.models import Item, Kit, KitState
from kits.queries import Readiness, readiness, to_host

MARKS = {
    "GLUTEN": "wheat-off",
    "MILK": "milk-off",
    "NUTS": "nut-off",
    "PEANUTS": "bean-off",
    "EGGS": "egg-off",
    "FISH": "fish-off",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The host's table: chairs with names, those at the door, what to mind in the kitchen."""

    heading: str
    say: str
    seats: list[Seat]
    waiting: list[Waiting]
    guests_waiting: list[Guest]
    maybe: list[Guest]
    careful: list[tuple[Guest, list[str], tuple[str, ...]]]
    messages: list[Guest]
    taken: int
    capacity: int


def table_of(*, party: Party, invitation: Invitation | None, guests: Sequence[Guest]) -> Table:
    """Lay the table: the host, one chair for each seat taken, the free ones."""
    admitted = [guest for guest in guests if guest.rsvp.seating == Seating.ADMITTED]
    waiting = sorted(
        (guest for guest in guests if guest.rsvp.seating == Seating.WAITING),
        key=lambda guest: (guest.rsvp.waiting_since_at, guest.pk),
    )
    maybe = [guest for guest in guests if guest.rsvp.answer == Answer.MAYBE]
    capacity = invitation.capacity if invitation else 0
    seats = [Seat(SeatState.HOST, party.host_first_name)]
    for guest in admitted:
        seats.append(Seat(SeatState.YES, guest.first_name, _marks(guest)))
        more = guest.rsvp.adults + guest.rsvp.children - 1
        beside = _("+1 %(name)s") % {"name": guest.first_name}
        seats += [Seat(SeatState.YES, beside)] * more
    taken = invitation.taken if invitation else 0
    free = max(0, capacity - taken)
    seats += [Seat(SeatState.MAYBE, guest.first_name) for guest in maybe[:free]]
    seats += [Seat(SeatState.FREE)] * max(0, free - len(maybe))
    return Table(
        heading=_heading(taken, capacity, len(waiting)),
        say=_sentence(taken, capacity, len(maybe), len(waiting)),
        seats=seats,
        waiting=[Waiting(guest.first_name) for guest in waiting],
        guests_waiting=waiting,
        maybe=maybe,
        careful=[
            (g, allergens.names(g.rsvp.allergens), _marks(g))
            for g in admitted
            if g.rsvp.allergens or g.rsvp.needs
        ],
        messages=[g for g in guests if g.rsvp.message],
        taken=taken,
        capacity=capacity,
    )


def _marks(guest: Guest) -> tuple[str, ...]:
    """The signs of a guest's allergies, the same on the table and in the kitchen's list."""
    return tuple(MARKS[code] for code in guest.rsvp.allergens if code in MARKS)


def _heading(taken: int, capacity: int, waiting: int) -> str:
    if taken == 0:
        return _("Your table is laid.")
    if taken >= capacity:
        return _("Your table is full.") if not waiting else _("Full, and people at the door.")
    if taken * 3 >= capacity * 2:
        return _("Your table is almost full.")
    return _("Your table is filling.")


def _sentence(taken: int, capacity: int, maybe: int, waiting: int) -> str:
    if taken == maybe == waiting == 0:
        return ngettext(
            "%(count)d chair waits for your friends. Share the link: they answer in ten seconds.",
            "%(count)d chairs wait for your friends. Share the link: they answer in ten seconds.",
            capacity,
        ) % {"count": capacity}
    free = capacity - taken
    said = [ngettext("%(count)d chair taken.", "%(count)d chairs taken.", taken) % {"count": taken}]
    if free > 0:
        said.append(
            ngettext("%(count)d still free.", "%(count)d still free.", free) % {"count": free}
        )
    if maybe:
        said.append(ngettext("%(count)d maybe.", "%(count)d maybes.", maybe) % {"count": maybe})
    if waiting:
        said.append(
            ngettext(
                "%(count)d person waits for a chair.",
                "%(count)d people wait for a chair.",
                waiting,
            )
            % {"count": waiting}
        )
    # A figure never parts from what it counts.
    return " ".join(part.replace(" ", NBSP, 1) for part in said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """The parcel in words: ``say`` is the sentence, ``done`` the share of the way, 0 to 1."""

    say: str
    done: float
    tone: str
    steps: list[dict[str, Any]]
    lines: list[str]
    carrier: str = ""
    tracking_code: str = ""
    goes_to: str = ""


def kit_of(kit: Kit | None, today: date) -> Parcel | None:
    """The parcel of a party on ``today``; None until there is one, or when it was called back."""
    if kit is None or kit.state in (KitState.CANCELLED, KitState.RETURNED):
        return None
    order = [KitState.ALLOCATED, KitState.PACKED, KitState.SHIPPED, KitState.DELIVERED]
    # Nothing is put aside while a piece is missing: no step of the way is taken.
    at = order.index(KitState(kit.state)) if kit.state in order else -1
    names = [_("put aside"), _("packed"), _("on its way"), _("with you")]
    late = readiness(kit, today) == Readiness.RED
    said = {
        KitState.SHORT: _("Part of the parcel is not in stock yet; we are on it."),
        KitState.ALLOCATED: _("Everything is put aside for you; it leaves once you have a date."),
        KitState.PACKED: _("The box is closed and waits for the carrier."),
        KitState.SHIPPED: _("The parcel is on its way to you."),
        KitState.DELIVERED: _("The parcel is with you."),
    }[KitState(kit.state)]
    if late:
        said = _("The parcel is late; we look for a way out and write to you.")
    elif kit.state == KitState.ALLOCATED and kit.must_ship_by_date:
        said = _("Everything is put aside for you; it leaves in time for your evening.")
    shipment = to_host(kit)
    lines = [
        f"{line.quantity}\u00a0×\u00a0{_name(line.item_size.item)}" for line in kit.lines.all()
    ]
    return Parcel(
        say=said,
        done=(at + 1) / len(order),
        tone="soon" if late or kit.state == KitState.SHORT else "done",
        steps=[{"label": name, "current": n == at} for n, name in enumerate(names)],
        lines=lines,
        carrier=shipment.carrier if shipment else "",
        tracking_code=shipment.tracking_code if shipment else "",
        # Its label keeps the address it was made with.
        goes_to=f"{shipment.to_line}, {shipment.to_postcode} {shipment.to_city}"
        if shipment
        else "",
    )


def _name(item: Item) -> str:
    return item.name_fr if (get_language() or "fr").startswith("fr") else item.name_en
