"""Codes that do not exist, are over, are somebody else's or are no codes: one calm answer."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from common import codes
from links.domain import links
from mailing.models import Message
from tests.factories.draws import scheduled_party, sealed_draw
from tests.factories.events import ApplicationFactory, CampaignFactory, RecruitingLinkFactory
from tests.factories.guests import guest_of, open_invitation
from tests.factories.links import LinkFactory
from tests.factories.mailing import MessageFactory
from tests.moments import NOON

pytestmark = pytest.mark.django_db
MALFORMED = [
    "0" * 27,
    "x",
    "a" * 300,
    "%00",
    "A%00B",
    "%0d%0aSet-Cookie:%20a=b",
    "%F0%9F%8D%B0",
    "%FF%FE",
    "%C3%9F%C3%9F",
    "..%5c..%5cetc",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "{{7*7}}",
]
DOORS = ["a", "h", "i", "g", "proof", "go", "r", "c", "stop"]
TOLD_APART_BY_NATURE = {"X-Request-ID"}


@pytest.fixture
def client() -> Client:
    return Client(headers={"accept-language": "en"})


def answer(client: Client, path: str) -> tuple[int, bytes, dict[str, str]]:
    cache.clear()
    found = client.get(path)
    headers = {k: v for k, v in found.headers.items() if k not in TOLD_APART_BY_NATURE}
    return found.status_code, found.content, headers


def test_whatever_is_wrong_with_a_code_the_answer_is_the_same(client):
    calm = answer(client, "/nothing-was-ever-here")
    assert calm[0] == 404
    different = [
        f"/{door}/{code}"
        for door in DOORS
        for code in MALFORMED
        if answer(client, f"/{door}/{code}") != calm
    ]

    assert different == []


def test_expired_revoked_and_foreign_codes_answer_alike(client):
    over = LinkFactory(kind="SHOP", expires_at=NOON - timedelta(seconds=1))
    ended = RecruitingLinkFactory().link
    links.revoke(link=ended, at=NOON)
    party = scheduled_party()
    invitation = open_invitation(party)
    guest = guest_of(invitation)
    application = ApplicationFactory()
    draft = ApplicationFactory(campaign__in_state="DRAFT").campaign
    final = MessageFactory(may_stop=False)
    draw = sealed_draw()
    wrong_doors = [
        f"/go/{over.slug}",
        f"/go/{invitation.link.slug}",
        f"/r/{ended.slug}",
        f"/r/{invitation.link.slug}",
        f"/i/{over.slug}",
        f"/i/{guest.code}",
        f"/a/{party.code}",
        f"/a/{guest.code}",
        f"/a/{application.code}/answer",
        f"/h/{application.code}",
        f"/h/{guest.code}",
        f"/h/{guest.code}/date",
        f"/g/{party.code}",
        f"/g/{party.code}/party.ics",
        f"/g/{guest.code.lower()}",
        f"/g/{guest.code}%20",
        f"/c/{draft.slug}",
        f"/c/{draft.slug}/rules",
        f"/stop/{final.code}",
        f"/proof/{draw.code}/minutes.pdf",
        f"/proof/{draw.code.lower()}x/bundle.json",
    ]
    calm = answer(client, "/nothing-was-ever-here")

    assert [path for path in wrong_doors if answer(client, path) != calm] == []


def test_a_post_to_a_code_that_is_not_there_is_as_calm(client):
    calm = answer(client, "/nothing-was-ever-here")
    for door in ("a", "h", "g", "i", "stop"):
        for end in {"a": ["/answer", "/withdraw"], "h": ["/date", "/cancel"]}.get(door, [""]):
            found = client.post(f"/{door}/{codes.capability()}{end}", {"answer": "yes"})
            assert (found.status_code, found.content) == (404, calm[1])
    assert Message.objects.count() == 0


def test_odd_queries_do_no_harm(client):
    draw = sealed_draw()
    campaign = CampaignFactory()
    for path in (
        f"/c/{campaign.slug}?s=%00%0d%0a&lang=%00",
        f"/c/{campaign.slug}/rules?v=%D9%A3",
        f"/c/{campaign.slug}/rules?v={'9' * 400}",
        f"/proof/{draw.code}?id=%00'\"><script>",
        f"/proof/{draw.code}?id=%0%000",
        f"/c/{campaign.slug}/apply?s=%F0%9F&s=b",
    ):
        found = client.get(path)
        assert found.status_code in (200, 404), path
        assert b"<script>" not in found.content
        assert b"\x00" not in found.content


def test_pages_behind_codes_are_kept_by_nobody_and_named_to_nobody(client):
    party = scheduled_party()
    invitation = open_invitation(party)
    guest = guest_of(invitation)
    application = party.place.rank.entrant.application
    for path in (
        f"/a/{application.code}",
        f"/a/{application.code}/answer",
        f"/h/{party.code}",
        f"/h/{party.code}/date",
        f"/i/{invitation.link.slug}",
        f"/g/{guest.code}",
        f"/g/{guest.code}/party.ics",
    ):
        found = client.get(path)
        assert found.status_code == 200, path
        assert found.headers["X-Robots-Tag"] == "noindex", path
        assert "no-store" in found.headers["Cache-Control"], path
        # "no-referrer" would blank the Origin of our own forms; to others nothing is sent at all.
        assert found.headers["Referrer-Policy"] in ("same-origin", "no-referrer"), path
