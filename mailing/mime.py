"""A row of mail as what leaves: text, HTML, calendar, and the headers that matter."""

from email.headerregistry import Address
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from mailing.models import Message

CALENDAR_FILE = "invite.ics"


def build(message: Message) -> EmailMultiAlternatives:
    """Return the mail of one row; the same row always gives the same Message-ID.

    The calendar comes as the last alternative, so that mail programs act on it, and as a file to
    open. Its MIME ``method`` repeats METHOD, or Gmail and Outlook ignore it; the file is
    ``application/ics``, so that no program reads two calendar bodies in one message.
    """
    headers = {"Message-ID": f"<{message.code.lower()}@{settings.MAIL_DOMAIN}>"}
    if message.may_stop:
        headers["List-Unsubscribe"] = f"<{stop_url(message.code)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    else:
        # Tells auto-responders not to answer: this mail answers something its reader did.
        headers["Auto-Submitted"] = "auto-generated"
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        from_email=sender(message),
        to=[display(message.to_name, message.to_address)],
        reply_to=[message.reply_to] if message.reply_to else None,
        headers=headers,
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    if message.calendar_text:
        mail.attach_alternative(
            message.calendar_text, f"text/calendar; method={message.calendar_method}"
        )
        mail.attach(CALENDAR_FILE, message.calendar_text.encode(), "application/ics")
    return mail


def stop_url(code: str) -> str:
    """Return the one-click stop address (RFC 8058) of the message with this code."""
    return f"{settings.BASE_URL}/stop/{code}"


def sender(message: Message) -> str:
    """Return the From of a message: the brand's name before the house's address."""
    name, address = parseaddr(settings.MAIL_FROM)
    return display(message.brand.name if message.brand else name, address)


def display(name: str, address: str) -> str:
    """Return ``Name <address>``, quoted as RFC 5322 asks; the address alone without a name."""
    # A brand's name is not brought to one line on its way here as a person's is.
    name = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    return str(Address(display_name=name, addr_spec=address)) if name else address
