"""Writing mail down, sending it once, taking it back."""

import smtplib
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core import mail as django_mail
from django.core.mail.backends import locmem

from accounts.identity import email_hash
from common import clock
from mailing import mime, queries
from mailing.domain import messages
from mailing.models import Message, MessageState, Suppression
from tests.factories.accounts import BrandFactory
from tests.factories.mailing import MessageFactory

PLAIN = {"to_address": "camille@example.com", "language": "fr", "context": {}}
INVITE = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def templates(settings, tmp_path):
    """A mail template of our own: plain."""
    folder = tmp_path / "mail"
    folder.mkdir()
    (folder / "plain.subject.txt").write_text("Hello {{ name }}\n")
    (folder / "plain.txt").write_text("Dear {{ name }}, {{ stop_url }}{{ brand.name }}")
    (folder / "plain.html").write_text("<p>{{ subject }} {{ name }}</p>")
    options = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**options, "DIRS": [tmp_path, *options["DIRS"]]}]


@pytest.fixture
def outside(db, settings):
    """A world in which mail leaves, into a box that can be looked into."""
    settings.DEMO = False
    return django_mail.outbox


def refuse(monkeypatch, error):
    """Let the outside world answer every mail with ``error``."""

    def send_messages(self, email_messages):
        raise error

    monkeypatch.setattr(locmem.EmailBackend, "send_messages", send_messages)


def test_queue_writes_words_that_are_escaped_only_in_html(db, templates, noon):
    message = messages.queue(template="plain", **{**PLAIN, "context": {"name": "Zoé d'Aubigné <3"}})

    assert (message.subject, message.text, message.html) == (
        "Hello Zoé d'Aubigné <3",
        "Dear Zoé d'Aubigné <3,\n",
        "<p>Hello Zoé d&#x27;Aubigné &lt;3 Zoé d&#x27;Aubigné &lt;3</p>",
    )
    assert (message.state, message.send_after, len(message.code)) == ("QUEUED", noon, 27)


def test_queue_gives_a_mail_that_may_stop_its_stop_link(templates, brand):
    message = messages.queue(template="plain", brand=brand, may_stop=True, **PLAIN)

    assert message.text == f"Dear , http://testserver/stop/{message.code}{brand.name}\n"


def test_queue_keeps_one_message_for_one_dedupe_key(db, templates):
    first = messages.queue(template="plain", dedupe_key="receipt:7", **PLAIN)

    assert messages.queue(template="plain", dedupe_key="receipt:7", **PLAIN) is None
    assert list(Message.objects.all()) == [first]


def test_write_meets_a_dedupe_key_that_came_in_between(db, noon):
    MessageFactory(dedupe_key="receipt:7")

    words = {"template": "x", "to_address": "a@example.com", "language": "fr", "subject": "s"}
    assert messages.write(**words, text="t", at=noon, dedupe_key="receipt:7") is None


@pytest.mark.parametrize("field", ["to_address", "reply_to"])
@pytest.mark.parametrize(
    "address",
    ["a@example.com\r\nBcc: all@example.com", "a@example.com\nX: y", "a@example.com\x00", "nobody"],
)
def test_write_refuses_an_address_that_smuggles_a_header(db, noon, field, address):
    words = {"template": "x", "to_address": "a@example.com", "language": "fr", "subject": "s"}

    with pytest.raises(messages.UnfitAddress):
        messages.write(**{**words, field: address}, text="t", at=noon)
    assert Message.objects.count() == 0


def test_write_brings_names_and_subjects_to_one_line(db, noon):
    message = messages.write(
        template="x",
        to_address="a@example.com",
        to_name="Zoé\r\nBcc: all@example.com",
        language="fr",
        subject="Bonjour\r\nBcc: all@example.com\u2028fin",
        text="t",
        at=noon,
    )
    mail = mime.build(message).message()

    assert message.to_name == "Zoé Bcc: all@example.com"
    assert message.subject == "Bonjour Bcc: all@example.com fin"
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Bonjour Bcc: all@example.com fin"


def test_send_due_in_the_demo_keeps_everything_in_the_house(db, noon, monkeypatch):
    message = MessageFactory()
    monkeypatch.setattr(
        "django.core.mail.EmailMessage.send", lambda *a, **k: pytest.fail("something left")
    )

    assert messages.send_due(at=noon) == 1
    message.refresh_from_db()
    assert (message.state, message.sent_at, message.attempts) == ("SENT", noon, 1)


def test_send_due_waits_for_the_hour(db, noon):
    message = MessageFactory(send_after=noon + timedelta(minutes=10))

    assert messages.send_due(at=noon) == 0
    with clock.fixed(noon + timedelta(minutes=10)):
        assert messages.send_due(at=clock.now()) == 1
    message.refresh_from_db()
    assert message.sent_at == noon + timedelta(minutes=10)


def test_cancel_takes_back_what_has_not_left(db, noon):
    waiting, gone = MessageFactory(), MessageFactory(in_state=MessageState.SENT)

    assert messages.cancel(message=waiting) is True
    assert messages.cancel(message=gone) is False
    assert (waiting.state, gone.state) == ("CANCELLED", "SENT")
    assert messages.send_due(at=noon) == 0


def test_send_puts_the_whole_mail_together(outside, noon):
    brand = BrandFactory(name="Maison, Alma")
    message = MessageFactory(
        brand=brand,
        to_name="Zoé Lebœuf",
        reply_to="host@example.com",
        may_stop=True,
        calendar_text=INVITE,
        calendar_method="REQUEST",
    )

    assert messages.send(message_id=message.pk, at=noon) is True

    mail = message_from_bytes(outside[0].message().as_bytes(), policy=policy.default)
    stop = f"<http://testserver/stop/{message.code}>"
    assert {
        name: mail[name]
        for name in (
            "From",
            "To",
            "Reply-To",
            "Subject",
            "List-Unsubscribe",
            "List-Unsubscribe-Post",
        )
    } == {
        "From": '"Maison, Alma" <bonjour@convive.example>',
        "To": "Zoé Lebœuf <camille@example.com>",
        "Reply-To": "host@example.com",
        "Subject": "Bonjour",
        "List-Unsubscribe": stop,
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert mail["Message-ID"] == f"<{message.code.lower()}@convive.example>"
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    calendar = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    assert calendar.get_param("method") == "REQUEST"
    attached = next(part for part in mail.walk() if part.get_content_type() == "application/ics")
    assert (attached.get_filename(), attached.get_content()) == ("invite.ics", INVITE.encode())


def test_send_of_an_answer_carries_no_stop_link(outside, noon):
    messages.send(message_id=MessageFactory().pk, at=noon)

    mail = outside[0].message()
    assert (mail["List-Unsubscribe"], mail["Auto-Submitted"]) == (None, "auto-generated")


def test_send_honours_a_stop_for_mail_that_may_be_stopped(outside, noon):
    brand, other = BrandFactory(), BrandFactory()
    publicity = MessageFactory(brand=brand, may_stop=True)
    answer = MessageFactory(brand=brand)
    elsewhere = MessageFactory(brand=other, may_stop=True)
    messages.stop(message=publicity, at=noon)
    messages.stop(message=publicity, at=noon)

    assert messages.send_due(at=noon) == 2
    states = dict(Message.objects.values_list("pk", "state"))
    assert states == {publicity.pk: "SUPPRESSED", answer.pk: "SENT", elsewhere.pk: "SENT"}
    assert Suppression.objects.count() == 1


def test_a_stop_for_everyone_stops_every_brand(db, noon):
    Suppression.objects.create(email_hash=email_hash("a@example.com"), reason="complaint", at=noon)

    assert queries.is_suppressed(brand_id=BrandFactory().pk, email_hash=email_hash("A@example.com"))


def test_send_tries_again_later_and_in_the_end_gives_up(outside, noon, monkeypatch):
    message = MessageFactory()
    refuse(monkeypatch, ConnectionRefusedError("away"))
    at, pauses = noon, []
    for _ in range(messages.MAX_ATTEMPTS):
        assert messages.send(message_id=message.pk, at=at) is False
        message.refresh_from_db()
        pauses.append((message.send_after - at).total_seconds())
        at = message.send_after

    assert (message.state, message.attempts) == ("FAILED", 8)
    assert message.last_error == "ConnectionRefusedError: away"
    assert pauses == [30, 60, 120, 240, 480, 960, 1920, 3840]
    assert messages.send(message_id=message.pk, at=at + timedelta(days=1)) is False
    assert messages.retry(message=message, at=at) is True


def test_send_gives_up_at_once_when_the_address_is_refused_for_good(outside, noon, monkeypatch):
    message = MessageFactory()
    refuse(monkeypatch, smtplib.SMTPRecipientsRefused({"camille@example.com": (550, b"unknown")}))

    messages.send(message_id=message.pk, at=noon)
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("FAILED", 1)


def test_one_mail_that_cannot_leave_does_not_hold_up_the_others(outside, noon, monkeypatch):
    bad, good = MessageFactory(), MessageFactory()
    build = mime.build

    def picky(message):
        if message.pk == bad.pk:
            raise ValueError("cannot be put together")
        return build(message)

    monkeypatch.setattr(mime, "build", picky)

    assert messages.send_due(at=noon) == 1
    assert dict(Message.objects.values_list("pk", "state")) == {bad.pk: "QUEUED", good.pk: "SENT"}


def test_a_message_left_behind_by_a_crash_leaves_when_its_lease_is_over(outside, noon, monkeypatch):
    message = MessageFactory()
    refuse(monkeypatch, KeyboardInterrupt())  # the process dies between claim and note
    with pytest.raises(KeyboardInterrupt):
        messages.send(message_id=message.pk, at=noon)
    monkeypatch.undo()

    message.refresh_from_db()
    assert message.state == "SENDING"
    assert messages.send(message_id=message.pk, at=noon + timedelta(minutes=4)) is False
    assert messages.send(message_id=message.pk, at=noon + messages.LEASE) is True
    message.refresh_from_db()
    assert (message.state, message.attempts, len(outside)) == ("SENT", 2, 1)


def test_a_message_claimed_meanwhile_is_not_sent_twice(outside, noon, monkeypatch):
    message = MessageFactory(may_stop=True)

    def somebody_is_faster(**_):
        Message.objects.update(state="SENDING", attempts=1, claimed_until=noon + messages.LEASE)
        return False

    monkeypatch.setattr(queries, "is_suppressed", somebody_is_faster)

    assert messages.send(message_id=message.pk, at=noon) is False
    assert outside == []
