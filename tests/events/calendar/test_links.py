from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from events.calendar import google_link, outlook_link
from tests.events.calendar.samples import party


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
