import email
import email.policy
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import icalendar
import pytest
from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from events.calendar import attach, google_link, invitation, outlook_link
from tests.events.calendar.samples import attendee, party


def test_google_link_says_the_same_instants_in_utc():
    parts = urlsplit(google_link(party=party(description="Deux mots")))

    assert (parts.scheme, parts.netloc, parts.path) == (
        "https",
        "calendar.google.com",
        "/calendar/render",
    )
    assert parse_qs(parts.query) == {
        "action": ["TEMPLATE"],
        "text": [party().summary],
        "dates": ["20261212T183000Z/20261212T220000Z"],
        "details": ["Deux mots\nhttps://convive.example/g/k3v9x2q7"],
        "location": ["12, rue des Lilas, 93100 Montreuil"],
    }


@pytest.mark.parametrize(
    ("account", "host"), [("personal", "outlook.live.com"), ("work", "outlook.office.com")]
)
def test_outlook_link_says_the_same_instants_in_utc(account, host):
    parts = urlsplit(outlook_link(party=party(), account=account))
    query = parse_qs(parts.query)

    assert parts.netloc == host
    assert (query["startdt"], query["enddt"]) == (
        ["2026-12-12T18:30:00Z"],
        ["2026-12-12T22:00:00Z"],
    )
    assert datetime.fromisoformat(query["startdt"][0]) == party().starts_at.astimezone(UTC)


def test_links_stay_short_whatever_the_description():
    long = party(description="été " * 5_000)

    assert len(google_link(party=long)) < 8_000
    assert google_link(party=long).endswith("93100%20Montreuil")


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_mail_carries_the_calendar_as_last_alternative_and_as_file(method):
    if not settings.configured:
        settings.configure(DEFAULT_CHARSET="utf-8")
    text = invitation(method=method, party=party(), attendee=attendee())
    message = EmailMultiAlternatives(
        "Samedi", "Texte", "bonjour@convive.example", ["zoe.dete@mail.example"]
    )
    message.attach_alternative("<p>Texte</p>", "text/html")

    attach(message, text=text, method=method)

    raw = message.message(policy=email.policy.SMTP).as_bytes()
    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    mixed = list(parsed.iter_parts())
    assert parsed.get_content_type() == "multipart/mixed"
    assert [part.get_content_type() for part in mixed] == [
        "multipart/alternative",
        "application/ics",
    ]
    alternatives = list(mixed[0].iter_parts())
    assert [part.get_content_type() for part in alternatives] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    calendar = alternatives[-1]
    assert calendar.get_param("method") == method
    assert calendar.get_content_charset() == "utf-8"
    assert str(icalendar.Calendar.from_ical(calendar.get_content())["METHOD"]) == method
    assert mixed[1].get_filename() == "invite.ics"
    assert mixed[1].get_content() == text.encode()


def test_mail_refuses_a_text_made_for_another_method():
    text = invitation(method="CANCEL", party=party(), attendee=attendee())

    with pytest.raises(ValueError, match="another method"):
        attach(EmailMultiAlternatives.__new__(EmailMultiAlternatives), text=text, method="REQUEST")
