import time
from datetime import UTC, datetime

import pytest

from events.calendar import Reply, ReplyUnreadable, invitation, read_reply
from tests.events.calendar.samples import attendee, party


def reply_to(text: str, *, partstat: str) -> bytes:
    """What a calendar sends back: the same event, METHOD:REPLY, the attendee's PARTSTAT."""
    text = text.replace("\r\n ", "").replace("METHOD:REQUEST", "METHOD:REPLY")
    return text.replace("PARTSTAT=NEEDS-ACTION", f"PARTSTAT={partstat}").encode()


REQUEST = invitation(method="REQUEST", party=party(sequence=2), attendee=attendee())


@pytest.mark.parametrize(
    ("partstat", "answer"), [("ACCEPTED", "YES"), ("DECLINED", "NO"), ("TENTATIVE", "MAYBE")]
)
def test_an_answer_is_read_back(partstat, answer):
    assert read_reply(reply_to(REQUEST, partstat=partstat)) == Reply(
        uid="7hq2m8k4zt5w@convive.example",
        sequence=2,
        attendee_address="zoe.dete@mail.example",
        answer=answer,
        stamped_at=datetime(2026, 11, 26, 9, 15, 4, tzinfo=UTC),
    )


def test_an_answer_with_line_feeds_only_is_read_too():
    data = reply_to(REQUEST, partstat="ACCEPTED").replace(b"\r\n", b"\n")

    assert read_reply(b"\xef\xbb\xbf" + data).answer == "YES"


GOOD = reply_to(REQUEST, partstat="ACCEPTED")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\xff\xfe",
        b"BEGIN:VCALENDAR",
        REQUEST.encode(),
        GOOD.replace(b"ACCEPTED", b"DELEGATED"),
        GOOD.replace(b"ATTENDEE", b"X-ATTENDEE"),
        GOOD.replace(b"UID:", b"X-UID:"),
        GOOD.replace(b"mailto:zoe", b"https:zoe"),
        GOOD.replace(b"END:VEVENT", b"END:VEVENT\r\nBEGIN:VEVENT\r\nUID:2\r\nEND:VEVENT"),
        GOOD.replace(b"CLASS:PRIVATE", b"ATTENDEE;PARTSTAT=ACCEPTED:mailto:b@mail.example"),
        b"BEGIN:VCALENDAR\r\n" * 1_500,
        b"A" * 70_000,
        b"BEGIN:VEVENT\r\n" * 100_000,
    ],
)
def test_anything_else_is_refused_quickly_and_never_crashes(data):
    started = time.perf_counter()

    with pytest.raises(ReplyUnreadable):
        read_reply(data)

    assert time.perf_counter() - started < 1


def test_every_truncation_and_every_flipped_byte_is_read_or_refused():
    for cut in range(0, len(GOOD), 7):
        _either(GOOD[:cut])
        _either(GOOD[:cut] + bytes([GOOD[cut] ^ 0x5A]) + GOOD[cut + 1 :])


def _either(data: bytes) -> None:
    try:
        reply = read_reply(data)
    except ReplyUnreadable:
        return
    assert reply.answer in ("YES", "NO", "MAYBE")
