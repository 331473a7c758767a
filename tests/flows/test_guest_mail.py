"""Who is written to around the table: one guest a mail, the door for the admitted alone."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from common import clock
from events.domain import parties
from events.models import Party
from flows.handlers import guests as handlers
from guests import queries
from guests.models import Guest, Invitation, Rsvp
from mailing.models import Message
from sales.domain import codes as sales_codes
from tests.factories.draws import accepted_party, scheduled_party
from tests.factories.guests import guest_of, says
from tests.moments import NOON

pytestmark = pytest.mark.django_db
STREET = "12 rue des Lilas"
HOUR = timedelta(hours=1)


def calendar_of(mail: Message) -> dict[str, str]:
    """The one event in a mail, its properties as text."""
    calendar = Calendar.from_ical(mail.calendar_text)
    (event,) = calendar.walk("VEVENT")
    return {"METHOD": str(calendar["METHOD"])} | {
        name: event[name].to_ical().decode() if name != "ATTENDEE" else str(event[name])
        for name in event
    }


def mails(template: str) -> list[Message]:
    return list(Message.objects.filter(template=template).order_by("pk"))


@pytest.fixture
def party(deliver_all) -> Party:
    """A party with two chairs for friends, everything told so far."""
    party = scheduled_party()
    party.place.rank.entrant.application.__class__.objects.update(seats=3)
    deliver_all()
    return party


@pytest.fixture
def invitation(party) -> Invitation:
    return Invitation.objects.select_related("link", "party__campaign__brand").get()


def test_a_date_opens_the_table_less_the_hosts_chair_and_asks_the_host(party, invitation):
    (mail,) = mails("host_scheduled")

    event = calendar_of(mail)
    assert invitation.capacity == 2
    assert mail.to_address == party.host.email
    assert (event["METHOD"], event["SEQUENCE"], event["UID"]) == ("REQUEST", "0", party.uid)
    assert event["LOCATION"] == "12 rue des Lilas\\, 59000 Lille"
    assert f"http://testserver/i/{invitation.link.slug}" in mail.text


def test_a_yes_gets_the_chair_the_door_and_the_calendar(party, invitation, deliver_all):
    guest = guest_of(invitation, name="Lou", email="lou@friends.example", language="en")

    deliver_all()

    (mail,) = mails("guest_admitted")
    event = calendar_of(mail)
    assert (mail.to_address, mail.language, mail.calendar_method) == (
        "lou@friends.example",
        "en",
        "REQUEST",
    )
    assert STREET in mail.text
    assert STREET in mail.html
    assert event["LOCATION"] == "12 rue des Lilas\\, 59000 Lille"
    assert event["ATTENDEE"] == "mailto:lou@friends.example"
    assert guest.code not in event["ORGANIZER"]
    rsvp = Rsvp.objects.get()
    assert (rsvp.calendar_sequence, rsvp.in_calendar) == (0, True)


def test_who_waits_is_told_the_place_in_line_and_gets_no_calendar(party, invitation, deliver_all):
    guest_of(invitation, adults=2)
    guest_of(invitation, name="Bo")
    guest_of(invitation, name="Lou", email="lou@friends.example", language="en")

    deliver_all()

    mail = Message.objects.get(to_address="lou@friends.example")
    assert (mail.template, mail.calendar_text) == ("guest_waiting", "")
    assert "number 2 on the waiting list" in mail.text
    assert STREET not in mail.text + mail.html


def test_a_freed_chair_cancels_for_one_and_asks_the_other(party, invitation, deliver_all):
    leaving = guest_of(invitation, name="Ada", adults=2)
    waiting = guest_of(invitation, name="Bo")
    deliver_all()

    says(leaving)
    deliver_all()

    (freed,), (promoted,) = mails("guest_freed"), mails("guest_promoted")
    assert (freed.to_address, promoted.to_address) == (leaving.email, waiting.email)
    assert calendar_of(freed)["METHOD"] == "CANCEL"
    assert calendar_of(freed)["SEQUENCE"] == "1"
    assert STREET not in freed.text + freed.html + freed.calendar_text
    assert calendar_of(promoted)["METHOD"] == "REQUEST"
    assert STREET in promoted.text
    states = {g.guest.first_name: g.in_calendar for g in Rsvp.objects.select_related("guest")}
    assert states == {"Ada": False, "Bo": True}


def test_a_chair_promoted_before_the_answer_was_told_is_asked_once(party, invitation, deliver_all):
    leaving = guest_of(invitation, name="Ada", adults=2)
    waiting = guest_of(invitation, name="Bo", email="bo@friends.example")
    says(leaving)

    deliver_all()

    to_bo = Message.objects.filter(to_address=waiting.email)
    assert [mail.calendar_method for mail in to_bo] == ["REQUEST"]


def test_out_and_in_again_raises_the_sequence_each_time(party, invitation, deliver_all):
    guest = guest_of(invitation)
    deliver_all()
    for answer in ("NO", "YES"):
        says(guest, answer)
        deliver_all()

    sent = [
        calendar_of(mail) for mail in Message.objects.filter(to_address=guest.email).order_by("pk")
    ]
    assert [(event["METHOD"], event["SEQUENCE"]) for event in sent] == [
        ("REQUEST", "0"),
        ("CANCEL", "1"),
        ("REQUEST", "2"),
    ]
    assert {event["UID"] for event in sent} == {party.uid}


def test_a_new_word_alone_writes_to_the_host_and_not_to_the_guest(party, invitation, deliver_all):
    guest = guest_of(invitation)
    deliver_all()

    says(guest, "YES", message="I bring cheese")
    left = deliver_all()

    assert [mail.template for mail in left] == ["host_answer"]
    assert "I bring cheese" in left[0].text


def test_the_host_is_told_without_what_concerns_health(party, invitation, deliver_all):
    guest_of(invitation, name="Lou", allergens=("NUTS",), needs="UNMISTAKABLE NEED", health=True)

    deliver_all()

    (mail,) = mails("host_answer")
    assert "Lou" in mail.subject
    assert "1 chaise est prise. 1 chaise est encore libre." in mail.text
    assert "samedi 10" in mail.text
    for secret in ("UNMISTAKABLE", "NUTS", "Nuts", "coque", "lou0@"):
        assert secret not in mail.text + mail.html


def test_a_moved_evening_moves_in_every_calendar(party, invitation, deliver_all):
    admitted = guest_of(invitation, name="Ada", adults=2)
    waiting = guest_of(invitation, name="Bo")
    maybe = guest_of(invitation, name="Cleo", answer="MAYBE")
    out = guest_of(invitation, name="Dan", answer="NO")
    deliver_all()

    parties.schedule(
        party=party,
        starts_at=datetime(2027, 4, 11, 17, 30, tzinfo=UTC),
        ends_at=datetime(2027, 4, 11, 21, 0, tzinfo=UTC),
        words=party.words,
        at=clock.now(),
    )
    deliver_all()

    (host,) = mails("host_moved")
    told = {mail.to_address: mail for mail in mails("guest_moved")}
    assert set(told) == {admitted.email, waiting.email, maybe.email}
    assert out.email not in told
    event = calendar_of(told[admitted.email])
    assert (event["METHOD"], event["SEQUENCE"], event["DTSTART"]) == (
        "REQUEST",
        "1",
        "20270411T173000Z",
    )
    assert (calendar_of(host)["SEQUENCE"], calendar_of(host)["UID"]) == ("1", event["UID"])
    for other in (waiting, maybe):
        assert told[other.email].calendar_text == ""
        assert STREET not in told[other.email].text + told[other.email].html


def test_a_party_called_off_leaves_every_calendar_and_closes(party, invitation, deliver_all):
    admitted = guest_of(invitation, name="Ada", adults=2)
    waiting = guest_of(invitation, name="Bo")
    deliver_all()

    parties.cancel(party=party, by=None, at=NOON)
    deliver_all()

    (host,) = mails("host_cancelled")
    told = {mail.to_address: mail for mail in mails("guest_called_off")}
    assert set(told) == {admitted.email, waiting.email}
    assert calendar_of(host)["METHOD"] == "CANCEL"
    event = calendar_of(told[admitted.email])
    assert (event["METHOD"], event["STATUS"], event["UID"]) == ("CANCEL", "CANCELLED", party.uid)
    assert int(event["SEQUENCE"]) > 0
    assert told[waiting.email].calendar_text == ""
    assert all(STREET not in mail.text + mail.html + mail.calendar_text for mail in told.values())
    assert Invitation.objects.get().closed_at is not None


def test_an_answer_told_after_the_party_was_called_off_sends_no_invitation(
    party, invitation, deliver_all
):
    guest = guest_of(invitation)
    parties.cancel(party=party, by=None, at=NOON)

    deliver_all()

    assert [m.template for m in Message.objects.filter(to_address=guest.email)] == [
        "guest_called_off"
    ]


def test_after_the_evening_thanks_go_out_and_what_concerns_health_is_deleted(
    party, invitation, deliver_all
):
    party.campaign.__class__.objects.update(shop_url="https://shop.maison-test.example/hiver")
    sales_codes.open_for(party=Party.objects.get(pk=party.pk), at=NOON)
    came = guest_of(
        invitation, name="Ada", allergens=("NUTS",), needs="ramp", health=True, message="Hi"
    )
    guest_of(invitation, name="Bo", answer="MAYBE")
    deliver_all()

    with clock.fixed(party.ends_at + HOUR):
        parties.end(party=party, at=clock.now())
        deliver_all()

    (mail,) = mails("guest_thanks")
    promo = sales_codes.open_for(party=Party.objects.get(pk=party.pk), at=NOON)[0].code
    assert (mail.to_address, mail.may_stop) == (came.email, True)
    assert re.search(r"http://testserver/go/[0-9A-Z]{10}", mail.text)
    assert promo in mail.text
    assert list(Rsvp.objects.values_list("allergens", "needs", "message")) == [([], "", "")] * 2


def test_a_guest_without_an_address_is_written_to_by_nobody(party, invitation, deliver_all):
    guest = guest_of(invitation, email="")

    left = deliver_all()

    assert [mail.template for mail in left] == ["host_answer"]
    assert Rsvp.objects.get(guest=guest).calendar_sequence is None


def test_nobodys_address_stands_in_anothers_mail(party, invitation, deliver_all):
    people = [guest_of(invitation, name=name) for name in ("Ada", "Bo", "Cleo")]
    says(people[0])
    deliver_all()
    parties.cancel(party=party, by=None, at=NOON)
    deliver_all()

    addresses = {guest.email for guest in people}
    for mail in Message.objects.all():
        everything = mail.text + mail.html + mail.calendar_text.replace("\r\n ", "")
        for address in addresses - {mail.to_address}:
            assert address not in everything


def test_a_handler_that_runs_again_writes_nothing_more(party, invitation, deliver_all):
    guest = guest_of(invitation)
    deliver_all()
    before = Message.objects.count()

    for _ in range(2):
        handlers.confirm_answer(message_id=1, at=NOON, guest_id=guest.pk)
        handlers.open_invitation(message_id=2, at=NOON, party_id=party.pk)
        handlers.mail_host_scheduled(message_id=3, at=NOON, party_id=party.pk)

    assert Message.objects.count() == before


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_mail_speaks_the_language_of_its_reader(party, invitation, deliver_all, language):
    guest_of(invitation, email="lou@friends.example", language=language)

    deliver_all()

    (mail,) = mails("guest_admitted")
    assert mail.language == language
    assert ("samedi 10\xa0avril" in mail.text) == (language == "fr")


def test_a_party_without_a_date_has_nothing_to_cancel(deliver_all):
    party = accepted_party()
    parties.cancel(party=party, by=None, at=NOON + HOUR)

    deliver_all()

    assert mails("host_cancelled") == []
    assert queries.invitation_of(party.pk) is None
    assert Guest.objects.count() == 0


@pytest.mark.parametrize("address", ['"odd one"@friends.example', "zoé@friends.example"])
def test_an_address_nobody_can_use_holds_up_no_other_guest(party, invitation, deliver_all, address):
    guest_of(invitation, name="Ada", email=address)
    other = guest_of(invitation, name="Bo")
    deliver_all()

    parties.cancel(party=party, by=None, at=NOON)
    deliver_all()

    assert [mail.to_address for mail in mails("guest_called_off")][-1] == other.email
