"""The refusals every step of a draw may answer with; their messages are fit to show to staff."""


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
