import re
from datetime import UTC, datetime

import icalendar
import pytest
import vobject
from ical.calendar_stream import IcsCalendarStream

from events.calendar import (
    CalendarFieldInvalid,
    download,
    feed,
    invitation,
    reply_address,
    reply_token,
)
from tests.events.calendar.samples import PARIS, attendee, party


def every_text() -> dict[str, str]:
    moved = party(sequence=1, location="Montreuil")
    return {
        "request": invitation(method="REQUEST", party=party(), attendee=attendee()),
        "update": invitation(method="REQUEST", party=moved, attendee=attendee(answer="ACCEPTED")),
        "cancel": invitation(method="CANCEL", party=party(sequence=2), attendee=attendee()),
        "download": download(party=party()),
        "feed": feed(
            name="Mes fêtes",
            parties=[party(), party(uid="another0@convive.example", status="CANCELLED")],
        ),
    }


KINDS = ["request", "update", "cancel", "download", "feed"]


@pytest.mark.parametrize("kind", KINDS)
def test_lines_end_in_crlf_and_hold_at_most_75_octets_of_whole_characters(kind):
    data = every_text()[kind].encode()

    assert data.endswith(b"END:VCALENDAR\r\n")
    assert re.findall(rb"(?<!\r)\n|\r(?!\n)", data) == []
    lines = data.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    for line in lines:
        line.decode("utf-8")  # a split character would raise here


@pytest.mark.parametrize("kind", KINDS)
def test_three_independent_readers_agree(kind, recwarn):
    text = every_text()[kind]

    first = icalendar.Calendar.from_ical(text)
    second = vobject.readOne(text)
    third = IcsCalendarStream.calendar_from_ics(text)

    ours = [
        (
            str(event["UID"]),
            event["DTSTART"].dt,
            event["DTEND"].dt,
            str(event["SUMMARY"]),
            str(event["DESCRIPTION"]),
            str(event["LOCATION"]),
            int(event["SEQUENCE"]),
            str(event["STATUS"]),
        )
        for event in first.walk("VEVENT")
    ]
    theirs = [
        (
            event.uid.value,
            event.dtstart.value,
            event.dtend.value,
            event.summary.value,
            event.description.value,
            event.location.value,
            int(event.sequence.value),
            event.status.value,
        )
        for event in second.vevent_list
    ]
    others = [
        (
            event.uid,
            event.dtstart,
            event.dtend,
            event.summary,
            event.description,
            event.location,
            event.sequence,
            str(event.status.value),
        )
        for event in third.events
    ]
    assert ours == theirs == others
    assert [event.errors for event in first.walk()] == [[] for _ in first.walk()]
    assert [str(warning.message) for warning in recwarn if "ical" in warning.filename] == []


def test_request_carries_what_it_was_given():
    given = party(sequence=3)
    (event,) = icalendar.Calendar.from_ical(
        invitation(method="REQUEST", party=given, attendee=attendee())
    ).walk("VEVENT")

    assert str(event["SUMMARY"]) == given.summary
    assert str(event["DESCRIPTION"]) == given.description
    assert str(event["LOCATION"]) == given.location
    assert str(event["URL"]) == given.url
    assert event["DTSTART"].dt == datetime(2026, 12, 12, 18, 30, tzinfo=UTC)
    assert event["DTSTAMP"].dt == datetime(2026, 11, 26, 9, 15, 4, tzinfo=UTC)
    assert int(event["SEQUENCE"]) == 3
    assert dict(event["ATTENDEE"].params) == {
        "CN": "Zoé d’Été",
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "NEEDS-ACTION",
        "RSVP": "TRUE",
    }
    assert str(event["ORGANIZER"]) == "mailto:answers+Tk4_mzQ9w-2xYb7c@convive.example"


def test_method_stands_before_the_event():
    for method in ("REQUEST", "CANCEL"):
        text = invitation(method=method, party=party(), attendee=attendee())
        assert 0 < text.index(f"\r\nMETHOD:{method}\r\n") < text.index("BEGIN:VEVENT")


def test_cancel_names_the_same_event_organizer_and_attendee_as_the_request():
    def identity(text: str) -> tuple[str, str, str, int]:
        (event,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
        return (
            str(event["UID"]),
            str(event["ORGANIZER"]),
            str(event["ATTENDEE"]),
            str(event["STATUS"]),
        )

    request = identity(invitation(method="REQUEST", party=party(), attendee=attendee()))
    cancel = identity(invitation(method="CANCEL", party=party(sequence=1), attendee=attendee()))

    assert request[:3] == cancel[:3]
    assert (request[3], cancel[3]) == ("CONFIRMED", "CANCELLED")


def test_no_zone_table_is_sent():
    assert [kind for kind, text in every_text().items() if "VTIMEZONE" in text] == []
    assert [kind for kind, text in every_text().items() if "TZID" in text] == []


def test_a_message_holds_one_attendee_and_one_mailbox_of_ours():
    for kind in ("request", "update", "cancel"):
        text = every_text()[kind].replace("\r\n ", "")
        assert re.findall(r"mailto:(\S+)", text) == [
            "zoe.dete@mail.example",
            "answers+Tk4_mzQ9w-2xYb7c@convive.example",
        ]


def test_published_texts_name_no_attendee_and_no_token():
    for kind in ("download", "feed"):
        text = every_text()[kind].replace("\r\n ", "")
        assert "ATTENDEE" not in text
        assert set(re.findall(r"mailto:(\S+)", text)) == {"answers@convive.example"}


def test_equal_input_gives_equal_bytes_whatever_the_order_of_a_feed():
    one, two = party(), party(uid="another0@convive.example")

    assert feed(name="A", parties=[one, two]) == feed(name="A", parties=[two, one])
    assert every_text() == every_text()


@pytest.mark.parametrize(
    ("wall", "utc"),
    [
        (datetime(2026, 3, 29, 1, 59, tzinfo=PARIS), datetime(2026, 3, 29, 0, 59, tzinfo=UTC)),
        (datetime(2026, 3, 29, 3, 0, tzinfo=PARIS), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        (datetime(2026, 10, 24, 19, 30, tzinfo=PARIS), datetime(2026, 10, 24, 17, 30, tzinfo=UTC)),
        (datetime(2026, 10, 25, 2, 30, tzinfo=PARIS), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (
            datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=1),
            datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
        ),
        (datetime(2026, 10, 25, 19, 30, tzinfo=PARIS), datetime(2026, 10, 25, 18, 30, tzinfo=UTC)),
    ],
)
def test_days_that_change_the_clock_in_paris(wall, utc):
    text = download(party=party(starts_at=wall, ends_at=datetime(2026, 12, 31, tzinfo=UTC)))

    assert vobject.readOne(text).vevent.dtstart.value == utc
    assert f"DTSTART:{utc:%Y%m%dT%H%M%SZ}\r\n" in text


def test_a_night_across_the_change_lasts_as_long_as_it_lasts():
    text = download(
        party=party(
            starts_at=datetime(2026, 10, 24, 23, 0, tzinfo=PARIS),
            ends_at=datetime(2026, 10, 25, 4, 0, tzinfo=PARIS),
        )
    )
    event = vobject.readOne(text).vevent

    assert (event.dtend.value - event.dtstart.value).total_seconds() == 6 * 3600


@pytest.mark.parametrize("field", ["summary", "description", "location", "organizer_name"])
@pytest.mark.parametrize(
    "payload",
    [
        "x\r\nATTENDEE:mailto:evil@mail.example",
        "x\nEND:VEVENT\nBEGIN:VEVENT\nUID:1",
        "x\u2028ATTENDEE:mailto:evil@mail.example",
        "x\x00\x07\x1b[31m\x85\u202eY",
        'x";PARTSTAT=DECLINED:mailto:evil@mail.example',
    ],
)
def test_free_text_forges_nothing(field, payload):
    text = invitation(method="REQUEST", party=party(**{field: payload}), attendee=attendee())

    (event,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert str(event["ATTENDEE"]) == "mailto:zoe.dete@mail.example"
    assert str(event["UID"]) == party().uid
    assert [char for char in text if ord(char) < 32 and char not in "\r\n"] == []
    assert [char for char in text if char in "\x7f\x85\u2028\u2029\u202e"] == []


def test_a_guest_name_cannot_add_parameters_or_people():
    name = 'Zoé";PARTSTAT=ACCEPTED;X="\r\nATTENDEE:mailto:evil@mail.example'
    text = invitation(method="REQUEST", party=party(), attendee=attendee(name=name))

    (event,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert event["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert len(vobject.readOne(text).vevent.attendee_list) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"uid": "a\r\nb-long-enough"},
        {"uid": "short"},
        {"sequence": -1},
        {"starts_at": datetime(2026, 12, 12, 19, 30)},  # noqa: DTZ001  naive on purpose
        {"ends_at": party().starts_at},
        {"url": "javascript:alert(1)"},
        {"url": "https://convive.example/\r\nX:1"},
        {"url": "https://convive.example/a b"},
        {"url": "/g/relative"},
        {"organizer_address": "answers@convive.example\r\nX:1"},
        {"organizer_address": "no address"},
        {"status": "CANCELLED"},
    ],
)
def test_values_that_would_break_a_request_are_refused(changes):
    with pytest.raises(CalendarFieldInvalid):
        invitation(method="REQUEST", party=party(**changes), attendee=attendee())


@pytest.mark.parametrize(
    "changes",
    [
        {"address": "zoe@mail.example, eve@mail.example"},
        {"address": "zoe@mail.example\n"},
        {"address": '"zoe x"@mail.example'},
        {"address": ""},
        {"reply_token": "a+b@c.example"},
        {"reply_token": ""},
    ],
)
def test_attendees_that_are_not_one_address_are_refused(changes):
    with pytest.raises(CalendarFieldInvalid):
        invitation(method="REQUEST", party=party(), attendee=attendee(**changes))


def test_odd_but_valid_addresses_survive():
    odd = "o'brien+alma%x?&#@mail.example"
    text = invitation(method="REQUEST", party=party(), attendee=attendee(address=odd))

    (event,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert str(event["ATTENDEE"]) == "mailto:o'brien+alma%25x%3F%26%23@mail.example"


def test_reply_token_is_read_back_from_the_address():
    base = "answers@convive.example"

    assert reply_token(address=reply_address(base=base, token="Tk4mzQ9w"), base=base) == "Tk4mzQ9w"
    assert reply_token(address="Answers+Tk4mzQ9w@CONVIVE.example", base=base) == "Tk4mzQ9w"
    for foreign in (
        "answers@convive.example",
        "answers+Tk4mzQ9w@other.example",
        "answers+a b@convive.example",
        "",
    ):
        assert reply_token(address=foreign, base=base) is None
