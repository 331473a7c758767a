"""Writing mail down, sending what is due, taking back what has not left.

A message is sent at least once. Between the claim and the note "sent" a process may die; the lease
then runs out and the message leaves again, with the same Message-ID, so that most mail programs
show it once. What cannot happen is that it is lost, or that two processes send it at once.
"""

import logging
import re
import smtplib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.template import Context, engines
from django.utils import translation

from accounts.identity import email_hash
from accounts.models import Brand
from common import clock, codes
from mailing import mime, queries
from mailing.domain import bounces
from mailing.models import Batch, BatchState, Message, MessageState, Suppression

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 8
NO_BREAK_SPACES = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"  # French sets its colons with them
FIRST_PAUSE = timedelta(seconds=30)  # doubles at each failure: 30 s, 1 min, ... 32 min


class UnfitAddress(Exception):
    """The address cannot be written to: it is not one, or it carries a line break."""


def queue(
    *,
    template: str,
    to_address: str,
    language: str,
    context: Mapping[str, Any],
    brand: Brand | None = None,
    to_name: str = "",
    dedupe_key: str | None = None,
    about: str = "",
    send_after: datetime | None = None,
    reply_to: str = "",
    calendar_text: str = "",
    calendar_method: str = "",
    may_stop: bool = False,
    forget: bool = False,
    batch: Batch | None = None,
) -> Message | None:
    """Write one mail down, to leave from ``send_after`` on (now, unless said).

    Renders ``mail/<template>.subject.txt``, ``.txt`` and ``.html`` in ``language``; the templates
    also know ``brand``, ``base_url``, ``code``, ``subject`` and, with ``may_stop``, ``stop_url``.
    ``about`` is whom it tells of, so that it is found when they are erased. ``forget`` deletes the
    row once it has left, or never can. With ``batch`` (held by ``batches.writing``) it leaves with the
    others, or is held back with them. Returns None when ``dedupe_key`` is known already. Raises
    UnfitAddress.
    """
    if dedupe_key is not None and Message.objects.filter(dedupe_key=dedupe_key).exists():
        return None
    at = clock.now()
    code = codes.capability()
    subject, text, html = render(
        template=template,
        language=language,
        context=context,
        brand=brand,
        code=code,
        stop_url=mime.stop_url(code) if may_stop else "",
    )
    return write(
        template=template,
        to_address=to_address,
        to_name=to_name,
        reply_to=reply_to,
        language=language,
        subject=subject,
        text=text,
        html=html,
        brand=brand,
        code=code,
        dedupe_key=dedupe_key,
        about=about,
        send_after=send_after or at,
        calendar_text=calendar_text,
        calendar_method=calendar_method,
        may_stop=may_stop,
        forget=forget,
        batch=batch,
        at=at,
    )


def render(
    *,
    template: str,
    language: str,
    context: Mapping[str, Any],
    brand: Brand | None,
    code: str = "",
    stop_url: str = "",
) -> tuple[str, str, str]:
    """Return the subject, the text and the HTML of a mail as its reader would get it."""
    everything = {
        "brand": brand,
        "base_url": settings.BASE_URL,
        "code": code,
        "demo": settings.DEMO,
        "language": language,
        "stop_url": stop_url,
        **context,
    }
    with translation.override(language):
        subject = one_line(_render(f"mail/{template}.subject.txt", everything, escape=False))[:255]
        everything["subject"] = subject
        text = _render(f"mail/{template}.txt", everything, escape=False).strip() + "\n"
        html = _render(f"mail/{template}.html", everything, escape=True)
    return subject, text, html


def write(
    *,
    template: str,
    to_address: str,
    language: str,
    subject: str,
    text: str,
    at: datetime,
    html: str = "",
    brand: Brand | None = None,
    code: str | None = None,
    to_name: str = "",
    reply_to: str = "",
    dedupe_key: str | None = None,
    about: str = "",
    send_after: datetime | None = None,
    calendar_text: str = "",
    calendar_method: str = "",
    may_stop: bool = False,
    forget: bool = False,
    batch: Batch | None = None,
) -> Message | None:
    """Write down a mail whose words are ready; as ``queue``. ``at`` is now."""
    for address in (to_address, reply_to):
        if address:
            _require_fit(address)
    message = Message(
        code=code or codes.capability(),
        brand=brand,
        template=template,
        to_address=to_address,
        to_name=one_line(to_name)[:160],
        reply_to=reply_to,
        language=language,
        subject=one_line(subject)[:255],
        text=text,
        html=html,
        calendar_text=calendar_text,
        calendar_method=calendar_method,
        may_stop=may_stop,
        forget=forget,
        dedupe_key=dedupe_key,
        about=about,
        batch=batch,
        state=MessageState.CANCELLED
        if batch and batch.state != BatchState.RELEASED
        else MessageState.QUEUED,
        send_after=(batch and batch.leaves_at) or send_after or at,
        created_at=at,
    )
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError:
        if dedupe_key is not None and Message.objects.filter(dedupe_key=dedupe_key).exists():
            return None
        raise
    return message


def cancel(*, message: Message) -> bool:
    """Take back a message that has not begun to leave; says whether it was still time."""
    taken_back = Message.objects.filter(pk=message.pk, state=MessageState.QUEUED).update(
        state=MessageState.CANCELLED
    )
    message.refresh_from_db(fields=["state"])
    return bool(taken_back)


def cancel_all(*, dedupe_prefix: str, templates: Sequence[str]) -> int:
    """Take back every message of these templates, keyed so, that has not begun to leave."""
    return Message.objects.filter(
        state=MessageState.QUEUED, dedupe_key__startswith=dedupe_prefix, template__in=templates
    ).update(state=MessageState.CANCELLED)


def send_due(*, at: datetime, limit: int = 200) -> int:
    """Send up to ``limit`` messages that are due at ``at``; returns how many left.

    One message that cannot leave never holds up the others. Safe in several processes at once.
    """
    waiting = list(queries.due(at=at).values_list("pk", flat=True)[:limit])
    return sum(send(message_id=pk, at=max(at, clock.now())) for pk in waiting)


def send(*, message_id: int, at: datetime) -> bool:
    """Send one message if it is due and nobody else is at it; says whether it left now.

    Not inside a transaction: the claim must be on disk before the mail leaves.
    """
    message = queries.due(at=at).select_related("brand").filter(pk=message_id).first()
    if message is None:
        return False
    if message.may_stop and queries.is_suppressed(
        brand_id=message.brand_id, email_hash=email_hash(message.to_address)
    ):
        _end(_due(message, at), state=MessageState.SUPPRESSED, claimed_until=None)
        return False
    lease = at + LEASE
    claimed = _due(message, at).update(
        state=MessageState.SENDING, claimed_until=lease, attempts=F("attempts") + 1
    )
    if not claimed:
        return False
    attempts = message.attempts + 1
    mine = Message.objects.filter(pk=message.pk, state=MessageState.SENDING, claimed_until=lease)
    try:
        _hand_over(message)
    except Exception as error:  # whatever went wrong with this one, the next one is due as well
        _set_back(mine, error, attempts=attempts, at=at)
        if _is_final(error) and not message.forget:
            bounces.came_back(message=message, at=at, **_refusal(error))
        return False
    return _end(mine, state=MessageState.SENT, sent_at=at, claimed_until=None, last_error="")


def retry(*, message: Message, at: datetime) -> bool:
    """Give a failed message a new round of attempts; says whether it was failed."""
    return bool(
        Message.objects.filter(pk=message.pk, state=MessageState.FAILED).update(
            state=MessageState.QUEUED, send_after=at, attempts=0
        )
    )


@transaction.atomic
def stop(*, message: Message, at: datetime, hashed: str = "") -> Suppression:
    """Write no more to the address of ``message`` on behalf of its brand. Harmless when repeated.

    ``hashed`` says whose mailbox it was, where the message itself has forgotten it.
    """
    suppression, _ = Suppression.objects.get_or_create(
        brand=message.brand,
        email_hash=hashed or email_hash(message.to_address),
        defaults={"reason": "one-click", "at": at},
    )
    return suppression


def one_line(text: str) -> str:
    """Bring a name or a subject to one line: a header has no second one to smuggle things into."""
    kept = "".join(c if c.isprintable() or c in NO_BREAK_SPACES else " " for c in text)
    return re.sub(" +", " ", kept).strip()


def _due(message: Message, at: datetime) -> QuerySet[Message]:
    """The condition of every claim: still due, and in the round of attempts that was read."""
    return queries.due(at=at).filter(pk=message.pk, attempts=message.attempts).order_by()


def _end(mine: QuerySet[Message], **columns: object) -> bool:
    """Note how a message ended, or delete it where nothing of it may be kept; False when it was
    not ours any more. Somebody may be erased while it leaves, so the row is asked, not the copy."""
    kept = mine.filter(forget=False).update(**columns)
    return bool(kept or mine.filter(forget=True).delete()[0])


def _hand_over(message: Message) -> None:
    if settings.DEMO:
        # Nothing leaves a demonstration: the row, readable at /demo/mail, is the delivery. It is
        # still put together, so that a mail which could not be built fails here as well.
        mime.build(message).message()
        return
    mime.build(message).send(using="outbound")


def _set_back(mine: QuerySet[Message], error: Exception, *, attempts: int, at: datetime) -> None:
    columns = {
        "send_after": at + FIRST_PAUSE * 2 ** (attempts - 1),
        "claimed_until": None,
        "last_error": f"{type(error).__name__}: {error}"[:2000],
    }
    if attempts >= MAX_ATTEMPTS or _is_final(error):
        _end(mine, state=MessageState.FAILED, **columns)
    else:
        mine.update(state=MessageState.QUEUED, **columns)
    logger.warning("a mail could not leave, attempt %s: %s", attempts, type(error).__name__)


def _is_final(error: Exception) -> bool:
    """Say whether trying again is pointless: the mail server answered 5xx for this address."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code in {
        550,
        552,
        553,
        554,
    }


def _refusal(error: Exception) -> dict[str, str]:
    """The enhanced status and the words of a mail server that refused an address for good."""
    said = getattr(error, "smtp_error", b"")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        said = next((words for _, words in error.recipients.values()), b"")
    text = one_line(said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said))
    found = re.search(r"\b5\.\d{1,3}\.\d{1,3}\b", text)
    return {"status": found[0] if found else "5.0.0", "detail": text}


def _require_fit(address: str) -> None:
    if not address.isprintable():
        raise UnfitAddress("An address has no line breaks or control characters in it.")
    try:
        validate_email(address)
    except ValidationError:
        raise UnfitAddress("This is not an e-mail address.") from None


def _render(name: str, context: Mapping[str, Any], *, escape: bool) -> str:
    """Render a template; plain text and subjects must not be HTML-escaped ("d'Aubigné")."""
    template = engines["django"].engine.get_template(name)  # type: ignore[attr-defined]
    rendered: str = template.render(Context(dict(context), autoescape=escape))
    return rendered
