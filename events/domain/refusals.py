"""The refusal every step of a draw may answer with; its message is fit to show to staff."""


class DrawRefused(Exception):
    """A step of the draw cannot be taken; the message says why and what to do."""
