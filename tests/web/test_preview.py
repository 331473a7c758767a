"""The pictures beside our links: public, kept, and about nobody."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from common import clock
from common.look import preview
from events.domain import parties
from events.models import CampaignState
from guests.domain import invitations
from links.domain import links
from mailing.models import Message
from tests.factories.events import CampaignFactory
from tests.factories.guests import guest_of, open_invitation

pytestmark = pytest.mark.django_db


@pytest.fixture
def drawn(monkeypatch):
    """What the last picture was asked to show."""
    found = []

    def keep(shown):
        found.append(shown)
        return b"\x89PNG"

    monkeypatch.setattr(preview, "draw", keep)
    return found


def picture(invitation):
    return f"/i/{invitation.link.slug}/preview.png?lang=en"


def test_campaign_picture_is_a_png_that_anyone_may_keep(client):
    answer = client.get(f"/c/{CampaignFactory().slug}/preview.png")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG\r\n")
    assert answer.headers["Cache-Control"] == "public, max-age=600"
    assert "Vary" not in answer.headers
    assert not answer.cookies
    assert answer.headers["Content-Language"] == "fr"
    assert client.get(f"/c/{CampaignFactory().slug}/preview.png?lang=en").cookies == {}


def test_picture_is_not_drawn_again_for_who_has_it(client, drawn):
    path = f"/c/{CampaignFactory().slug}/preview.png?lang=en"
    etag = client.get(path).headers["ETag"]

    again = client.get(path, headers={"if-none-match": etag})

    assert (again.status_code, again.content, len(drawn)) == (304, b"", 1)
    assert again.headers["ETag"] == etag
    assert again.headers["Cache-Control"] == "public, max-age=600"
    other = client.get(path.replace("=en", "=fr"), headers={"if-none-match": etag})
    assert other.status_code == 200


def test_etag_follows_the_table(client, drawn):
    invitation = open_invitation(capacity=2)
    before = client.get(picture(invitation)).headers["ETag"]
    guest_of(invitation)

    after = client.get(picture(invitation)).headers["ETag"]

    assert before != after
    said = [one.facts[1] for one in drawn]
    assert said == ["2 chairs are free.", "1 chair is still free."]
    assert [str(seat) for seat in drawn[-1].seats] == ["HOST", "YES", "FREE"]


def test_party_picture_tells_the_evening_and_nobodys_name_or_address(client, drawn):
    invitation = open_invitation(capacity=4)
    guest_of(invitation, name="Zélie", email="zelie@friends.example", message="Salut")

    answer = client.get(picture(invitation))

    party, shown = invitation.party, drawn[-1]
    assert shown.heading == "A chair is kept for you."
    assert shown.words == f"“{party.words}”"
    assert shown.facts[0] == "Saturday 10\xa0April, 7.30\xa0pm"
    told = repr(shown)
    for secret in (
        party.host_first_name,
        party.host_last_name,
        party.address_line,
        party.postcode,
        party.city,
        party.code,
        "Zélie",
        "zelie",
        "Salut",
    ):
        assert secret
        assert secret not in told
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_full_table_says_so(client, drawn):
    invitation = open_invitation(capacity=1)
    guest_of(invitation)

    client.get(picture(invitation))

    assert drawn[-1].heading == "The table is full."
    assert drawn[-1].facts[1] == "Every chair is taken for now; there is a waiting list."


def test_what_is_called_off_shows_a_cleared_table_and_no_words(client, drawn):
    cancelled = open_invitation()
    parties.cancel(party=cancelled.party, by=cancelled.party.host, at=clock.now())
    client.get(picture(cancelled))

    assert (drawn[-1].heading, drawn[-1].words, drawn[-1].facts, drawn[-1].bare) == (
        "This evening is called off.",
        "",
        (),
        True,
    )


def test_an_evening_that_has_begun_shows_a_cleared_table(client, drawn):
    invitation = open_invitation()
    with clock.fixed(invitation.party.starts_at + timedelta(minutes=1)):
        client.get(picture(invitation))

    assert (drawn[-1].heading, drawn[-1].bare) == ("The table has been cleared.", True)


def test_closed_answers_say_so(client, drawn):
    invitation = open_invitation()
    invitations.close(invitation=invitation, at=clock.now())

    client.get(picture(invitation))

    assert drawn[-1].heading == "Answers are closed."


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (CampaignState.PUBLISHED, "Apply until"),
        (CampaignState.CLOSED, "The draw:"),
        (CampaignState.DRAWN, "The hosts have been drawn."),
        (CampaignState.RUNNING, "The evenings are taking place."),
        (CampaignState.FINISHED, "The last evening is over."),
        (CampaignState.CANCELLED, "This campaign is called off."),
    ],
)
def test_every_state_of_a_campaign_has_its_picture(client, drawn, state, said):
    campaign = CampaignFactory(in_state=state)

    client.get(f"/c/{campaign.slug}/preview.png?lang=en")

    assert drawn[-1].heading == "Winter at your table"
    assert drawn[-1].facts[0].startswith(said)
    assert drawn[-1].bare is (state == CampaignState.CANCELLED)


def test_unknown_draft_and_revoked_answer_the_calm_404(client, at):
    draft = CampaignFactory(in_state=CampaignState.DRAFT)
    revoked = open_invitation()
    links.revoke(link=revoked.link, at=at)
    nowhere = client.get("/c/nowhere")

    for path in (
        "/c/nowhere/preview.png",
        f"/c/{draft.slug}/preview.png",
        "/i/ZZZZZZZZZZ/preview.png",
        picture(revoked),
    ):
        answer = client.get(path.partition("?")[0])
        assert (answer.status_code, answer.content) == (404, nowhere.content)
    assert client.post("/c/nowhere/preview.png").status_code == 405


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_pages_name_their_picture_with_size_and_words(settings, lang):
    settings.BASE_URL = "https://convive.example"
    reader = Client(headers={"accept-language": lang})
    campaign, invitation = CampaignFactory(), open_invitation()

    for page in (f"/c/{campaign.slug}", f"/i/{invitation.link.slug}"):
        html = reader.get(page).content.decode()
        url = f"https://convive.example{page}/preview.png?lang={lang}"
        assert f'<meta property="og:image" content="{url}">' in html
        assert f'<meta name="twitter:image" content="{url}">' in html
        assert '<meta name="twitter:card" content="summary_large_image">' in html
        assert '<meta property="og:image:width" content="1200">' in html
        assert '<meta property="og:image:height" content="630">' in html
        assert html.count('<meta property="og:image:alt" content="') == 1
        assert reader.get(url.removeprefix("https://convive.example")).status_code == 200


def test_a_mail_shows_the_table_alone_and_lightly(client):
    invitation = open_invitation(capacity=4)

    for path in (f"/i/{invitation.link.slug}/table.png", f"/c/{CampaignFactory().slug}/table.png"):
        answer = client.get(path)

        assert answer.content.startswith(b"\x89PNG\r\n"), path
        assert len(answer.content) < 40_000, path
        assert not answer.cookies, path


def test_the_table_of_a_mail_says_nothing_the_mail_could_contradict(client, drawn):
    invitation = open_invitation(capacity=1)
    guest_of(invitation)

    client.get(f"/i/{invitation.link.slug}/table.png")

    assert (drawn[-1].heading, drawn[-1].words, drawn[-1].facts) == ("", "", ())


def test_the_picture_of_a_mail_is_the_same_for_every_reader(deliver_all):
    invitation = open_invitation(capacity=4)
    guests = [guest_of(invitation, name=name) for name in ("Lou", "Bo")]
    deliver_all()

    found = {
        re.search(r'<img src="([^"]+)"', mail.html)[1]
        for mail in Message.objects.filter(template="guest_admitted")
    }

    assert found == {f"http://testserver/i/{invitation.link.slug}/table.png?lang=fr"}
    assert not any(guest.code in address for guest in guests for address in found)
