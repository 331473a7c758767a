"""Mail that comes back is read, and known by its own Message-ID alone."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command

from mailing import dsn, mime
from mailing.domain import bounces
from mailing.models import Bounce, Message
from sales.connectors.generic import fake
from tests.factories.mailing import BounceFactory, MessageFactory
from tests.moments import NOON

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).parent / "notifications"
SECRET = "whsec_" + "c2VjcmV0LW9mLXRoZS1tYWlsLXNlcnZlcg=="


def notification(name: str, message: Message) -> bytes:
    message_id = mime.build(message).message()["Message-ID"].strip("<>")
    raw = (FOLDER / f"{name}.eml").read_bytes().replace(b"MESSAGE_ID", message_id.encode())
    return raw.replace(b"\n", b"\r\n")


@pytest.fixture
def left(brand):
    return MessageFactory(brand=brand, in_state="SENT")


@pytest.mark.parametrize(
    ("name", "kind", "status", "said"),
    [
        ("postfix", "HARD", "5.1.1", "User unknown"),
        ("exchange", "HARD", "5.2.2", "Mailbox full"),
        ("delayed", "SOFT", "4.4.1", "Connection timed out"),
    ],
)
def test_notifications_of_several_servers_are_read(left, name, kind, status, said):
    found = bounces.take(raw=notification(name, left), at=NOON)

    assert (found.message, found.brand, found.kind, found.status) == (
        left,
        left.brand,
        kind,
        status,
    )
    assert said in found.detail


def test_said_twice_it_is_one_row_and_a_failure_replaces_a_delay_never_the_reverse(left):
    for name in ("delayed", "postfix", "postfix", "delayed"):
        bounces.take(raw=notification(name, left), at=NOON)

    assert Bounce.objects.get().status == "5.1.1"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\x00" * 50,
        b"Subject: I am away\n\nBack on Monday.",
        b"Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\n--x--",
        b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\n" * 5_000,
    ],
)
def test_what_is_no_notification_is_none_of_ours(left, raw):
    assert dsn.read(raw) is None
    assert bounces.take(raw=raw, at=NOON) is None


def test_nobody_speaks_of_a_mail_they_have_not_seen(left):
    guess = notification("postfix", left).replace(left.code.lower().encode(), b"0" * 27)
    elsewhere = f"<{left.code}@other.example>"

    assert bounces.take(raw=guess, at=NOON) is None
    assert bounces.note(message_id=elsewhere, status="5.1.1", at=NOON) is None


def test_the_door_asks_for_the_signature(client, left, settings):
    raw = notification("postfix", left)
    headers = fake.sign(body=raw, secret=SECRET, at=NOON, delivery_id="b-1")

    def post(body: bytes, headers: dict[str, str], kind: str = "message/rfc822"):
        return client.post("/hooks/mail/", data=body, content_type=kind, headers=headers)

    assert post(raw, headers).status_code == 404, "no secret, no door"
    settings.BOUNCE_SECRET = SECRET
    assert [post(raw + b" ", headers).status_code, post(raw, {}).status_code] == [401, 401]
    assert not Bounce.objects.exists()
    assert post(raw, headers).json() == {"known": True}

    other = MessageFactory(brand=left.brand, in_state="SENT")
    said = {"message_id": f"<{other.code.lower()}@convive.example>", "status": "4.2.2"}
    for body, status in (
        (json.dumps(said).encode(), 200),
        (b'{"status": "5.1.1"}', 422),
        (b"[]", 422),
        (json.dumps({**said, "status": "2.0.0"}).encode(), 422),
    ):
        signed = fake.sign(body=body, secret=SECRET, at=NOON, delivery_id="b-2")
        assert post(body, signed, "application/json").status_code == status, body
    assert Bounce.objects.get(message=other).kind == "SOFT"


def test_a_mailbox_is_piped_through_a_command(left, monkeypatch, capsys):
    class Piped:
        buffer = io.BytesIO(notification("exchange", left))

    monkeypatch.setattr("sys.stdin", Piped)
    call_command("take_bounce")

    assert capsys.readouterr().out == "noted\n"
    assert Bounce.objects.get().message == left


def test_it_goes_with_its_mail(left):
    BounceFactory(message=left)
    left.delete()

    assert not Bounce.objects.exists()
