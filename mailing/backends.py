"""The door for mail that other libraries write (sign-in codes): it becomes a row like any other."""

from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import translation

from common import clock
from mailing.domain import messages


class QueueBackend(BaseEmailBackend):
    """Writes each mail down, one row per recipient; the sweep of `mailing.send_due` sends it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for mail in email_messages:
            html = next(
                (str(part.content) for part in _alternatives(mail) if part.mimetype == "text/html"),
                "",
            )
            for address in mail.recipients():
                messages.write(
                    template="account",
                    to_address=address,
                    language=translation.get_language() or "fr",
                    subject=str(mail.subject),
                    text=str(mail.body),
                    html=html,
                    reply_to=mail.reply_to[0] if mail.reply_to else "",
                    at=clock.now(),
                )
        return len(email_messages)


def _alternatives(mail: EmailMessage) -> Sequence[Any]:
    return getattr(mail, "alternatives", None) or ()
