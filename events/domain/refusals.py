"""The refusals every step of a draw may answer with; their messages are fit to show to staff."""

from django.utils.translation import gettext as _

from events.models import Campaign, CampaignState


class DrawRefused(Exception):
    """A step of the draw cannot be taken; the message says why and what to do.

    ``code`` and ``figures`` say the same to a program, and to a page in another language.
    """

    def __init__(
        self, message: str, code: str = "", figures: dict[str, int | str] | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.figures = figures or {}


class SealImpossible(DrawRefused):
    """The draw cannot be sealed as planned. ``code`` and ``figures`` are the raffle's."""


class CalledOff(SealImpossible):
    """The campaign was cancelled: nothing is sealed or drawn any more."""


class PartiesHeld(DrawRefused):
    """Parties of this draw took place: what they were held for cannot be undone."""


class NeedsSecondPerson(DrawRefused):
    """Who sealed wants to draw too."""


class NotYet(DrawRefused):
    """The randomness is not there, or its time has not come."""


class AlreadyDrawn(DrawRefused):
    """Somebody was first, or the draw is void."""


class BeaconNotTaken(DrawRefused):
    """A round that is not the sealed one, or not what the chain signed."""


class OtherSecret(DrawRefused):
    """A witness's value that is not the one committed to."""


def refuse_called_off(campaign: Campaign) -> None:
    """Raise CalledOff for a cancelled campaign; to be sure, the caller holds its row."""
    if campaign.state == CampaignState.CANCELLED:
        raise CalledOff(_("This campaign was called off; nothing is drawn any more."), "CALLED_OFF")
