"""The calendar text inside an e-mail: an alternative mail programs act on, and a file to open."""

from typing import Literal, Protocol

FILENAME = "invite.ics"


class CarriesParts(Protocol):
    """What is used of ``django.core.mail.EmailMultiAlternatives``."""

    def attach_alternative(self, content: str, mimetype: str) -> None: ...

    def attach(self, filename: str, content: bytes, mimetype: str) -> None: ...


def attach(message: CarriesParts, *, text: str, method: Literal["REQUEST", "CANCEL"]) -> None:
    """Add ``text`` (from ``invitation``) twice; call it after the HTML part, the last one wins.

    The ``method=`` of the MIME type must match METHOD in the text: Gmail and Outlook ignore, or
    add a second event for, a message where they differ. The file is ``application/ics`` so that
    no program reads two calendar bodies in one message.
    """
    if f"\r\nMETHOD:{method}\r\n" not in text:
        raise ValueError("The calendar text was made for another method.")
    message.attach_alternative(text, f"text/calendar; method={method}")
    message.attach(FILENAME, text.encode(), "application/ics")
