"""Who sits where, as plain data: what the drawings of the table are made from."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class SeatState(StrEnum):
    """What a chair says. A free chair is dashed, a maybe amber, yours pulled out, a surprise under a napkin."""

    LAID = "LAID"
    HOST = "HOST"
    YES = "YES"
    YOU = "YOU"
    MAYBE = "MAYBE"
    FREE = "FREE"
    NAPKIN = "NAPKIN"


class Names(StrEnum):
    """How a guest is named: not at all, by an initial (to other guests), or by a place card (to the host)."""

    NONE = "NONE"
    INITIALS = "INITIALS"
    CARDS = "CARDS"


class Card(StrEnum):
    """A place card of the draw."""

    DOWN = "DOWN"
    TURNING = "TURNING"
    UP = "UP"


@dataclass(frozen=True, slots=True)
class Seat:
    """One chair. ``marks`` are icon names drawn beside a place card (allergens: "milk-off", "nut-off", "wheat-off")."""

    state: SeatState | str = SeatState.FREE
    name: str = ""
    marks: tuple[str, ...] = ()

    @property
    def kind(self) -> SeatState:
        return SeatState(self.state.upper())


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of the hem: ``seats`` neighbouring chairs that belong to one region of the draw."""

    name: str
    seats: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody at the door, first in line first."""

    name: str
    you: bool = False


@dataclass(frozen=True, slots=True)
class DrawCard:
    """One table to be given away, with the region's line ("3 for 52") on its band."""

    region: str
    name: str = ""
    line: str = ""
    state: Card | str = Card.DOWN
    odds: str = ""


def seats_for(
    *,
    capacity: int,
    yes: Sequence[str] = (),
    maybe: Sequence[str] = (),
    host: str = "",
    you: str | Sequence[str] = "",
    napkins: int = 0,
) -> list[Seat]:
    """Seats of a party in the usual order: host at the top, then yes, you, maybe, free, and the surprise last.

    ``you`` is one name, or one for each chair that is yours. ``capacity`` counts every chair. More people than chairs gives more chairs, never a lost guest.
    """
    seats = [Seat(SeatState.HOST, host)] if host else []
    seats += [Seat(SeatState.YES, name) for name in yes]
    yours = [you] if isinstance(you, str) else you
    seats += [Seat(SeatState.YOU, name) for name in yours if name]
    seats += [Seat(SeatState.MAYBE, name) for name in maybe]
    seats += [Seat(SeatState.FREE)] * max(capacity - len(seats) - napkins, 0)
    return seats + [Seat(SeatState.NAPKIN)] * napkins
